//! The columns of a file.

use super::column::Column;
use super::error::{Excerpt, FileError};
use csv::ByteRecord;

/// The position of each column in a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout(Vec<Column>);

impl Layout {
    /// Reads the header line.
    pub(super) fn parse(header: &ByteRecord) -> Result<Self, FileError> {
        let mut columns = Vec::with_capacity(header.len());
        for field in header {
            let column = std::str::from_utf8(field)
                .ok()
                .and_then(Column::parse)
                .ok_or_else(|| FileError::UnknownColumn(Excerpt::bytes(field)))?;
            if columns.contains(&column) {
                return Err(FileError::DuplicateColumn(column));
            }
            columns.push(column);
        }
        let missing = |column: &Column| column.is_mandatory() && !columns.contains(column);
        match Column::ALL.into_iter().find(missing) {
            Some(column) => Err(FileError::MissingColumn(column)),
            None => Ok(Self(columns)),
        }
    }

    /// How many fields a row must have.
    pub(super) const fn width(&self) -> usize {
        self.0.len()
    }

    /// Whether the file has this column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.0.contains(&column)
    }

    /// The column at this position.
    pub(super) fn at(&self, place: usize) -> Option<Column> {
        self.0.get(place).copied()
    }

    /// The field of a row in this column; empty if the file does not have it.
    pub(super) fn field<'r>(&self, row: &'r ByteRecord, column: Column) -> &'r [u8] {
        self.0
            .iter()
            .position(|c| *c == column)
            .and_then(|place| row.get(place))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(names: &[&str]) -> Result<Layout, String> {
        Layout::parse(&ByteRecord::from(names)).map_err(|e| e.to_string())
    }

    #[test]
    fn columns_are_found_in_any_order() {
        let layout = parse(&["group", "language", " email ", "role", "name"]).unwrap();
        let row = ByteRecord::from(vec!["g", "fr", "e", "user", "n"]);
        assert_eq!(layout.field(&row, Column::Email), b"e");
        assert_eq!(layout.field(&row, Column::Group), b"g");
        assert_eq!(layout.field(&row, Column::Required), b"");
        assert_eq!((layout.width(), layout.at(4)), (5, Some(Column::Name)));
        assert!(layout.has(Column::Group) && !layout.has(Column::Required));
    }

    #[test]
    fn a_header_with_a_missing_an_unknown_or_a_double_column_is_refused() {
        let cases: [(&[&str], &str); 4] = [
            (
                &["email", "name", "role"],
                "the column \"language\" is missing",
            ),
            (
                &["email", "name", "role", "langue"],
                "unknown column \"langue\" (known: email, name, role, language, required, group)",
            ),
            (
                &["email", "name", "role", "language", ""],
                "unknown column \"\" (known: email, name, role, language, required, group)",
            ),
            (
                &["email", "name", "role", "language", "name"],
                "the column \"name\" is there twice",
            ),
        ];
        for (header, message) in cases {
            assert_eq!(parse(header), Err(message.to_owned()));
        }
    }
}
