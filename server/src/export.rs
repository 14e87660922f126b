//! Tables as files: CSV (RFC 4180) or JSON lines. By POST, so that no other site can trigger one;
//! streamed from the database, so that the length does not matter.

mod audit_log;
mod bulk_plan;
mod bulk_report;
mod format;
mod one_number;
mod preview;
mod report;
mod users;

use audit_log::AuditLog;
use bulk_plan::BulkPlan;
use bulk_report::BulkReport;
use format::Format;
pub use format::separator;
use preview::Preview;
use report::AuditorReport;
use users::{TickedUsers, Users};

use crate::layers::{LayerState, headers, query};
use crate::refusal::refusal;
use app::ssr::{Caller, Traced};
use axum::body::Body;
use axum::extract::{Extension, Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Router, middleware};
use backend::access::{Principal, Reader};
use backend::error::with_causes;
use backend::{Backend, Error, Result};
use domain::csv_cell::Separator;
use futures_util::stream::try_unfold;
use std::collections::HashSet;
use std::future::Future;
use std::io;
use tower_http::compression::CompressionLayer;

/// Some rows, and the place where they end, unless they are the last.
type Batch<E> = (Vec<<E as Exported>::Row>, Option<<E as Exported>::Cursor>);

/// A table that can be exported.
trait Exported: Sized + 'static {
    /// The filters and the order.
    type Query: Clone + Send + Sync + 'static;
    /// A row of the table.
    type Row: Send;
    /// The place where a part ends and the next one begins.
    type Cursor: Send;

    /// The path of its page, without a slash at the end; the last segment is the file's name.
    const PAGE: &'static str;
    /// The names of the fields of the query.
    const FIELDS: &'static [&'static str];
    /// Fields with default values, which mean the same as no field.
    const DEFAULTS: &'static [(&'static str, &'static str)] = &[];
    /// The columns of the CSV file.
    const COLUMNS: &'static [&'static str];

    /// The query from the fields, of the first page.
    fn query(get: &dyn Fn(&str) -> Option<String>) -> Self::Query;

    /// The query that a form asks for; else the answer to it.
    fn read(fields: &[(String, String)]) -> Result<Self::Query, Box<Response>> {
        query_of::<Self>(fields).ok_or_else(|| Box::new(unexpected()))
    }

    /// The fields of this query.
    fn fields(query: &Self::Query) -> Vec<(&'static str, String)>;

    /// Records the export, before anything is read.
    fn begin(
        backend: &Backend,
        reader: Reader<'_>,
        query: &Self::Query,
        format: Format,
    ) -> impl Future<Output = Result<()>> + Send;

    /// The rows after a place, and the place where they end, unless they are the last.
    fn part(
        backend: &Backend,
        reader: Reader<'_>,
        query: &Self::Query,
        after: Option<Self::Cursor>,
    ) -> impl Future<Output = Result<Batch<Self>>> + Send;

    /// A line of the CSV file.
    fn csv(row: &Self::Row, by: Separator) -> String;

    /// An object of the JSON file.
    fn json(row: &Self::Row) -> serde_json::Value;
}

/// The routes of every file. Compressed while it is written.
pub fn routes(known: &LayerState) -> Router {
    let files = of::<AuditLog>(&known.backend)
        .merge(of::<Users>(&known.backend))
        .merge(of::<TickedUsers>(&known.backend))
        .merge(of::<BulkPlan>(&known.backend))
        .merge(of::<BulkReport>(&known.backend))
        .merge(of::<AuditorReport>(&known.backend))
        .merge(of::<Preview>(&known.backend));
    // Filters in the address would be ignored, and the file hold more than was asked for.
    let forms = known.with_session(query::only(&[], files));
    known
        .with_form_guard(forms)
        .layer(middleware::from_fn(headers::never_store))
        .layer(CompressionLayer::new())
}

/// One route for each format.
fn of<E: Exported>(backend: &Backend) -> Router {
    [Format::Csv(Separator::Comma), Format::JsonLines]
        .into_iter()
        .fold(Router::new(), |router, format| {
            let path = format!("{}/export.{}", E::PAGE, format.extension());
            let answer = async move |State(backend),
                                     Extension(caller),
                                     Extension(traced),
                                     fields: Fields| {
                match format.chosen(fields.0) {
                    Some((format, fields)) => {
                        export::<E>(backend, (caller, traced), &fields, format).await
                    }
                    None => unexpected(),
                }
            };
            router.route(&path, post(answer))
        })
        .with_state(backend.clone())
}

/// The fields of the form that requests a file: those of the page's address, and the separator.
type Fields = Form<Vec<(String, String)>>;

async fn export<E: Exported>(
    backend: Backend,
    (caller, traced): (Caller, Traced),
    fields: &[(String, String)],
    format: Format,
) -> Response {
    let query = match E::read(fields) {
        Ok(query) => query,
        // The right comes first: nobody without it learns whether the fields are valid.
        Err(answer) => {
            return match reader(&backend, &caller).await {
                Ok(_) => *answer,
                Err(error) => refusal(error, &traced.id),
            };
        }
    };
    match begin::<E>(&backend, &caller, &query, format).await {
        Ok(()) => file::<E>(backend, caller, query, format),
        Err(error) => refusal(error, &traced.id),
    }
}

/// The query from the fields; none if a field is unknown, repeated or invalid, so that no file contains
/// more than was asked for.
fn query_of<E: Exported>(fields: &[(String, String)]) -> Option<E::Query> {
    let mut seen = HashSet::new();
    let expected = fields
        .iter()
        .all(|(name, _)| E::FIELDS.contains(&name.as_str()) && seen.insert(name));
    let query = E::query(&|name| {
        let field = fields.iter().find(|(field, _)| field == name);
        field.map(|(_, value)| value.clone())
    });
    let said = E::fields(&query);
    let understood = fields
        .iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .all(|(name, value)| {
            let default = E::DEFAULTS.contains(&(name, value));
            default || said.iter().any(|(field, _)| field == name)
        });
    (expected && understood).then_some(query)
}

/// Checks the right, and records the export before anything is read.
async fn begin<E: Exported>(
    backend: &Backend,
    caller: &Caller,
    query: &E::Query,
    format: Format,
) -> Result<()> {
    let reader = reader(backend, caller).await?;
    backend.take_write(reader.principal()).await?;
    E::begin(backend, reader, query, format).await
}

async fn reader<'a>(backend: &Backend, caller: &'a Caller) -> Result<Reader<'a>> {
    let principal = caller.principal.as_ref().ok_or(Error::Unauthenticated)?;
    backend.noted_right(principal, principal.reader()).await
}

/// The progress of writing a file.
enum Written<P> {
    Nothing,
    Until(Option<P>),
    All,
}

fn file<E: Exported>(
    backend: Backend,
    caller: Caller,
    query: E::Query,
    format: Format,
) -> Response {
    let parts = try_unfold(Written::Nothing, move |written| {
        let (backend, caller, query) = (backend.clone(), caller.clone(), query.clone());
        async move {
            let after = match written {
                Written::Nothing => {
                    return Ok(Some((format.start(E::COLUMNS), Written::Until(None))));
                }
                Written::Until(after) => after,
                Written::All => return Ok(None),
            };
            let part = part::<E>(&backend, &caller, &query, after, format).await;
            part.map(Some).map_err(|e| broken_off(&e))
        }
    });
    let name = E::PAGE.rsplit('/').next().unwrap_or_default();
    format.file(name, Body::from_stream(parts))
}

async fn part<E: Exported>(
    backend: &Backend,
    caller: &Caller,
    query: &E::Query,
    after: Option<E::Cursor>,
    format: Format,
) -> Result<(String, Written<E::Cursor>)> {
    let principal = still_there(backend, caller).await?;
    let (rows, last) = E::part(backend, principal.reader()?, query, after).await?;
    let line = |row| match format {
        Format::Csv(by) => E::csv(row, by),
        Format::JsonLines => format!("{}\n", E::json(row)),
    };
    let next = last.map_or(Written::All, |last| Written::Until(Some(last)));
    Ok((rows.iter().map(line).collect(), next))
}

/// The answer to invalid fields.
fn unexpected() -> Response {
    let text = "Unknown or repeated field, or a value that does not exist. Nothing was exported.\n";
    (StatusCode::UNPROCESSABLE_ENTITY, text).into_response()
}

/// The caller is authenticated again for each part: an export ends with the session or the role.
async fn still_there(backend: &Backend, caller: &Caller) -> Result<Principal> {
    let token = caller.token.as_ref().ok_or(Error::Unauthenticated)?;
    let principal = backend.principal(token, caller.origin.clone()).await?;
    principal.ok_or(Error::Unauthenticated)
}

/// The body ends early, which the browser can tell from a complete one.
fn broken_off(error: &Error) -> io::Error {
    tracing::error!(error.cause = with_causes(&error), "an export broke off");
    io::Error::other("broken off")
}
