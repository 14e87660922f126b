//! Which passwords may be chosen (NIST SP 800-63B-4 §3.1.1.2, ASVS 5.0 V6.2).

use crate::fold::fold;
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// The minimum number of characters: for a user without a second factor the password is all there
/// is.
pub const MIN_LENGTH: usize = 15;
/// The maximum number of characters.
pub const MAX_LENGTH: usize = 128;

/// An acceptable new password, in NFC.
#[derive(Clone)]
pub struct NewPassword(String);

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum PasswordError {
    /// Under 15 characters.
    #[error("the password is too short (at least 15 characters)")]
    TooShort,
    /// Over 128 characters.
    #[error("the password is too long (at most 128 characters)")]
    TooLong,
    /// It contains the user's name or address, or the product's name.
    #[error("the password contains the name or the address of its user")]
    OwnWords,
}

impl NewPassword {
    /// Checks a chosen password; `own_words` are the user's name and address.
    pub fn parse(text: &str, own_words: &[&str]) -> Result<Self, PasswordError> {
        let normal = normalise(text);
        let length = normal.chars().count();
        if length < MIN_LENGTH {
            Err(PasswordError::TooShort)
        } else if length > MAX_LENGTH {
            Err(PasswordError::TooLong)
        } else if contains_own_words(&normal, own_words) {
            Err(PasswordError::OwnWords)
        } else {
            Ok(Self(normal))
        }
    }

    /// The password itself, for hashing.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

/// NFC, so that two keyboards give the same password.
pub fn normalise(text: &str) -> String {
    text.nfc().collect()
}

/// Words of four letters or more; shorter ones would refuse by chance.
fn contains_own_words(password: &str, own_words: &[&str]) -> bool {
    let password = fold(password);
    own_words
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .chain(["bouclier"])
        .map(fold)
        .any(|word| word.chars().count() >= 4 && password.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &[&str] = &["Léa Lefèvre", "lea.lefevre@exemple.fr"];

    #[test]
    fn the_length_is_counted_in_characters_after_normalisation() {
        assert_eq!(
            NewPassword::parse(&"é".repeat(14), OWN).err(),
            Some(PasswordError::TooShort)
        );
        assert!(NewPassword::parse(&"é".repeat(15), OWN).is_ok());
        assert_eq!(
            NewPassword::parse(&"e\u{301}".repeat(14), OWN).err(),
            Some(PasswordError::TooShort)
        );
        assert!(NewPassword::parse(&"a".repeat(128), OWN).is_ok());
        assert_eq!(
            NewPassword::parse(&"a".repeat(129), OWN).err(),
            Some(PasswordError::TooLong)
        );
    }

    #[test]
    fn a_password_with_the_users_own_words_is_refused_whatever_the_accents() {
        for text in [
            "quelque-LEFEVRE-chose",
            "lefèvre 123456789",
            "mon-bouclier-a-moi",
            "exemple exemple",
        ] {
            assert_eq!(
                NewPassword::parse(text, OWN).err(),
                Some(PasswordError::OwnWords),
                "{text}"
            );
        }
        assert!(NewPassword::parse("lea et ses quatre amis", OWN).is_ok());
    }

    #[test]
    fn any_character_is_allowed_and_nothing_is_trimmed() {
        let password = NewPassword::parse("  🔑 pass phrase ok  ", OWN).unwrap();
        assert_eq!(password.reveal(), "  🔑 pass phrase ok  ");
        assert_eq!(format!("{password:?}"), "NewPassword(…)");
    }
}
