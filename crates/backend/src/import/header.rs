//! The columns of a file.

use super::column::{Column, bare};
use super::error::{Excerpt, FileError};
use csv::ByteRecord;

/// The position of each column in a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout(Vec<Head>);

/// What stands above a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Head {
    /// A column that is read.
    Of(Column),
    /// One of an export that says what an account has become, and not what to make.
    State(State),
    /// Nothing.
    Blank,
}

/// A column of an export that is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// What says nothing about a new account.
    Past,
    /// The end of the rule.
    RuleUntil,
    /// Whether the account is deactivated.
    Disabled,
}

impl State {
    fn parse(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"id" | b"status" | b"active_since" | b"last_sign_in" => Self::Past,
            b"rule_until" => Self::RuleUntil,
            b"disabled" => Self::Disabled,
            _ => return None,
        })
    }
}

impl Layout {
    /// Reads the header line.
    pub(super) fn parse(header: &ByteRecord) -> Result<Self, FileError> {
        let mut heads = Vec::with_capacity(header.len());
        for field in header {
            let head = head(field)?;
            if let Head::Of(column) = head
                && heads.contains(&head)
            {
                return Err(FileError::DuplicateColumn(column));
            }
            heads.push(head);
        }
        while heads.last() == Some(&Head::Blank) {
            heads.pop();
        }
        let missing =
            |column: &Column| column.is_mandatory() && !heads.contains(&Head::Of(*column));
        match Column::ALL.into_iter().find(missing) {
            Some(column) => Err(FileError::MissingColumn(column)),
            None => Ok(Self(heads)),
        }
    }

    /// How many fields a row must have; more of them may be empty.
    pub(super) const fn width(&self) -> usize {
        self.0.len()
    }

    /// The first field of a row that stands under no name, if it is not empty.
    pub(super) fn unnamed<'r>(&self, row: &'r ByteRecord) -> Option<&'r [u8]> {
        let fields = row.iter().zip(&self.0);
        let mut unnamed = fields.filter(|(_, head)| **head == Head::Blank);
        unnamed.find_map(|(field, _)| (!is_blank(field)).then_some(field))
    }

    /// The field of a row in a column of an export; empty if the file does not have it.
    pub(super) fn state<'r>(&self, row: &'r ByteRecord, state: State) -> &'r [u8] {
        self.under(row, Head::State(state))
    }

    /// Whether the file has this column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.0.contains(&Head::Of(column))
    }

    /// The column at this position.
    pub(super) fn at(&self, place: usize) -> Option<Column> {
        match self.0.get(place) {
            Some(Head::Of(column)) => Some(*column),
            _ => None,
        }
    }

    /// The field of a row in this column; empty if the file does not have it.
    pub(super) fn field<'r>(&self, row: &'r ByteRecord, column: Column) -> &'r [u8] {
        self.under(row, Head::Of(column))
    }

    fn under<'r>(&self, row: &'r ByteRecord, head: Head) -> &'r [u8] {
        self.0
            .iter()
            .position(|h| *h == head)
            .and_then(|place| row.get(place))
            .unwrap_or_default()
    }
}

fn head(field: &[u8]) -> Result<Head, FileError> {
    if is_blank(field) {
        return Ok(Head::Blank);
    }
    if let Some(state) = State::parse(field.trim_ascii()) {
        return Ok(Head::State(state));
    }
    std::str::from_utf8(field)
        .ok()
        .and_then(Column::parse)
        .map(Head::Of)
        .ok_or_else(|| FileError::UnknownColumn(Excerpt::bytes(field)))
}

/// Whether nothing shows of a field.
pub(super) fn is_blank(field: &[u8]) -> bool {
    std::str::from_utf8(field).is_ok_and(|text| bare(text).is_empty())
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
        let cases: [(&[&str], &str); 3] = [
            (
                &["email", "name", "role"],
                "the column \"language\" is missing",
            ),
            (
                &["email", "name", "role", "langage"],
                "unknown column \"langage\" (known: email, name, role, language, required, group)",
            ),
            (
                &["email", "name", "role", "language", "name"],
                "the column \"name\" appears twice",
            ),
        ];
        for (header, message) in cases {
            assert_eq!(parse(header), Err(message.to_owned()));
        }
    }

    #[test]
    fn columns_are_read_as_people_write_them_and_an_empty_one_is_none() {
        for header in [
            &["Email", "Name", "Role", "Language"][..],
            &["e-mail", "name", "role", "language"],
            &["E-Mail address", "FULL NAME", " Role ", "Langue\u{200B}"],
            &["email", "name", "role", "language", "", " "],
            &["ｅｍａｉｌ", "Nom", "Rôle", "Ro\u{302}le"],
        ] {
            let layout = parse(header);
            if header.contains(&"Ro\u{302}le") {
                assert_eq!(layout, Err("the column \"role\" appears twice".to_owned()));
                continue;
            }
            let layout = layout.unwrap();
            let row = ByteRecord::from(vec!["e", "n", "r", "l"]);
            assert_eq!(layout.width(), 4, "{header:?}");
            assert_eq!(layout.field(&row, Column::Email), b"e");
            assert_eq!(layout.field(&row, Column::Language), b"l");
        }
    }
}
