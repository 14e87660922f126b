//! What users type to prove a second factor.

mod signs;

use signs::signs;
use std::fmt;

/// A code of an authenticator app: six ASCII digits.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeCode(String);

/// A recovery code: sixteen letters and digits of the base32 alphabet (RFC 4648), 80 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

/// A one-time access code, which an admin gives to a user whose phone is lost: eight letters and
/// digits of the base32 alphabet (RFC 4648), 40 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessCode(String);

/// What proves a second factor: the code field accepts each kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecondFactorInput {
    /// A code of an authenticator app.
    Totp(OneTimeCode),
    /// A recovery code.
    Recovery(RecoveryCode),
    /// A one-time access code: at sign-in only.
    Access(AccessCode),
}

/// The text is neither six digits nor a recovery code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a code has six digits")]
pub struct CodeError;

impl OneTimeCode {
    /// Reads a code: exactly six digits, of any script, once what parts them is removed.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let digits = signs(text);
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

    /// Reads a code: sixteen characters of base32 once what parts them is removed, in either case.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        base32(text, 16).map(Self)
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

impl AccessCode {
    /// Reads a code: eight characters of base32 once what parts them is removed, in either case.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        base32(text, 8).map(Self)
    }

    /// The eight letters without separators.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In groups of four with hyphens, as shown.
    pub fn grouped(&self) -> String {
        in_groups_of_four(&self.0, '-')
    }
}

/// The upper-case letters of a code of `length` characters of base32.
fn base32(text: &str, length: usize) -> Result<String, CodeError> {
    let letters = signs(text);
    let all_of_base32 = letters
        .bytes()
        .all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7'));
    if letters.len() == length && all_of_base32 {
        Ok(letters)
    } else {
        Err(CodeError)
    }
}

impl SecondFactorInput {
    /// Reads either of the user's own two kinds of codes.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        OneTimeCode::parse(text)
            .map(Self::Totp)
            .or_else(|_| RecoveryCode::parse(text).map(Self::Recovery))
    }

    /// Reads every code that the sign-in accepts, access codes included.
    pub fn parse_at_sign_in(text: &str) -> Result<Self, CodeError> {
        Self::parse(text).or_else(|_| AccessCode::parse(text).map(Self::Access))
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

impl fmt::Debug for AccessCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessCode(…)")
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
    fn six_digits_of_any_script_are_a_code_whatever_parts_them() {
        for text in [
            "123456",
            " 123 456 ",
            "12\u{a0}34\t56",
            "\u{200E}123456",
            "\u{FEFF}123456",
            "123-456",
            "１２３４５６",
            "١٢٣٤٥٦",
        ] {
            assert_eq!(OneTimeCode::parse(text).unwrap().as_str(), "123456");
        }
    }

    #[test]
    fn anything_else_is_no_code() {
        for text in [
            "", "12345", "1234567", "12345a", "-12345", "123+456", "½23456", "-",
        ] {
            assert!(OneTimeCode::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_recovery_code_reads_in_either_case_with_hyphens_or_spaces() {
        let code = RecoveryCode::parse(" abcd-2345 EFGH-67zz ").unwrap();
        assert_eq!(code.as_str(), "ABCD2345EFGH67ZZ");
        for text in [
            "ABCD–2345–EFGH–67ZZ",
            "\u{FEFF}ABCD\u{2011}2345\u{2212}EFGH—67ZZ",
            "ＡＢＣＤー２３４５ーＥＦＧＨー６７ＺＺ",
        ] {
            assert_eq!(RecoveryCode::parse(text), Ok(code.clone()), "{text}");
        }
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
    fn an_access_code_has_eight_letters_and_is_no_second_factor() {
        let code = AccessCode::parse(" abcd-2345 ").unwrap();
        assert_eq!(
            (code.as_str(), code.grouped().as_str()),
            ("ABCD2345", "ABCD-2345")
        );
        assert_eq!(SecondFactorInput::parse("ABCD-2345"), Err(CodeError));
        assert_eq!(
            SecondFactorInput::parse_at_sign_in("ABCD-2345"),
            Ok(SecondFactorInput::Access(code))
        );
        assert!(matches!(
            SecondFactorInput::parse_at_sign_in("123456"),
            Ok(SecondFactorInput::Totp(_))
        ));
        for text in ["", "ABCD234", "ABCD23456", "ABCD1345", "123456"] {
            assert_eq!(AccessCode::parse(text), Err(CodeError), "{text}");
        }
    }

    #[test]
    fn no_code_can_be_printed_by_accident() {
        let all = format!(
            "{:?} {:?} {:?}",
            OneTimeCode::parse("123456").unwrap(),
            RecoveryCode::parse("ABCD2345EFGH67ZZ").unwrap(),
            AccessCode::parse("ABCD2345").unwrap()
        );
        assert_eq!(all, "OneTimeCode(…) RecoveryCode(…) AccessCode(…)");
    }
}
