//! Invitation links as a file for a mail merge, by POST of a plain form.

use crate::export::separator;
use crate::layers::{LayerState, headers, once, query};
use crate::refusal::refusal;
use app::access::with_next;
use app::ssr::{Caller, Traced};
use axum::extract::{Extension, Form, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Router, middleware};
use backend::access::Admin;
use backend::users::LinkOfUser;
use backend::{Backend, Error, Result};
use domain::csv_cell::{Separator, separated_line};
use domain::problem::Problem;
use wire::path;
use wire::return_to::ReturnTo;

/// The columns of the file.
const COLUMNS: [&str; 5] = ["name", "email", "language", "link", "valid until"];

/// The routes. Links that were made are lost with an answer that does not come, so a form that is sent twice has one outcome.
pub fn routes(known: &LayerState) -> Router {
    let file = Router::new()
        .route(path::INVITATION_LINKS, post(links))
        .with_state(known.backend.clone());
    let forms = known
        .with_session(query::only(&[], file))
        .layer(middleware::from_fn_with_state(
            (known.clone(), once::Outcomes::default()),
            once::answer,
        ));
    known
        .with_form_guard(forms)
        .layer(middleware::from_fn(headers::never_store))
}

async fn links(
    State(backend): State<Backend>,
    Extension(caller): Extension<Caller>,
    Extension(traced): Extension<Traced>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let by = separator(fields).filter(|(_, others)| others.is_empty());
    let by = by.map(|(by, _)| by.unwrap_or(Separator::Comma));
    match made(&backend, &caller, by).await {
        Ok((links, _)) if links.is_empty() => Redirect::to(path::INVITE_USERS).into_response(),
        Ok((links, by)) => file(&links, by),
        // A plain form: the page after the proof has the button again.
        Err(Error::StepUp(_)) => {
            let back = ReturnTo::parse(path::INVITE_USERS);
            Redirect::to(&with_next(path::STEP_UP, back.as_ref())).into_response()
        }
        Err(error) => refusal(error, &traced.id),
    }
}

async fn made(
    backend: &Backend,
    caller: &Caller,
    by: Option<Separator>,
) -> Result<(Vec<LinkOfUser>, Separator)> {
    let principal = caller.principal.as_ref().ok_or(Error::Unauthenticated)?;
    let _admin: Admin<'_> = backend.noted_right(principal, principal.admin()).await?;
    let by = by.ok_or(Problem::Unknown)?;
    let fresh = principal.fresh_admin()?;
    backend.take_write(principal).await?;
    Ok((backend.links_for_all(fresh).await?, by))
}

fn file(links: &[LinkOfUser], by: Separator) -> Response {
    // The mark tells spreadsheets that it is UTF-8.
    let mut text = format!("\u{feff}{}", separated_line(by, &COLUMNS));
    for link in links {
        let cells = [
            &link.name,
            &link.email,
            link.language.as_str(),
            &link.url,
            &link.expires.to_rfc3339(),
        ];
        text += &separated_line(by, &cells);
    }
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (
            CONTENT_DISPOSITION,
            "attachment; filename=\"invitations.csv\"",
        ),
    ];
    (headers, text).into_response()
}
