//! What a column of a file says, by the name above it: in the words of people, of spreadsheets, and of the exports of Google
//! Workspace, Microsoft Entra, Okta and Keycloak.

use super::column::{Column, bare};
use std::fmt;

/// What a column of a file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A value of the account.
    Of(Column),
    /// The name with which a directory signs the user in: the address, where the file has no other one.
    Login,
    /// The first name; with the last one it is the name, where the file has no other one.
    FirstName,
    /// The last name.
    LastName,
    /// The end of an exemption, in an export of the console.
    RuleUntil,
    /// Whether the account is deactivated.
    Disabled,
    /// Whether the account is active.
    Enabled,
    /// A word for the state of the account, of which only « suspended » and the like count.
    Status,
    /// Nothing that an import reads.
    Nothing,
}

impl Meaning {
    /// Every meaning that a column can be given.
    pub const ALL: [Self; 14] = [
        Self::Of(Column::Email),
        Self::Of(Column::Name),
        Self::Of(Column::Role),
        Self::Of(Column::Language),
        Self::Of(Column::Required),
        Self::Of(Column::Group),
        Self::Login,
        Self::FirstName,
        Self::LastName,
        Self::RuleUntil,
        Self::Disabled,
        Self::Enabled,
        Self::Status,
        Self::Nothing,
    ];

    /// The stable word, as in the options of the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Of(column) => column.as_str(),
            Self::Login => "login",
            Self::FirstName => "first-name",
            Self::LastName => "last-name",
            Self::RuleUntil => "rule-until",
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::Status => "status",
            Self::Nothing => "nothing",
        }
    }

    /// Reads the stable word; `None` for anything else.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|meaning| meaning.as_str() == word)
    }

    /// The meaning of a column under this name.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        Some(match letters(name).as_str() {
            "email" | "mail" | "emailaddress" | "mailaddress" | "primaryemail" | "courriel"
            | "adresseemail" | "adressemail" => Self::Of(Column::Email),
            "name" | "fullname" | "displayname" | "nom" | "nomcomplet" => Self::Of(Column::Name),
            "role" | "rôle" => Self::Of(Column::Role),
            "language" | "lang" | "langue" | "locale" | "preferredlanguage" => {
                Self::Of(Column::Language)
            }
            "required" | "2farequired" | "obligatoire" | "rule" => Self::Of(Column::Required),
            "group" | "groupe" => Self::Of(Column::Group),
            "login" | "username" | "userprincipalname" | "identifiant" => Self::Login,
            "firstname" | "givenname" | "namegivenname" | "prénom" | "prenom" => Self::FirstName,
            "lastname" | "surname" | "familyname" | "namefamilyname" | "nomdefamille" => {
                Self::LastName
            }
            "ruleuntil" => Self::RuleUntil,
            "disabled" | "suspended" | "blockcredential" => Self::Disabled,
            "enabled" | "accountenabled" => Self::Enabled,
            "status" => Self::Status,
            "id" | "activesince" | "lastsignin" | "account" | "line" | "reason" => Self::Nothing,
            _ => return None,
        })
    }

    /// Whether a directory has written the file: nobody else says it like this.
    pub(super) const fn is_of_a_directory(self) -> bool {
        matches!(
            self,
            Self::Login | Self::FirstName | Self::LastName | Self::Enabled
        )
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a name that may stand for all of a name is the last one where the first one stands beside it.
pub(super) fn may_be_last_name(name: &str) -> bool {
    matches!(letters(name).as_str(), "name" | "nom")
}

/// The letters and digits of a name, without what Google Workspace says about it in brackets.
fn letters(name: &str) -> String {
    let text = bare(name);
    let before = text.split('[').next().unwrap_or_default();
    let kept = if before.trim().is_empty() {
        &text
    } else {
        before
    };
    kept.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meaning_is_read_back_from_its_word() {
        for meaning in Meaning::ALL {
            assert_eq!(Meaning::parse(meaning.as_str()), Some(meaning));
        }
        assert_eq!(Meaning::parse("Email"), None);
    }

    #[test]
    fn what_google_says_in_brackets_is_no_part_of_the_name() {
        for (name, meaning) in [
            ("First Name [Required]", Some(Meaning::FirstName)),
            (
                " E-MAIL Address [Required] ",
                Some(Meaning::Of(Column::Email)),
            ),
            ("Status [READ ONLY]", Some(Meaning::Status)),
            ("[email]", Some(Meaning::Of(Column::Email))),
            ("Password [Required]", None),
        ] {
            assert_eq!(Meaning::of_name(name), meaning, "{name}");
        }
    }
}
