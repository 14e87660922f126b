//! What files that leave the console have in common: CSV (RFC 4180) or JSON lines.

use app::ssr::{Caller, reference};
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use backend::access::Principal;
use backend::{Backend, Error, Result};
use domain::csv_cell::csv_line;
use std::collections::HashSet;
use std::io;

/// The format of a file.
#[derive(Debug, Clone, Copy)]
pub enum Format {
    /// Comma-separated values with a header line.
    Csv,
    /// A JSON object on each line.
    JsonLines,
}

impl Format {
    /// The end of the file's name; also the word for the audit log.
    pub const fn extension(self) -> &'static str {
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

    /// What the file begins with.
    pub fn start(self, header: &[&str]) -> String {
        match self {
            // Spreadsheets take a file for UTF-8 by its first sign only.
            Self::Csv => format!("\u{feff}{}", csv_line(header)),
            Self::JsonLines => String::new(),
        }
    }

    /// The answer: a file of this name, without its end.
    pub fn file(self, name: &str, body: Body) -> Response {
        let name = format!("attachment; filename=\"{name}.{}\"", self.extension());
        let headers = [
            (CONTENT_TYPE, self.content_type().to_owned()),
            (CONTENT_DISPOSITION, name),
        ];
        (headers, body).into_response()
    }
}

/// The fields of the form that asks for a file: those of the page's address.
pub type Fields = axum::extract::Form<Vec<(String, String)>>;

/// What `read` makes of the fields; none where one is not in `names` or comes twice, so that no
/// file has more in it than was asked for.
pub fn query<Q>(
    fields: &[(String, String)],
    names: &[&str],
    read: impl FnOnce(&dyn Fn(&str) -> Option<String>) -> Q,
) -> Option<Q> {
    let mut seen = HashSet::new();
    let expected = fields
        .iter()
        .all(|(name, _)| names.contains(&name.as_str()) && seen.insert(name));
    expected.then(|| {
        read(&|name| {
            let field = fields.iter().find(|(field, _)| field == name);
            field.map(|(_, value)| value.clone())
        })
    })
}

/// The answer to fields that there are not.
pub fn unexpected() -> Response {
    let text = "Unknown or repeated field. Nothing was exported.\n";
    (StatusCode::UNPROCESSABLE_ENTITY, text).into_response()
}

/// Who calls is found out anew for each part: an export ends where the session or the role does.
pub async fn still_there(backend: &Backend, caller: &Caller) -> Result<Principal> {
    let token = caller.token.as_ref().ok_or(Error::Unauthenticated)?;
    let principal = backend.principal(token, caller.origin.clone()).await?;
    principal.ok_or(Error::Unauthenticated)
}

/// The file ends without its end, which the browser tells from a whole one.
pub fn broken_off(error: &Error) -> io::Error {
    tracing::error!(error.cause = %error, "an export broke off");
    io::Error::other("broken off")
}

/// The answer in place of a file.
pub fn refused(error: &Error) -> Response {
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
