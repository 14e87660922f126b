//! One row of a file as an account.

use super::column::{Column, bare};
use super::error::{Excerpt, RowError};
use super::header::{Layout, is_blank};
use super::meaning::Meaning;
use crate::users::NewUser;
use csv::ByteRecord;
use domain::csv_cell::unguarded;
use domain::{DisplayName, EmailAddress, GroupName, Language, OverrideRule, Role, Timestamp};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// The flaw of a row, and its column.
pub(super) type RowFlaw = (Option<Column>, RowError);

/// An account of the file, with its line, and with the form of the address by which accounts are unique.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) line: u64,
    pub(super) key: String,
    pub(super) user: NewUser,
    /// The end of the exemption, where it has one.
    pub(super) until: Option<Timestamp>,
    /// Whether the account is deactivated.
    pub(super) is_deactivated: bool,
}

impl Candidate {
    /// Leaves out an exemption that has ended by a moment; returns whether it had.
    pub(super) fn drop_what_has_ended(&mut self, by: Timestamp) -> bool {
        let has_ended = self.until.is_some_and(|until| until <= by);
        if has_ended {
            self.until = None;
            self.user.rule = None;
        }
        has_ended
    }
}

/// The addresses of the rows so far, each with its first line. A million of them have to fit in memory: instead of an address
/// this stores 128 bits of hash under secret random keys, so that a collision of two addresses practically never happens.
#[derive(Debug, Default)]
pub(super) struct Seen {
    keys: [RandomState; 2],
    lines: HashMap<[u64; 2], u64>,
}

impl Seen {
    /// Records an address, even of a row that is refused for another reason: which of two rows was
    /// meant is for a person to decide. Returns the line that had it before.
    fn note(&mut self, key: &str, line: u64) -> Option<u64> {
        let hash = self.keys.each_ref().map(|keys| keys.hash_one(key));
        match self.lines.get(&hash) {
            Some(first) => Some(*first),
            None => self.lines.insert(hash, line),
        }
    }
}

/// Reads a row; of several flaws it returns the first in the order of [`Column::ALL`].
pub(super) fn candidate(
    layout: &Layout,
    row: &ByteRecord,
    line: u64,
    seen: &mut Seen,
) -> Result<Candidate, RowFlaw> {
    count(layout, row)?;
    let of_no_column = |error| (None, error);
    no_value_without_name(layout, row).map_err(of_no_column)?;
    let until = until(layout, row).map_err(of_no_column)?;
    let is_deactivated = is_deactivated(layout, row).map_err(of_no_column)?;
    let (key, email) = email(layout, row, line, seen)?;
    let user = NewUser {
        email,
        name: read(layout, row, Column::Name, name)?,
        role: read(layout, row, Column::Role, |text| {
            if layout.is_lenient() && bare(text).is_empty() {
                Ok(Role::User)
            } else {
                role(text)
            }
        })?,
        language: read(layout, row, Column::Language, |text| {
            match layout.usual_language() {
                Some(usual) if bare(text).is_empty() => Ok(usual),
                _ => language(text),
            }
        })?,
        rule: read(layout, row, Column::Required, rule)?,
        groups: read(layout, row, Column::Group, groups)?,
    };
    if until.is_some() && user.rule != Some(OverrideRule::Exempt) {
        return Err((None, RowError::EndOfNoExemption));
    }
    Ok(Candidate {
        line,
        key,
        user,
        until,
        is_deactivated,
    })
}

fn count(layout: &Layout, row: &ByteRecord) -> Result<(), RowFlaw> {
    let (found, expected) = (row.len(), layout.width());
    let surplus = row.iter().skip(expected).any(|field| !is_blank(field));
    if found >= expected && !surplus {
        Ok(())
    } else {
        Err((layout.at(found), RowError::FieldCount { found, expected }))
    }
}

/// Refuses a value of which nobody knows what it says.
fn no_value_without_name(layout: &Layout, row: &ByteRecord) -> Result<(), RowError> {
    match layout.unnamed(row) {
        Some(field) => Err(RowError::Unnamed(Excerpt::bytes(field))),
        None => Ok(()),
    }
}

/// The end of the rule: a moment as in an export of the console (RFC 3339).
fn until(layout: &Layout, row: &ByteRecord) -> Result<Option<Timestamp>, RowError> {
    let until = layout.under(row, Meaning::RuleUntil);
    if is_blank(until) {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(until);
    let moment: Result<jiff::Timestamp, _> = bare(&text).to_uppercase().parse();
    match moment {
        Ok(moment) => Ok(Some(Timestamp::from_unix(moment.as_second()))),
        Err(_) => Err(RowError::RuleUntil(Excerpt::text(&text))),
    }
}

/// Whether the account is deactivated. Accounts that are out of use in a directory are no accounts here: somebody who has left is
/// not brought back as a user.
fn is_deactivated(layout: &Layout, row: &ByteRecord) -> Result<bool, RowError> {
    let says = |meaning| String::from_utf8_lossy(layout.under(row, meaning)).into_owned();
    let disabled = answer(&says(Meaning::Disabled)) == Some(true);
    let out_of_use = answer(&says(Meaning::Enabled)) == Some(false)
        || is_suspended(&says(Meaning::Status))
        || (disabled && layout.is_of_a_directory());
    if out_of_use {
        Err(RowError::OutOfUse)
    } else {
        Ok(disabled)
    }
}

/// Whether a directory says that the account is out of use. « Inactive » is what the console says of 2FA.
fn is_suspended(status: &str) -> bool {
    matches!(
        bare(status).as_str(),
        "suspended" | "deprovisioned" | "deactivated" | "disabled" | "archived" | "deleted"
    )
}

/// Whether a row has nothing in it.
pub(super) fn is_empty(row: &ByteRecord) -> bool {
    row.iter().all(is_blank)
}

fn email(
    layout: &Layout,
    row: &ByteRecord,
    line: u64,
    seen: &mut Seen,
) -> Result<(String, EmailAddress), RowFlaw> {
    read(layout, row, Column::Email, |text| {
        let email =
            EmailAddress::parse(text).map_err(|e| RowError::Email(e, Excerpt::text(text)))?;
        let key = email.key();
        match seen.note(&key, line) {
            None => Ok((key, email)),
            Some(first) => Err(RowError::Twice {
                first,
                address: Excerpt::text(text),
            }),
        }
    })
}

fn read<T>(
    layout: &Layout,
    row: &ByteRecord,
    column: Column,
    parse: impl FnOnce(&str) -> Result<T, RowError>,
) -> Result<T, RowFlaw> {
    let bytes = layout.field(row, column);
    std::str::from_utf8(&bytes)
        .map_err(|_| RowError::NotUtf8(Excerpt::bytes(&bytes)))
        .and_then(whole)
        .and_then(|text| parse(&unguarded(text)))
        .map_err(|error| (Some(column), error))
}

fn whole(text: &str) -> Result<&str, RowError> {
    if text.contains(char::REPLACEMENT_CHARACTER) {
        Err(RowError::LostLetter(Excerpt::text(text)))
    } else {
        Ok(text)
    }
}

fn name(text: &str) -> Result<DisplayName, RowError> {
    DisplayName::parse(text).map_err(|e| RowError::Name(e, Excerpt::text(text)))
}

fn role(text: &str) -> Result<Role, RowError> {
    match bare(text).as_str() {
        "admin" | "administrator" | "administrateur" | "administratrice" => Ok(Role::Admin),
        "helpdesk" | "assistance" => Ok(Role::Helpdesk),
        "auditor" | "auditeur" | "auditrice" => Ok(Role::Auditor),
        "user" | "utilisateur" | "utilisatrice" => Ok(Role::User),
        _ => Err(RowError::Role(Excerpt::text(text))),
    }
}

/// A language, of whatever region (RFC 5646).
fn language(text: &str) -> Result<Language, RowError> {
    let text_bare = bare(text);
    let primary = text_bare.split(['-', '_']).next().unwrap_or_default();
    Language::parse(primary).ok_or_else(|| RowError::Language(Excerpt::text(text)))
}

fn rule(text: &str) -> Result<Option<OverrideRule>, RowError> {
    match (bare(text).as_str(), answer(text)) {
        ("required" | "obligatoire", _) | (_, Some(true)) => Ok(Some(OverrideRule::Required)),
        ("exempt" | "exempté" | "exemptée", _) => Ok(Some(OverrideRule::Exempt)),
        ("" | "policy" | "group", _) | (_, Some(false)) => Ok(None),
        _ => Err(RowError::Required(Excerpt::text(text))),
    }
}

/// Yes or no, as spreadsheets and people write it in the languages of the interface.
fn answer(text: &str) -> Option<bool> {
    match bare(text).as_str() {
        "yes" | "y" | "true" | "1" | "on" | "x" | "oui" | "vrai" | "ja" | "wahr" | "sí" | "si"
        | "sì" | "verdadero" | "vero" | "waar" => Some(true),
        "no" | "n" | "false" | "0" | "off" | "non" | "faux" | "nein" | "falsch" | "falso"
        | "nee" | "onwaar" => Some(false),
        _ => None,
    }
}

/// The groups, with « | » between them; there may be none.
fn groups(text: &str) -> Result<Vec<GroupName>, RowError> {
    GroupName::parse_list(text).map_err(|error| RowError::Group(error, Excerpt::text(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_rows(rows: &[&[&str]]) -> Vec<Result<NewUser, (Option<Column>, String)>> {
        let header = ["email", "name", "role", "language", "required", "group"];
        let layout = Layout::parse(
            &ByteRecord::from(&header[..]),
            &super::super::Reading::default(),
        )
        .unwrap();
        let mut seen = Seen::default();
        rows.iter()
            .zip(2..)
            .map(|(row, line)| {
                candidate(&layout, &ByteRecord::from(*row), line, &mut seen)
                    .map(|c| c.user)
                    .map_err(|(column, error)| (column, error.to_string()))
            })
            .collect()
    }

    fn names(user: &NewUser) -> Vec<&str> {
        user.groups.iter().map(GroupName::as_str).collect()
    }

    #[test]
    fn a_row_becomes_an_account_and_surrounding_spaces_go() {
        let row: &[&str] = &[
            " a@b.fr ",
            " Léa ",
            " admin ",
            " de ",
            " exempt ",
            " Support ",
        ];
        let user = read_rows(&[row])[0].clone().unwrap();
        assert_eq!(user.email.as_str(), "a@b.fr");
        assert_eq!(user.name.as_str(), "Léa");
        assert_eq!((user.role, user.language), (Role::Admin, Language::De));
        assert_eq!(user.rule, Some(OverrideRule::Exempt));
        assert_eq!(names(&user), ["Support"]);
    }

    #[test]
    fn roles_languages_and_answers_are_read_as_people_write_them() {
        let cases = [
            ("Admin", "fr-FR", "Yes"),
            ("ADMIN", "FR", "TRUE"),
            (" administrator\u{200B}", "fr_CA", "1"),
            ("Administratrice", "fr", "oui"),
        ];
        for (role, language, required) in cases {
            let row: &[&str] = &["a@b.fr", "A", role, language, required, ""];
            let user = read_rows(&[row])[0].clone().unwrap();
            assert_eq!((user.role, user.language), (Role::Admin, Language::Fr));
            assert_eq!(user.rule, Some(OverrideRule::Required));
        }
        for (word, role) in [
            ("Helpdesk", Role::Helpdesk),
            ("Assistance", Role::Helpdesk),
            ("AUDITOR", Role::Auditor),
            ("auditrice", Role::Auditor),
        ] {
            let row: &[&str] = &["a@b.fr", "A", word, "fr", "", ""];
            assert_eq!(read_rows(&[row])[0].clone().unwrap().role, role, "{word}");
        }
        let row: &[&str] = &["a@b.fr", "A", "User", "en-GB", "FALSE", ""];
        let user = read_rows(&[row])[0].clone().unwrap();
        assert_eq!((user.role, user.language), (Role::User, Language::En));
        assert_eq!(user.rule, None);
    }

    #[test]
    fn each_value_of_required_means_its_rule() {
        let cases = [
            ("yes", Some(OverrideRule::Required)),
            ("required", Some(OverrideRule::Required)),
            ("policy", None),
            ("group", None),
            ("exempt", Some(OverrideRule::Exempt)),
            ("no", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let row: &[&str] = &["a@b.fr", "A", "user", "fr", text, ""];
            assert_eq!(read_rows(&[row])[0].clone().unwrap().rule, expected);
        }
    }

    #[test]
    fn a_bad_group_is_refused_and_an_empty_one_is_none() {
        let long = "g".repeat(81);
        let results = read_rows(&[
            &["a@b.fr", "A", "user", "fr", "", &long],
            &["b@b.fr", "A", "user", "fr", "", "a\u{200B}b"],
            &["c@b.fr", "A", "user", "fr", "", "  "],
        ]);
        let long = results[0].clone().unwrap_err();
        assert_eq!(long.0, Some(Column::Group));
        assert!(
            long.1.starts_with("the name of the group is too long"),
            "{}",
            long.1
        );
        let hidden = results[1].clone().unwrap_err().1;
        assert_eq!(
            hidden,
            "the name of the group has an invisible or control character: \"a\\u{200b}b\""
        );
        assert_eq!(results[2].clone().unwrap().groups, []);
    }

    #[test]
    fn a_cell_may_name_several_groups() {
        let row: &[&str] = &["a@b.fr", "A", "user", "fr", "", " Ventes | Support|VENTES|"];
        let user = read_rows(&[row])[0].clone().unwrap();
        assert_eq!(names(&user), ["Ventes", "Support"]);
    }

    #[test]
    fn an_address_of_a_refused_row_counts_when_it_comes_again() {
        let results = read_rows(&[
            &["tête@b.fr", "A", "boss", "fr", "", ""],
            &["TE\u{302}TE@B.FR", "A", "user", "fr", "", ""],
        ]);
        let (column, reason) = results[1].clone().unwrap_err();
        assert_eq!(column, Some(Column::Email));
        assert!(reason.contains("on line 2"), "{reason}");
    }
}
