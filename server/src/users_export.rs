//! The table of users as a file. By POST, so that no other site can have it made; written while it
//! is read, so that its length does not matter.

use crate::export::{self, Fields, Format, broken_off, refused, still_there};
use app::ssr::Caller;
use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, Form, State};
use axum::response::Response;
use axum::routing::post;
use backend::{Backend, Error, Result};
use domain::csv_cell::csv_line;
use domain::cursor::RowKey;
use domain::view::UserRow;
use domain::{OverrideRule, Rule, Timestamp, UserQuery};
use futures_util::stream::try_unfold;

const HEADER: [&str; 11] = [
    "id",
    "email",
    "name",
    "role",
    "language",
    "status",
    "rule",
    "rule_until",
    "active_since",
    "last_sign_in",
    "disabled",
];

/// Where the export stands.
enum Place {
    Start,
    After(Option<RowKey>),
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
        .route("/account/users/export.csv", post(csv))
        .route("/account/users/export.jsonl", post(lines))
        .with_state(backend)
}

async fn export(
    State(backend): State<Backend>,
    Extension(caller): Extension<Caller>,
    Form(fields): Fields,
    format: Format,
) -> Response {
    let query = export::query(&fields, &UserQuery::NAMES, |get| {
        UserQuery::from_params(get)
    });
    let Some(query) = query else {
        return export::unexpected();
    };
    match begin(&backend, &caller, format).await {
        Ok(()) => file(backend, caller, query, format),
        Err(error) => refused(&error),
    }
}

/// Checks the right, and notes the export before anything of it is read.
async fn begin(backend: &Backend, caller: &Caller, format: Format) -> Result<()> {
    let principal = caller.principal.as_ref().ok_or(Error::Unauthenticated)?;
    let format = format.extension();
    backend.begin_users_export(principal.admin()?, format).await
}

fn file(backend: Backend, caller: Caller, query: UserQuery, format: Format) -> Response {
    let parts = try_unfold(Place::Start, move |place| {
        let (backend, caller, query) = (backend.clone(), caller.clone(), query.clone());
        async move {
            let after = match place {
                Place::Start => return Ok(Some((format.start(&HEADER), Place::After(None)))),
                Place::After(after) => after,
                Place::End => return Ok(None),
            };
            let part = part(&backend, &caller, (&query, after), format).await;
            part.map(Some).map_err(|e| broken_off(&e))
        }
    });
    format.file("users", Body::from_stream(parts))
}

async fn part(
    backend: &Backend,
    caller: &Caller,
    (query, after): (&UserQuery, Option<RowKey>),
    format: Format,
) -> Result<(String, Place)> {
    let principal = still_there(backend, caller).await?;
    let (rows, last) = backend
        .users_export(principal.admin()?, query, after)
        .await?;
    let text = rows.iter().map(|row| line(row, format)).collect();
    let next = last.map_or(Place::End, |last| Place::After(Some(last)));
    Ok((text, next))
}

fn line(row: &UserRow, format: Format) -> String {
    match format {
        Format::Csv => csv(row),
        Format::JsonLines => format!("{}\n", json(row)),
    }
}

/// The word for the rule that decides: the policy, or one on the user.
const fn rule(row: &UserRow) -> &'static str {
    match row.rule {
        Rule::Policy(_) => "policy",
        Rule::Override(OverrideRule::Required) => "required",
        Rule::Override(OverrideRule::Exempt) => "exempt",
    }
}

fn csv(row: &UserRow) -> String {
    let moment = |at: Option<Timestamp>| at.map(Timestamp::to_rfc3339).unwrap_or_default();
    csv_line(&[
        &row.id.to_string(),
        &row.email,
        &row.name,
        row.role.as_str(),
        row.language.as_str(),
        row.status.as_str(),
        rule(row),
        &moment(row.rule_until),
        &moment(row.active_since),
        &moment(row.last_sign_in),
        if row.disabled { "yes" } else { "no" },
    ])
}

fn json(row: &UserRow) -> serde_json::Value {
    let moment = |at: Option<Timestamp>| at.map(Timestamp::to_rfc3339);
    serde_json::json!({
        "id": row.id,
        "email": row.email,
        "name": row.name,
        "role": row.role,
        "language": row.language,
        "status": row.status,
        "rule": rule(row),
        "rule_until": moment(row.rule_until),
        "active_since": moment(row.active_since),
        "last_sign_in": moment(row.last_sign_in),
        "disabled": row.disabled,
    })
}
