//! What a mail looks like: a document of its own, in which nothing runs and from which nothing is loaded, for a frame of the page of
//! the mails.

use crate::layers::{LayerState, headers};
use crate::mail::{Sender, preview};
use crate::refusal::refusal;
use app::ssr::{Caller, Traced};
use axum::extract::{Extension, Query, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use backend::access::Reader;
use backend::{Error, Result};
use domain::{Language, NoticeKind};
use wire::path;

/// The styles of a mail stand in its elements. `sandbox` takes scripts, forms and navigation from it, whatever embeds it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";
/// The address of a sender is no part of what is shown.
const NO_ADDRESS: &str = "bouclier@localhost";

/// What is asked for.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    kind: NoticeKind,
    language: Language,
    part: Part,
}

/// A part of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Part {
    Text,
    Html,
}

/// The route.
pub fn routes(known: &LayerState) -> Router {
    let preview = Router::new()
        .route(path::MAIL_PREVIEW, get(show))
        .with_state(known.clone());
    known
        .with_session(preview)
        .layer(middleware::from_fn(headers::never_store))
}

async fn show(
    State(known): State<LayerState>,
    Extension(caller): Extension<Caller>,
    Extension(traced): Extension<Traced>,
    asked: std::result::Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Response {
    match written(&known, &caller, asked.ok().map(|asked| asked.0)).await {
        Ok((kind, text)) => {
            let headers = [(CONTENT_TYPE, kind), (CONTENT_SECURITY_POLICY, POLICY)];
            (headers, text).into_response()
        }
        Err(error) => refusal(error, &traced.id),
    }
}

async fn written(
    known: &LayerState,
    caller: &Caller,
    asked: Option<Asked>,
) -> Result<(&'static str, String)> {
    let principal = caller.principal.as_ref().ok_or(Error::Unauthenticated)?;
    let backend = &known.backend;
    let _reader: Reader<'_> = backend.noted_right(principal, principal.reader()).await?;
    let (Some(asked), Ok(from)) = (asked, NO_ADDRESS.parse()) else {
        return Err(Error::NotFound);
    };
    let sender = Sender::new(&from, &known.web.public_url, backend.organisation().await?);
    let name = principal.name();
    let mail = preview(asked.kind, asked.language, name, &sender, backend.now());
    Ok(match asked.part {
        Part::Text => ("text/plain; charset=utf-8", mail.text_with_subject()),
        Part::Html => ("text/html; charset=utf-8", mail.page_without_links()),
    })
}
