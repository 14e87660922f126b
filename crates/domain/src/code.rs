//! What users type to prove a second factor.

use std::fmt;

/// A code of an authenticator app: six ASCII digits.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeCode(String);

/// A recovery code: sixteen letters and digits of the base32 alphabet (RFC 4648), 80 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

/// Either of the two: the field for the code takes both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecondFactorInput {
    /// A code of an authenticator app.
    Totp(OneTimeCode),
    /// A recovery code.
    Recovery(RecoveryCode),
}

/// The text is neither six digits nor a recovery code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a code has six digits")]
pub struct CodeError;

impl OneTimeCode {
    /// Reads a code: exactly six digits once spaces are removed.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(digits))
        } else {
            Err(CodeError)
        }
    }

    /// The six digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl RecoveryCode {
    /// The number of letters that find the row; the hash covers all sixteen.
    pub const PREFIX: usize = 4;

    /// Reads a code: sixteen characters of base32 once spaces and hyphens are removed, in either case.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let letters: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if letters.len() == 16
            && letters
                .bytes()
                .all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7'))
        {
            Ok(Self(letters))
        } else {
            Err(CodeError)
        }
    }

    /// The sixteen letters without separators.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first four letters.
    pub fn prefix(&self) -> &str {
        self.0.get(..Self::PREFIX).unwrap_or_default()
    }

    /// In groups of four with hyphens, as shown and printed.
    pub fn grouped(&self) -> String {
        in_groups_of_four(&self.0, '-')
    }
}

impl SecondFactorInput {
    /// Reads whichever of the two the text is.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        OneTimeCode::parse(text)
            .map(Self::Totp)
            .or_else(|_| RecoveryCode::parse(text).map(Self::Recovery))
    }
}

/// Breaks a text into groups of four characters, for reading aloud and copying by hand.
pub fn in_groups_of_four(text: &str, separator: char) -> String {
    let mut grouped = String::with_capacity(text.len() + text.len() / 4);
    for (index, c) in text.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            grouped.push(separator);
        }
        grouped.push(c);
    }
    grouped
}

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeCode(…)")
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_are_a_code_with_or_without_spaces() {
        for text in ["123456", " 123 456 ", "12\u{a0}34\t56"] {
            assert_eq!(OneTimeCode::parse(text).unwrap().as_str(), "123456");
        }
    }

    #[test]
    fn anything_else_is_no_code() {
        for text in [
            "",
            "12345",
            "1234567",
            "12345a",
            "１２３４５６",
            "-12345",
            "123-456",
        ] {
            assert!(OneTimeCode::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_recovery_code_reads_in_either_case_with_hyphens_or_spaces() {
        let code = RecoveryCode::parse(" abcd-2345 EFGH-67zz ").unwrap();
        assert_eq!(code.as_str(), "ABCD2345EFGH67ZZ");
        assert_eq!(code.prefix(), "ABCD");
        assert_eq!(code.grouped(), "ABCD-2345-EFGH-67ZZ");
    }

    #[test]
    fn letters_outside_base32_and_other_lengths_are_no_recovery_code() {
        for text in [
            "ABCD2345EFGH67Z",
            "ABCD2345EFGH67ZZZ",
            "ABCD1345EFGH67ZZ",
            "ÀBCD2345EFGH67Z",
        ] {
            assert!(RecoveryCode::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_one_field_takes_both_kinds() {
        assert!(matches!(
            SecondFactorInput::parse("123456"),
            Ok(SecondFactorInput::Totp(_))
        ));
        assert!(matches!(
            SecondFactorInput::parse("ABCD-2345-EFGH-67ZZ"),
            Ok(SecondFactorInput::Recovery(_))
        ));
        assert_eq!(SecondFactorInput::parse("nope"), Err(CodeError));
    }

    #[test]
    fn neither_code_can_be_printed_by_accident() {
        let both = format!(
            "{:?} {:?}",
            SecondFactorInput::parse("123456"),
            SecondFactorInput::parse("ABCD2345EFGH67ZZ")
        );
        assert!(!both.contains("123456") && !both.contains("ABCD"), "{both}");
    }
}
