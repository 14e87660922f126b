//! The columns of a file.

use super::column::{Column, bare};
use super::error::{Excerpt, FileError};
use super::meaning::{Meaning, may_be_last_name};
use super::reading::{ColumnRef, Reading};
use csv::ByteRecord;
use domain::Language;
use domain::csv_cell::unguarded;
use std::borrow::Cow;

/// What each column of a file says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    heads: Vec<Head>,
    names: Vec<String>,
    /// The values of people of whom the file says none; none where it has to say them.
    usual: Option<Language>,
    of_a_directory: bool,
}

/// What stands above a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Head {
    /// A name.
    Of(Meaning),
    /// A name that nobody knows.
    Unknown,
    /// Nothing.
    Blank,
}

/// A column of a file, and how it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// What stands above it.
    pub name: Excerpt,
    /// What it says; an unknown name says nothing.
    pub meaning: Meaning,
}

impl Layout {
    /// Reads the header line.
    pub(super) fn parse(header: &ByteRecord, reading: &Reading) -> Result<Self, FileError> {
        let names = header
            .iter()
            .map(|field| String::from_utf8_lossy(field).into_owned());
        let names: Vec<String> = names.collect();
        let mut heads: Vec<Head> = header.iter().map(head).collect();
        find_last_name(&mut heads, &names);
        let given = place(&mut heads, &names, reading)?;
        let of_a_directory = |head: &Head| matches!(head, Head::Of(m) if m.is_of_a_directory());
        let of_a_directory = heads.iter().any(of_a_directory);
        let lenient = reading.lenient || !given.is_empty() || of_a_directory;
        settle(&mut heads, &names, &given, lenient)?;
        while heads.last() == Some(&Head::Blank) {
            heads.pop();
        }
        let layout = Self {
            heads,
            names,
            usual: lenient.then_some(reading.language),
            of_a_directory,
        };
        match Column::ALL.into_iter().find(|c| layout.is_missing(*c)) {
            Some(column) => Err(FileError::MissingColumn(column)),
            None => Ok(layout),
        }
    }

    /// How each column is understood, also where the file cannot be imported like that.
    pub(super) fn guess(header: &ByteRecord, reading: &Reading) -> Vec<Understood> {
        let names = header
            .iter()
            .map(|field| String::from_utf8_lossy(field).into_owned());
        let names: Vec<String> = names.collect();
        let mut heads: Vec<Head> = header.iter().map(head).collect();
        find_last_name(&mut heads, &names);
        // What cannot be said of a column is shown all the same.
        let given = place(&mut heads, &names, reading).unwrap_or_default();
        let _is_fine = settle(&mut heads, &names, &given, true);
        understood(&names, &heads)
    }

    fn is_missing(&self, column: Column) -> bool {
        let has = |meaning| self.heads.contains(&Head::Of(meaning));
        let instead = match column {
            Column::Email => has(Meaning::Login),
            Column::Name => has(Meaning::FirstName) || has(Meaning::LastName),
            Column::Role | Column::Language => self.usual.is_some(),
            Column::Required | Column::Group => true,
        };
        !instead && !self.has(column)
    }

    /// The names above the columns, also those of the last columns if they are empty.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// How each column was understood.
    pub(super) fn understood(&self) -> Vec<Understood> {
        understood(&self.names, &self.heads)
    }

    /// Whether a directory has written the file, or somebody has seen how it was understood.
    pub(super) const fn is_lenient(&self) -> bool {
        self.usual.is_some()
    }

    /// Whether a directory has written the file.
    pub(super) const fn is_of_a_directory(&self) -> bool {
        self.of_a_directory
    }

    /// The language of people of whom the file does not say one, if it need not.
    pub(super) const fn usual_language(&self) -> Option<Language> {
        self.usual
    }

    /// How many fields a row must have; more of them may be empty.
    pub(super) const fn width(&self) -> usize {
        self.heads.len()
    }

    /// The first field of a row that stands under no name, if it is not empty.
    pub(super) fn unnamed<'r>(&self, row: &'r ByteRecord) -> Option<&'r [u8]> {
        let fields = row.iter().zip(&self.heads);
        let mut unnamed = fields.filter(|(_, head)| **head == Head::Blank);
        unnamed.find_map(|(field, _)| (!is_blank(field)).then_some(field))
    }

    /// Whether the file has this column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.heads.contains(&Head::Of(Meaning::Of(column)))
    }

    /// The column at this position.
    pub(super) fn at(&self, place: usize) -> Option<Column> {
        match self.heads.get(place) {
            Some(Head::Of(Meaning::Of(column))) => Some(*column),
            _ => None,
        }
    }

    /// What a row says about this value of an account; empty if the file does not.
    pub(super) fn field<'r>(&self, row: &'r ByteRecord, column: Column) -> Cow<'r, [u8]> {
        let field = self.under(row, Meaning::Of(column));
        if !is_blank(field) {
            return Cow::Borrowed(field);
        }
        match column {
            Column::Email => {
                Cow::Borrowed(address(self.under(row, Meaning::Login)).unwrap_or(field))
            }
            Column::Name => self.joined(row).map_or(Cow::Borrowed(field), Cow::Owned),
            _ => Cow::Borrowed(field),
        }
    }

    /// First and last name as one, if there is one of them.
    fn joined(&self, row: &ByteRecord) -> Option<Vec<u8>> {
        let parts = [Meaning::FirstName, Meaning::LastName].map(|part| self.under(row, part));
        let parts: Vec<&[u8]> = parts.into_iter().filter(|part| !is_blank(part)).collect();
        let unguarded = |part: &&[u8]| match std::str::from_utf8(part) {
            Ok(text) => unguarded(text).trim().as_bytes().to_vec(),
            Err(_) => part.to_vec(),
        };
        let parts: Vec<Vec<u8>> = parts.iter().map(unguarded).collect();
        (!parts.is_empty()).then(|| parts.join(&b' '))
    }

    /// The field of a row in the column with this meaning; empty if the file does not have it.
    pub(super) fn under<'r>(&self, row: &'r ByteRecord, meaning: Meaning) -> &'r [u8] {
        self.heads
            .iter()
            .position(|head| *head == Head::Of(meaning))
            .and_then(|place| row.get(place))
            .unwrap_or_default()
    }
}

fn understood(names: &[String], heads: &[Head]) -> Vec<Understood> {
    let understood = |(name, head): (&String, &Head)| Understood {
        name: Excerpt::text(name),
        meaning: match head {
            Head::Of(meaning) => *meaning,
            Head::Unknown | Head::Blank => Meaning::Nothing,
        },
    };
    names.iter().zip(heads).map(understood).collect()
}

/// Microsoft Entra gives a guest a name to sign in with that is written like an address and is none.
fn address(login: &[u8]) -> Option<&[u8]> {
    let of_a_guest = login
        .windows(5)
        .any(|part| part.eq_ignore_ascii_case(b"#ext#"));
    (!of_a_guest).then_some(login)
}

fn head(field: &[u8]) -> Head {
    if is_blank(field) {
        return Head::Blank;
    }
    let name = std::str::from_utf8(field).ok();
    name.and_then(Meaning::of_name)
        .map_or(Head::Unknown, Head::Of)
}

/// « Nom » beside « Prénom » is the last name.
fn find_last_name(heads: &mut [Head], names: &[String]) {
    let has = |meaning| heads.contains(&Head::Of(meaning));
    if !has(Meaning::FirstName) || has(Meaning::LastName) {
        return;
    }
    let all = Head::Of(Meaning::Of(Column::Name));
    let mut columns = heads.iter_mut().zip(names);
    if let Some((head, _)) = columns.find(|(head, name)| **head == all && may_be_last_name(name)) {
        *head = Head::Of(Meaning::LastName);
    }
}

/// Gives columns the meanings that somebody has chosen; returns their positions.
fn place(heads: &mut [Head], names: &[String], reading: &Reading) -> Result<Vec<usize>, FileError> {
    let mut given = Vec::new();
    for (place, meaning) in &reading.columns {
        let at = match place {
            ColumnRef::At(at) => Some(*at),
            ColumnRef::Named(name) => names.iter().position(|n| bare(n) == bare(name)),
        };
        let column = at.and_then(|at| heads.get_mut(at).map(|head| (at, head)));
        let (at, head) = column.ok_or_else(|| FileError::NoSuchColumn(place.into()))?;
        if *head != Head::Blank || *meaning != Meaning::Nothing {
            *head = Head::Of(*meaning);
        }
        given.push(at);
    }
    Ok(given)
}

/// Refuses columns that nobody knows or that say the same, or, in a file that is read leniently, does not read them.
fn settle(
    heads: &mut [Head],
    names: &[String],
    given: &[usize],
    lenient: bool,
) -> Result<(), FileError> {
    let chosen: Vec<Head> = given
        .iter()
        .filter_map(|at| heads.get(*at).copied())
        .collect();
    let mut seen = Vec::new();
    for (at, (head, name)) in heads.iter_mut().zip(names).enumerate() {
        let meaning = match *head {
            Head::Blank | Head::Of(Meaning::Nothing) => continue,
            Head::Of(meaning) => meaning,
            Head::Unknown if lenient => continue,
            Head::Unknown => return Err(FileError::UnknownColumn(Excerpt::text(name))),
        };
        let is_given = given.contains(&at);
        let again = seen.contains(head) || (!is_given && chosen.contains(head));
        if again && lenient && !is_given {
            *head = Head::Of(Meaning::Nothing);
        } else if again {
            return Err(FileError::DuplicateColumn(meaning));
        } else {
            seen.push(*head);
        }
    }
    Ok(())
}

/// Whether nothing shows of a field.
pub(super) fn is_blank(field: &[u8]) -> bool {
    std::str::from_utf8(field).is_ok_and(|text| bare(text).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(names: &[&str]) -> Result<Layout, String> {
        Layout::parse(&ByteRecord::from(names), &Reading::default()).map_err(|e| e.to_string())
    }

    #[test]
    fn columns_are_found_in_any_order() {
        let layout = parse(&["group", "language", " email ", "role", "name"]).unwrap();
        let row = ByteRecord::from(vec!["g", "fr", "e", "user", "n"]);
        assert_eq!(&*layout.field(&row, Column::Email), b"e");
        assert_eq!(&*layout.field(&row, Column::Group), b"g");
        assert_eq!(&*layout.field(&row, Column::Required), b"");
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
            assert_eq!(&*layout.field(&row, Column::Email), b"e");
            assert_eq!(&*layout.field(&row, Column::Language), b"l");
        }
    }
}
