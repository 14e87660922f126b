//! CSV and JSON lines.

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::csv_cell::csv_line;

/// The format of a file.
#[derive(Debug, Clone, Copy)]
pub enum Format {
    /// Comma-separated values with a header line.
    Csv,
    /// A JSON object on each line.
    JsonLines,
}

impl Format {
    /// The extension of the file's name; also the word in the audit log.
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

    /// The beginning of the file.
    pub fn start(self, header: &[&str]) -> String {
        match self {
            // Spreadsheets recognise UTF-8 only by a byte order mark.
            Self::Csv => format!("\u{feff}{}", csv_line(header)),
            Self::JsonLines => String::new(),
        }
    }

    /// The answer: a file of this name, given without extension.
    pub fn file(self, name: &str, body: Body) -> Response {
        let name = format!("attachment; filename=\"{name}.{}\"", self.extension());
        let headers = [
            (CONTENT_TYPE, self.content_type().to_owned()),
            (CONTENT_DISPOSITION, name),
        ];
        (headers, body).into_response()
    }
}
