//! Why a file or a row of it was refused. The texts are for the person who imports the file.

use super::column::Column;
use super::meaning::Meaning;
use super::reading::ColumnRef;
use domain::group::MOST;
use domain::{EmailError, GroupNameError, NameError};
use std::fmt;

/// Columns of the widest file: each of them is a choice on a page.
pub(super) const MOST_COLUMNS: usize = 200;

/// The most groups that one file creates.
pub(super) const MOST_NEW_GROUPS: usize = 1_000;
/// The maximum number of characters of a refused value that are shown.
const SHOWN: usize = 60;

/// A value from a file, as shown in a message: quoted, escaped and cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    start: String,
    cut: bool,
}

impl Excerpt {
    pub(super) fn text(text: &str) -> Self {
        let start: String = text.chars().take(SHOWN).collect();
        Self {
            cut: start.len() < text.len(),
            start,
        }
    }

    /// The text for a page, which escapes it: as it is, cut.
    pub fn shown(&self) -> String {
        [self.start.as_str(), if self.cut { "…" } else { "" }].concat()
    }

    pub(super) fn bytes(bytes: &[u8]) -> Self {
        Self::text(&String::from_utf8_lossy(bytes))
    }
}

impl From<&ColumnRef> for Excerpt {
    fn from(place: &ColumnRef) -> Self {
        match place {
            ColumnRef::At(at) => Self::text(&(at + 1).to_string()),
            ColumnRef::Named(name) => Self::text(name),
        }
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Rust's quoted form escapes every character that a terminal would interpret or not show.
        write!(f, "{:?}{}", self.start, if self.cut { "…" } else { "" })
    }
}

/// Why no row of a file could be read, or not the whole file: nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is no header line.
    #[error("the file is empty")]
    Empty,
    /// UTF-16 without the byte order mark by which it is known.
    #[error("the file is in UTF-16 without a byte order mark: save it as CSV in UTF-8")]
    Utf16,
    /// A mandatory column is missing.
    #[error("the column \"{0}\" is missing")]
    MissingColumn(Column),
    /// A column that is not in [`Column`].
    #[error("unknown column {0} (known: {known})", known = Column::ALL.map(Column::as_str).join(", "))]
    UnknownColumn(Excerpt),
    /// A column twice.
    #[error("the column \"{0}\" appears twice")]
    DuplicateColumn(Meaning),
    /// More columns than any file of people has.
    #[error("the first line has {0} columns, {most} at the most", most = MOST_COLUMNS)]
    TooManyColumns(usize),
    /// More groups that do not exist than one file may create.
    #[error("more than {new} groups would be created, or there would be more than {all}", new = MOST_NEW_GROUPS, all = MOST)]
    TooManyGroups,
    /// A column that was given a meaning, and that the file does not have.
    #[error("there is no column {0}")]
    NoSuchColumn(Excerpt),
    /// A quote that is still open at the end of the file.
    #[error("a quote is opened on line {line} and never closed")]
    UnclosedQuote {
        /// The line of the quote.
        line: u64,
    },
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    Read(#[from] std::io::Error),
}

impl From<csv::Error> for FileError {
    fn from(error: csv::Error) -> Self {
        match error.into_kind() {
            csv::ErrorKind::Io(error) => Self::Read(error),
            other => Self::Read(std::io::Error::other(format!("{other:?}"))),
        }
    }
}

/// Why an import failed.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file as a whole cannot be used.
    #[error(transparent)]
    File(#[from] FileError),
    /// Storing the accounts failed.
    #[error(transparent)]
    Backend(#[from] crate::error::Error),
}

/// Why a row was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// More or fewer fields than the header has.
    #[error("{found} fields instead of {expected}")]
    FieldCount {
        /// Fields of the row.
        found: usize,
        /// Columns of the file.
        expected: usize,
    },
    /// A value under no name of a column.
    #[error("it has no name above it: {0}")]
    Unnamed(Excerpt),
    /// Not the moment at which an exemption ends.
    #[error("{0} is not a moment such as 2030-01-31T23:00:00Z")]
    RuleUntil(Excerpt),
    /// An end where the row makes no exemption.
    #[error("only an exemption has an end")]
    EndOfNoExemption,
    /// An account that is out of use in the directory that has written the file.
    #[error("an account that is out of use in a directory is not imported")]
    OutOfUse,
    /// Bytes that are not UTF-8.
    #[error("{0} is not UTF-8 text")]
    NotUtf8(Excerpt),
    /// A text in which a program that could not read a letter has put U+FFFD in its place.
    #[error("a letter was lost before: {0}")]
    LostLetter(Excerpt),
    /// Not an address.
    #[error("{0}{after}", after = After(.1))]
    Email(EmailError, Excerpt),
    /// Not a name.
    #[error("{0}{after}", after = After(.1))]
    Name(NameError, Excerpt),
    /// Not a role.
    #[error("{0} is not a role (admin, auditor, helpdesk, user)")]
    Role(Excerpt),
    /// Not a language.
    #[error("{0} is not a language ({known})", known = domain::Language::ALL.iter().map(|l| l.as_str()).collect::<Vec<_>>().join(", "))]
    Language(Excerpt),
    /// Neither yes, no, exempt nor empty.
    #[error("{0} is not a requirement (yes, no, exempt or nothing)")]
    Required(Excerpt),
    /// Not the name of a group.
    #[error("{0}{after}", after = After(.1))]
    Group(GroupNameError, Excerpt),
    /// The address is already in the file.
    #[error("the address is in this file already, on line {first}: {address}")]
    Twice {
        /// The line where it occurs first.
        first: u64,
        /// The address as written here.
        address: Excerpt,
    },
}

/// The value after a message, unless it is empty.
struct After<'a>(&'a Excerpt);

impl fmt::Display for After<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.start.trim().is_empty() {
            Ok(())
        } else {
            write!(f, ": {}", self.0)
        }
    }
}

/// A row that was not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The line of the file on which the row starts, from 1.
    pub line: u64,
    /// The column; none where the row has more fields than there are columns, or it is none that makes an account.
    pub column: Option<Column>,
    /// The reason.
    pub reason: RowError,
}

impl Refusal {
    /// Column and reason, as the command line says them.
    pub fn what(&self) -> String {
        let column = match self.column {
            Some(column) => format!("column {column}"),
            None => match self.reason {
                RowError::Unnamed(_) => "a column",
                RowError::RuleUntil(_) | RowError::EndOfNoExemption => "column rule_until",
                RowError::OutOfUse => "state of the account",
                _ => "after the last column",
            }
            .to_owned(),
        };
        format!("{column}: {}", self.reason)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, {}", self.line, self.what())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_value_is_escaped_and_cut() {
        assert_eq!(
            Excerpt::text("a\u{1b}[31m\u{202E}\"b").to_string(),
            r#""a\u{1b}[31m\u{202e}\"b""#
        );
        let long = Excerpt::text(&"é".repeat(61)).to_string();
        assert_eq!(long, format!("\"{}\"…", "é".repeat(60)));
        assert_eq!(Excerpt::bytes(b"Ren\xe9").to_string(), "\"Ren\u{fffd}\"");
    }

    #[test]
    fn a_refusal_reads_as_line_column_and_reason() {
        let refusal = |column, reason| Refusal {
            line: 12,
            column,
            reason,
        };
        let cases = [
            (
                refusal(
                    Some(Column::Role),
                    RowError::Role(Excerpt::text("superuser")),
                ),
                "line 12, column role: \"superuser\" is not a role (admin, auditor, helpdesk, user)",
            ),
            (
                refusal(
                    None,
                    RowError::FieldCount {
                        found: 7,
                        expected: 6,
                    },
                ),
                "line 12, after the last column: 7 fields instead of 6",
            ),
            (
                refusal(
                    Some(Column::Name),
                    RowError::Name(NameError::Missing, Excerpt::text("  ")),
                ),
                "line 12, column name: the name is missing",
            ),
            (
                refusal(
                    Some(Column::Email),
                    RowError::Email(EmailError::Form, Excerpt::text("x")),
                ),
                "line 12, column email: this is not an email address: \"x\"",
            ),
        ];
        for (refusal, text) in cases {
            assert_eq!(refusal.to_string(), text);
        }
    }
}
