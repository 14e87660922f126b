//! Display names of people.

use crate::text::{bad_character, is_visible};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The maximum number of characters of a name.
pub const MAX_LENGTH: usize = 120;

/// A name as the user wrote it (trimmed, NFC, 1 to 120 characters).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct DisplayName(String);

/// Why a text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum NameError {
    /// It is empty, or a reader sees nothing of it.
    #[error("the name is missing")]
    Missing,
    /// Over 120 characters.
    #[error("the name is too long (at most 120 characters)")]
    TooLong,
    /// A line break, another control character or an invisible one.
    #[error("the name has an invisible or control character")]
    Character,
}

impl DisplayName {
    /// Reads a name; surrounding spaces are dropped, and so are the selectors that keyboards put behind emoji and rare ideographs.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let text = cleaned(text);
        if !is_visible(&text) {
            Err(NameError::Missing)
        } else if text.chars().count() > MAX_LENGTH {
            Err(NameError::TooLong)
        } else if bad_character(&text).is_some() {
            Err(NameError::Character)
        } else {
            Ok(Self(text))
        }
    }

    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A line of text as it is kept: without surrounding spaces and selectors, in NFC.
pub(crate) fn cleaned(text: &str) -> String {
    let text: String = text.chars().filter(|c| !is_selector(*c)).nfc().collect();
    text.trim().to_owned()
}

/// A variation selector, which is not displayed itself.
const fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

impl AsRef<str> for DisplayName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// One or two letters for a name, as it writes them: of its first and of its last word. The style makes capitals of them:
/// it knows the language, and the tables for it would weigh on the browser.
pub fn initials(name: &str) -> String {
    let mut words = name
        .split_whitespace()
        .filter_map(|w| w.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).collect()
}

/// Whether French writes « d’ » before this name instead of « de »: it begins with a vowel. A y is one before a consonant (Yves,
/// not Yann); before an h both are in use, and « de » is never wrong.
pub fn is_elided(name: &str) -> bool {
    let mut letters = name.chars();
    match letters.next() {
        Some('Y' | 'y') => letters
            .next()
            .is_some_and(|c| c.is_alphabetic() && !is_vowel(c)),
        Some(first) => is_vowel(first),
        None => false,
    }
}

/// A vowel of French, with or without accent, capital or small.
const fn is_vowel(c: char) -> bool {
    matches!(
        c,
        'A' | 'E' | 'I' | 'O' | 'U' | 'a' | 'e' | 'i' | 'o' | 'u' | 'À'..='Æ' | 'È'..='Ï' | 'Ò'..='Ö' | 'Ù'..='Ü'
            | 'à'..='æ' | 'è'..='ï' | 'ò'..='ö' | 'ù'..='ü' | 'Œ' | 'œ'
    )
}

#[cfg(test)]
mod tests {
    use super::{DisplayName, NameError, initials, is_elided};

    #[test]
    fn french_elides_before_a_vowel_and_before_a_y_that_is_one() {
        for name in [
            "Alix", "élodie", "Émile", "Ève", "Isée", "Œuvre", "Ugo", "Yves", "Ysé",
        ] {
            assert!(is_elided(name), "{name}");
        }
        for name in [
            "",
            "Basile",
            "Hugo",
            "Yann",
            "Y",
            "Çelik",
            "Ñuño",
            "Zoé",
            "1er",
            "Ольга",
        ] {
            assert!(!is_elided(name), "{name}");
        }
    }

    #[test]
    fn a_name_is_trimmed_and_otherwise_kept() {
        let name = DisplayName::parse(" =HYPERLINK(\"http://exemple.fr\") ").unwrap();
        assert_eq!(name.as_str(), "=HYPERLINK(\"http://exemple.fr\")");
        assert_eq!(name.as_ref(), name.as_str());
    }

    #[test]
    fn a_name_of_120_characters_is_accepted_and_of_121_refused() {
        assert!(DisplayName::parse(&"é".repeat(120)).is_ok());
        assert_eq!(
            DisplayName::parse(&"é".repeat(121)),
            Err(NameError::TooLong)
        );
    }

    #[test]
    fn an_empty_name_and_one_with_hidden_characters_are_refused() {
        assert_eq!(DisplayName::parse("  "), Err(NameError::Missing));
        assert_eq!(
            DisplayName::parse("Renée\u{202E}éneR"),
            Err(NameError::Character)
        );
        assert_eq!(DisplayName::parse("a\nb"), Err(NameError::Character));
    }

    #[test]
    fn attack_39_a_name_has_at_least_one_visible_sign() {
        for text in ["\u{200D}", "\u{301}", "\u{2800}", "\u{FE0F}", "\u{3164}"] {
            assert_eq!(
                DisplayName::parse(text),
                Err(NameError::Missing),
                "{text:?}"
            );
        }
        let heart = DisplayName::parse("Léa ❤\u{FE0F}").unwrap();
        assert_eq!(heart.as_str(), "Léa ❤");
    }

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        let cases = [
            ("Léa Lefèvre", "LL"),
            ("Maarten van den Heuvel", "MH"),
            ("Hugo Étienne-Dubois", "HÉ"),
            ("plato", "p"),
            ("<script>alert", "s"),
            ("-- --", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(initials(name), expected, "{name}");
        }
    }
}
