//! Acting on many users: who was chosen in the table. By POST of a plain form.

use crate::layers::{LayerState, headers, query};
use crate::refusal::refusal_at;
use app::ssr::{Caller, Traced};
use axum::extract::{DefaultBodyLimit, Extension, Form, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Router, middleware};
use backend::bulk::Selected;
use backend::{Backend, Error};
use domain::problem::Problem;
use domain::{BulkKind, UserId};
use wire::{path, selection};

/// Bytes of the longest form: a page of users, and the filters.
const LONGEST: usize = 64 * 1024;
/// The page that says that nobody was chosen.
const NOBODY: (&str, &str) = (app::BULK_TOLD, app::BULK_NOBODY);

/// The fields of a form, in its order.
type Fields = Form<Vec<(String, String)>>;

/// The routes.
pub fn routes(known: &LayerState) -> Router {
    let forms = Router::new()
        .route(path::BULK_SELECT, post(select))
        .layer(DefaultBodyLimit::max(LONGEST))
        .with_state(known.backend.clone());
    known
        .with_form_guard(known.with_session(query::only(&[], forms)))
        .layer(middleware::from_fn(headers::never_store))
}

/// Keeps who was chosen, and what is to be done to them.
async fn select(
    State(backend): State<Backend>,
    Extension(caller): Extension<Caller>,
    Extension(traced): Extension<Traced>,
    asked: HeaderMap,
    Form(fields): Fields,
) -> Response {
    let done = async {
        let principal = caller.principal.as_ref().ok_or(Error::Unauthenticated)?;
        let admin = backend.noted_right(principal, principal.admin()).await?;
        backend.take_write(principal).await?;
        let (kind, selected) = chosen(&fields).ok_or(Problem::Unknown)?;
        backend.prepare_operation(admin, kind, &selected).await
    };
    match done.await {
        Ok(id) => Redirect::to(&path::bulk(id)).into_response(),
        Err(Error::Refused(Problem::NobodyChosen)) => {
            let (name, value) = NOBODY;
            Redirect::to(&path::with(path::BULK, name, value)).into_response()
        }
        Err(error) => refusal_at(path::USERS, &asked, error, &traced.id),
    }
}

/// What is to be done, and to whom; none if a field is unknown, missing, invalid or there twice.
fn chosen(fields: &[(String, String)]) -> Option<(BulkKind, Selected)> {
    let one = |name: &str| {
        let mut found = fields.iter().filter(|(field, _)| field == name);
        found.next().filter(|_| found.next().is_none())
    };
    let kind = BulkKind::parse(&one("kind")?.1)?;
    let (users, others): (Vec<_>, Vec<_>) = fields
        .iter()
        .filter(|(name, _)| name != "kind" && name != "who")
        .cloned()
        .partition(|(name, _)| name == "user");
    let query = selection(&others).ok()?;
    let selected = match one("who")?.1.as_str() {
        "all" => Selected::Matching(query),
        "chosen" => {
            let users = users.iter().map(|(_, id)| id.parse().ok());
            Selected::Listed(users.collect::<Option<Vec<UserId>>>()?)
        }
        _ => return None,
    };
    Some((kind, selected))
}
