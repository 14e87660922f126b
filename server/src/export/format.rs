//! CSV and JSON lines.

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::csv_cell::{Separator, separated_line};

/// The field that says what stands between the cells.
const SEPARATOR: &str = "separator";

/// Fields of a form, each with its value.
type Fields = Vec<(String, String)>;

/// The separator that the fields of a form name, by default the comma, and the other fields. None for a separator that there is not.
pub fn separator(fields: Fields) -> Option<(Option<Separator>, Fields)> {
    let is_separator = |(name, _): &(String, String)| name == SEPARATOR;
    let (chosen, others): (Vec<_>, Vec<_>) = fields.into_iter().partition(is_separator);
    match chosen.as_slice() {
        [] => Some((None, others)),
        [(_, by)] => Some((Some(Separator::parse(by)?), others)),
        _ => None,
    }
}

/// The format of a file.
#[derive(Debug, Clone, Copy)]
pub enum Format {
    /// Separated values with a header line.
    Csv(Separator),
    /// A JSON object on each line.
    JsonLines,
}

impl Format {
    /// The extension of the file's name; also the word in the audit log.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv(_) => "csv",
            Self::JsonLines => "jsonl",
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Csv(_) => "text/csv; charset=utf-8; header=present",
            Self::JsonLines => "application/x-ndjson",
        }
    }

    /// This format with the separator that the fields of a form name (`separator`), and the other fields. None for a separator that
    /// there is not, and for one of a file that has none.
    pub fn chosen(self, fields: Vec<(String, String)>) -> Option<(Self, Vec<(String, String)>)> {
        let (chosen, others) = separator(fields)?;
        match (self, chosen) {
            (format, None) => Some((format, others)),
            (Self::Csv(_), Some(by)) => Some((Self::Csv(by), others)),
            (Self::JsonLines, Some(_)) => None,
        }
    }

    /// The beginning of the file.
    pub fn start(self, header: &[&str]) -> String {
        match self {
            // Spreadsheets recognise UTF-8 only by a byte order mark.
            Self::Csv(by) => format!("\u{feff}{}", separated_line(by, header)),
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
