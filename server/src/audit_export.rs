//! The audit log as a file: CSV (RFC 4180) or JSON lines. By POST, so that no other site can have
//! it made; written while it is read, so that its length does not matter.

use app::ssr::{Caller, reference};
use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, Form, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use backend::access::Principal;
use backend::{Backend, Error, Result};
use domain::csv_cell::csv_line;
use domain::view::Entry;
use domain::{AuditQuery, EntryId, UserId};
use futures_util::stream::try_unfold;
use std::io;

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

/// The fields of the form: those of the page's address.
type Fields = Form<Vec<(String, String)>>;

#[derive(Debug, Clone, Copy)]
enum Format {
    Csv,
    JsonLines,
}

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
    let query = AuditQuery::from_params(|name| {
        let field = fields.iter().find(|(field, _)| field == name);
        field.map(|(_, value)| value.clone())
    })
    .before(None);
    match begin(&backend, caller.principal, format).await {
        Ok(principal) => file(backend, principal, query, format),
        Err(error) => refused(&error),
    }
}

/// Checks the right, and notes the export before anything of it is read.
async fn begin(
    backend: &Backend,
    principal: Option<Principal>,
    format: Format,
) -> Result<Principal> {
    let principal = principal.ok_or(Error::Unauthenticated)?;
    let admin = principal.admin()?;
    backend
        .begin_audit_export(admin, format.extension())
        .await?;
    Ok(principal)
}

fn file(backend: Backend, principal: Principal, query: AuditQuery, format: Format) -> Response {
    let parts = try_unfold(Place::Start, move |place| {
        let (backend, principal, query) = (backend.clone(), principal.clone(), query.clone());
        async move {
            let before = match place {
                Place::Start => return Ok(Some((format.start(), Place::Before(None)))),
                Place::Before(before) => before,
                Place::End => return Ok(None),
            };
            let part = part(&backend, &principal, &query.before(before), format).await;
            part.map(Some).map_err(|e| broken_off(&e))
        }
    });
    let name = format!("attachment; filename=\"audit.{}\"", format.extension());
    let headers = [
        (CONTENT_TYPE, format.content_type().to_owned()),
        (CONTENT_DISPOSITION, name),
    ];
    (headers, Body::from_stream(parts)).into_response()
}

async fn part(
    backend: &Backend,
    principal: &Principal,
    query: &AuditQuery,
    format: Format,
) -> Result<(String, Place)> {
    let page = backend.audit_export(principal.admin()?, query).await?;
    let text = page
        .entries
        .iter()
        .map(|entry| format.line(entry))
        .collect();
    let next = page.older.map_or(Place::End, |id| Place::Before(Some(id)));
    Ok((text, next))
}

/// The file ends without its end, which the browser tells from a whole one.
fn broken_off(error: &Error) -> io::Error {
    tracing::error!(error.cause = %error, "an export of the audit log broke off");
    io::Error::other("broken off")
}

fn refused(error: &Error) -> Response {
    match error {
        Error::Unauthenticated => (StatusCode::UNAUTHORIZED, "Sign in first.\n").into_response(),
        Error::Internal(cause) => {
            let reference = reference();
            tracing::error!(error.reference = %reference, error.cause = %cause, "a request failed");
            let text = format!("Bouclier: {reference}\n");
            (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
        }
        _ => (StatusCode::FORBIDDEN, "Only admins may do this.\n").into_response(),
    }
}

impl Format {
    const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::JsonLines => "application/x-ndjson",
        }
    }

    fn start(self) -> String {
        match self {
            Self::Csv => csv_line(&HEADER),
            Self::JsonLines => String::new(),
        }
    }

    fn line(self, entry: &Entry) -> String {
        match self {
            Self::Csv => csv(entry),
            Self::JsonLines => format!("{}\n", json(entry)),
        }
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
