//! The audit log as a file: CSV (RFC 4180) or JSON lines. By POST, so that no other site can have
//! it made; written while it is read, so that its length does not matter.

use crate::export::{self, Fields, Format, broken_off, refused, still_there};
use app::ssr::Caller;
use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, Form, State};
use axum::response::Response;
use axum::routing::post;
use backend::{Backend, Error, Result};
use domain::csv_cell::csv_line;
use domain::view::Entry;
use domain::{AuditQuery, EntryId, UserId};
use futures_util::stream::try_unfold;

const HEADER: [&str; 9] = [
    "id",
    "at",
    "action",
    "actor_id",
    "actor",
    "target_id",
    "target",
    "detail",
    "address",
];

/// Where the export stands.
enum Place {
    Start,
    Before(Option<EntryId>),
    End,
}

/// One route for each format.
pub fn routes<S: Clone + Send + Sync + 'static>(backend: Backend) -> Router<S> {
    let csv = async |state: State<Backend>, caller: Extension<Caller>, fields: Fields| {
        export(state, caller, fields, Format::Csv).await
    };
    let lines = async |state: State<Backend>, caller: Extension<Caller>, fields: Fields| {
        export(state, caller, fields, Format::JsonLines).await
    };
    Router::new()
        .route("/account/audit/export.csv", post(csv))
        .route("/account/audit/export.jsonl", post(lines))
        .with_state(backend)
}

async fn export(
    State(backend): State<Backend>,
    Extension(caller): Extension<Caller>,
    Form(fields): Fields,
    format: Format,
) -> Response {
    let query = export::query(&fields, &AuditQuery::NAMES, |get| {
        AuditQuery::from_params(get)
    });
    let Some(query) = query else {
        return export::unexpected();
    };
    match begin(&backend, &caller, format).await {
        Ok(()) => file(backend, caller, query.before(None), format),
        Err(error) => refused(&error),
    }
}

/// Checks the right, and notes the export before anything of it is read.
async fn begin(backend: &Backend, caller: &Caller, format: Format) -> Result<()> {
    let principal = caller.principal.as_ref().ok_or(Error::Unauthenticated)?;
    let format = format.extension();
    backend.begin_audit_export(principal.admin()?, format).await
}

fn file(backend: Backend, caller: Caller, query: AuditQuery, format: Format) -> Response {
    let parts = try_unfold(Place::Start, move |place| {
        let (backend, caller, query) = (backend.clone(), caller.clone(), query.clone());
        async move {
            let before = match place {
                Place::Start => return Ok(Some((format.start(&HEADER), Place::Before(None)))),
                Place::Before(before) => before,
                Place::End => return Ok(None),
            };
            let part = part(&backend, &caller, &query.before(before), format).await;
            part.map(Some).map_err(|e| broken_off(&e))
        }
    });
    format.file("audit", Body::from_stream(parts))
}

async fn part(
    backend: &Backend,
    caller: &Caller,
    query: &AuditQuery,
    format: Format,
) -> Result<(String, Place)> {
    let principal = still_there(backend, caller).await?;
    let page = backend.audit_export(principal.admin()?, query).await?;
    let text = page
        .entries
        .iter()
        .map(|entry| line(entry, format))
        .collect();
    let next = page.older.map_or(Place::End, |id| Place::Before(Some(id)));
    Ok((text, next))
}

fn line(entry: &Entry, format: Format) -> String {
    match format {
        Format::Csv => csv(entry),
        Format::JsonLines => format!("{}\n", json(entry)),
    }
}

fn csv(entry: &Entry) -> String {
    let number = |id: Option<UserId>| id.map(|id| id.to_string()).unwrap_or_default();
    csv_line(&[
        &entry.id.to_string(),
        &entry.at.to_rfc3339(),
        entry.action.as_str(),
        &number(entry.actor_id),
        &entry.actor,
        &number(entry.target_id),
        &entry.target,
        &entry.detail,
        &entry.address,
    ])
}

fn json(entry: &Entry) -> serde_json::Value {
    serde_json::json!({
        "id": entry.id,
        "at": entry.at.to_rfc3339(),
        "action": entry.action,
        "actor_id": entry.actor_id,
        "actor": entry.actor,
        "target_id": entry.target_id,
        "target": entry.target,
        "detail": entry.detail,
        "address": entry.address,
    })
}
