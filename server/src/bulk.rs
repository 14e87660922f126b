//! Acting on many users: who was chosen in the table, and to whom nothing was done. By POST of plain forms.

use crate::layers::{LayerState, headers, query};
use crate::refusal::{refusal, refusal_at};
use app::ssr::{Caller, Traced};
use axum::extract::{DefaultBodyLimit, Extension, Form, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Router, middleware};
use backend::bulk::{Refused, Selected};
use backend::{Backend, Error};
use domain::csv_cell::csv_cell;
use domain::problem::Problem;
use domain::{BulkKind, BulkRefusal, UserId};
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
        .route(path::BULK_REPORT, post(report))
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

/// The users to whom nothing was done, as a file.
async fn report(
    State(backend): State<Backend>,
    Extension(caller): Extension<Caller>,
    Extension(traced): Extension<Traced>,
    Form(fields): Fields,
) -> Response {
    let done = async {
        let principal = caller.principal.as_ref().ok_or(Error::Unauthenticated)?;
        let reader = backend.noted_right(principal, principal.reader()).await?;
        let id = match fields.as_slice() {
            [(name, id)] if name == "id" => id.parse().ok(),
            _ => None,
        };
        let id = id.ok_or(Problem::Unknown)?;
        backend.take_write(principal).await?;
        backend.refused_of_operation(reader, id).await
    };
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (CONTENT_DISPOSITION, "attachment; filename=\"refused.csv\""),
    ];
    match done.await {
        // The mark tells spreadsheets that it is UTF-8.
        Ok(refused) => (
            StatusCode::OK,
            headers,
            format!("\u{feff}{}", file(&refused)),
        )
            .into_response(),
        Err(error) => refusal(error, &traced.id),
    }
}

/// A line for each user, with the word for the reason.
pub fn file(refused: &[Refused]) -> String {
    let line = |one: &Refused| {
        let (name, email) = one.named.clone().unwrap_or_default();
        let reason = one.reason.map(BulkRefusal::as_str).unwrap_or_default();
        let cells = [
            one.user.to_string(),
            csv_cell(&email),
            csv_cell(&name),
            reason.to_owned(),
        ];
        format!("{}\r\n", cells.join(","))
    };
    let lines: String = refused.iter().map(line).collect();
    format!("id,email,name,reason\r\n{lines}")
}
