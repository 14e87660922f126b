//! The texts of what a file or a row of it lacks.

use crate::i18n::named;
use backend::import::{Excerpt, FileError, Meaning, Refusal, RowError};
use domain::Locale;
use domain::problem::Problem;
use leptos::prelude::{Owner, provide_context};

/// What a column says.
pub(super) fn meaning(meaning: Meaning) -> String {
    use backend::import::Column;

    match meaning {
        Meaning::Of(Column::Email) => tr!(field::EMAIL),
        Meaning::Of(Column::Name) => tr!(field::NAME),
        Meaning::Of(Column::Role) => tr!(users::column::ROLE),
        Meaning::Of(Column::Language) => tr!(field::LANGUAGE),
        Meaning::Of(Column::Required) => tr!(import::meaning::REQUIRED),
        Meaning::Of(Column::Group) => tr!(import::meaning::GROUP),
        Meaning::Login => tr!(import::meaning::LOGIN),
        Meaning::FirstName => tr!(import::meaning::FIRST_NAME),
        Meaning::LastName => tr!(import::meaning::LAST_NAME),
        Meaning::RuleUntil => tr!(import::meaning::RULE_UNTIL),
        Meaning::Disabled => tr!(import::meaning::DISABLED),
        Meaning::Enabled => tr!(import::meaning::ENABLED),
        Meaning::Status => tr!(import::meaning::STATUS),
        Meaning::Nothing => tr!(import::meaning::NOTHING),
    }
}

/// Why a file cannot be imported as it is read now.
pub(super) fn fault(error: &FileError) -> String {
    match error {
        FileError::Empty => tr!(import::fault::EMPTY),
        FileError::Utf16 => tr!(import::fault::UTF16),
        FileError::MissingColumn(column) => {
            tr!(
                import::fault::MISSING,
                column = meaning(Meaning::Of(*column))
            )
        }
        FileError::DuplicateColumn(said) => {
            tr!(import::fault::TWICE, column = meaning(*said))
        }
        FileError::UnclosedQuote { line } => tr!(import::fault::QUOTE, line = line),
        FileError::TooManyGroups => tr!(import::fault::GROUPS),
        FileError::UnknownColumn(_)
        | FileError::TooManyColumns(_)
        | FileError::NoSuchColumn(_)
        | FileError::Read(_) => {
            tr!(import::fault::OTHER)
        }
    }
}

/// Why a row is refused, and the value.
pub(super) fn flaw(refusal: &Refusal) -> (String, String) {
    let problem = |problem: Problem| tr!(named::problem(problem));
    let shown = |value: &Excerpt| value.to_string();
    match &refusal.reason {
        RowError::FieldCount { found, expected } => (
            tr!(import::flaw::FIELDS, expected = expected, found = found),
            String::new(),
        ),
        RowError::Unnamed(value) => (tr!(import::flaw::UNNAMED), shown(value)),
        RowError::RuleUntil(value) => (tr!(import::flaw::RULE_UNTIL), shown(value)),
        RowError::EndOfNoExemption => (tr!(import::flaw::END_OF_NO_EXEMPTION), String::new()),
        RowError::OutOfUse => (tr!(import::flaw::DISABLED), String::new()),
        RowError::NotUtf8(value) => (tr!(import::flaw::NOT_UTF8), shown(value)),
        RowError::LostLetter(value) => (tr!(import::flaw::LOST), shown(value)),
        RowError::Email(error, value) => (problem((*error).into()), shown(value)),
        RowError::Name(error, value) => (problem((*error).into()), shown(value)),
        RowError::Role(value) => (tr!(import::flaw::ROLE), shown(value)),
        RowError::Language(value) => (tr!(import::flaw::LANGUAGE), shown(value)),
        RowError::Required(value) => (tr!(import::flaw::REQUIRED), shown(value)),
        RowError::Group(error, value) => (problem((*error).into()), shown(value)),
        RowError::Twice { first, address } => {
            (tr!(import::flaw::TWICE, line = first), shown(address))
        }
    }
}

/// Why a row is refused, in a language: the column, the reason and the value. Outside of pages too.
pub fn reason_in(locale: Locale, refusal: &Refusal) -> String {
    Owner::new().with(|| {
        provide_context(locale);
        let column = refusal.column.map(|column| meaning(Meaning::Of(column)));
        let (reason, value) = flaw(refusal);
        let parts = [column.unwrap_or_default(), reason, value];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" – ")
    })
}
