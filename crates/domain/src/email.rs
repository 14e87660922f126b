//! E-mail addresses, which identify accounts.

use crate::lookalike::{has_stand_in, mixes_scripts, passes_for_ascii};
use crate::text::{bad_character, is_ignorable};
use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The maximum number of bytes of an address (RFC 5321 §4.5.3.1).
const MAX_LENGTH: usize = 254;

/// An address as the user wrote it (trimmed, NFC): RFC 5321 with the letters of RFC 6531, without
/// quoted local parts and address literals.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

/// Why a text is not an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum EmailError {
    /// It is empty.
    #[error("the address is missing")]
    Missing,
    /// There is no `@` with something on both sides.
    #[error("this is not an email address")]
    Form,
    /// Over 254 bytes, or over 64 before the `@` (RFC 5321 §4.5.3.1).
    #[error("the address is too long (at most 254 characters, 64 of them before the @)")]
    TooLong,
    /// A character that is not allowed in an address.
    #[error("the address has a character that cannot be part of an address")]
    Character,
    /// A word of it mixes letters of several scripts or has one that stands in for another, or all of it looks like one in Latin
    /// letters (UTS #39 §3 to §5).
    #[error("the address has letters that look like those of another script")]
    Lookalike,
}

impl EmailAddress {
    /// Reads an address; surrounding spaces and signs that do not show are dropped.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text: String = trim(text).nfc().collect();
        check(&text)?;
        // The NFKC forms of the letters must be allowed there too, e.g. of a full-width @.
        let key = Self::key_of(&text);
        check(&key)?;
        // A domain may be written in ASCII (RFC 5891), whose form in letters is looked at here.
        if ascii_domain(&key).is_none() {
            return Err(EmailError::Form);
        }
        let mut words = key.split(['@', '.', '+', '-', '_']);
        if words.any(|word| mixes_scripts(word) || has_stand_in(word)) || passes_for_ascii(&key) {
            return Err(EmailError::Lookalike);
        }
        Ok(Self(text))
    }

    /// Whether a text has the form of an address, whatever it looks like: accounts of before may have one that is refused now.
    pub fn has_form(text: &str) -> bool {
        check(text).is_ok()
    }

    /// The address as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which two spellings of one address are equal: NFKC and lower case, the domain in letters (UTS #46). Accounts
    /// are unique by it.
    pub fn key(&self) -> String {
        Self::key_of(&self.0)
    }

    /// The key of any text, so that the look-up at sign-in works on the input as typed.
    pub fn key_of(text: &str) -> String {
        let key: String = text.nfkc().flat_map(char::to_lowercase).nfkc().collect();
        // Trimmed last: some signs that are not spaces normalise to a space and another character.
        let key = trim(&key);
        // No account has a longer domain, and decoding one takes time with the square of its length.
        let short = key
            .rsplit_once('@')
            .filter(|(_, domain)| domain.len() <= MAX_LENGTH);
        let lettered = short.and_then(|(local, domain)| {
            let (domain, outcome) = idna::domain_to_unicode(domain);
            outcome.is_ok().then(|| format!("{local}@{domain}"))
        });
        lettered.unwrap_or_else(|| key.to_owned())
    }

    /// The form for mail: the domain in ASCII, which each mail server knows (RFC 6531 §3.7.1 asks that of few).
    pub fn for_mail(text: &str) -> String {
        let ascii = ascii_domain(text);
        ascii.unwrap_or_else(|| text.to_owned())
    }
}

/// An address with its domain in ASCII (UTS #46); none if it has no such form, or one that is too long for the DNS.
fn ascii_domain(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    let ascii = Uts46::new().to_ascii(
        domain.as_bytes(),
        AsciiDenyList::EMPTY,
        Hyphens::Allow,
        DnsLength::Verify,
    );
    Some(format!("{local}@{}", ascii.ok()?))
}

/// Without spaces and signs that do not show at the ends: they come along when an address is pasted.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_ignorable(c))
}

impl AsRef<str> for EmailAddress {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Whether a text has the form of an address.
fn check(text: &str) -> Result<(), EmailError> {
    if text.is_empty() {
        return Err(EmailError::Missing);
    }
    let (local, domain) = text.rsplit_once('@').ok_or(EmailError::Form)?;
    if text.len() > MAX_LENGTH || local.len() > 64 {
        return Err(EmailError::TooLong);
    }
    if text.chars().any(is_ignorable)
        || bad_character(text).is_some()
        || !local.chars().all(is_atom_or_dot)
    {
        return Err(EmailError::Character);
    }
    if local.split('.').any(str::is_empty) || !domain.split('.').all(is_label) {
        return Err(EmailError::Form);
    }
    Ok(())
}

fn is_atom_or_dot(c: char) -> bool {
    c.is_alphanumeric() || is_beyond_ascii(c) || "!#$%&'*+-/=?^_`{|}~.".contains(c)
}

/// A part of the domain: letters, digits and inner hyphens, at most 63 bytes.
fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .chars()
            .all(|c| c.is_alphanumeric() || c == '-' || is_beyond_ascii(c))
}

fn is_beyond_ascii(c: char) -> bool {
    !c.is_ascii() && !c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::{EmailAddress, EmailError};

    #[test]
    fn an_address_keeps_its_spelling_and_loses_surrounding_spaces() {
        let address = EmailAddress::parse(" Lea.Lefevre@Exemple.fr ").unwrap();
        assert_eq!(address.as_str(), "Lea.Lefevre@Exemple.fr");
        assert_eq!(address.as_ref(), address.as_str());
    }

    #[test]
    fn spellings_of_one_address_share_one_key() {
        let key = EmailAddress::parse("tête@exemple.fr").unwrap().key();
        for other in [
            "TÊTE@exemple.fr",
            "te\u{302}te@EXEMPLE.FR",
            " tête@ｅxemple.fr",
        ] {
            assert_eq!(EmailAddress::key_of(other), key, "{other}");
        }
    }

    #[test]
    fn a_domain_in_letters_and_in_ascii_is_one() {
        for (address, other) in [
            ("jurgen@müller.example", "Jurgen@XN--Mller-kva.example"),
            ("a@例え.jp", "a@xn--r8jz45g.jp"),
            ("a@例え.jp", "a@例え。jp"),
            ("a@straße.de", "a@xn--strae-oqa.de"),
        ] {
            let key = EmailAddress::parse(address).unwrap().key();
            assert_eq!(key, address);
            assert_eq!(EmailAddress::parse(other).unwrap().key(), key, "{other}");
            assert!(EmailAddress::for_mail(address).is_ascii());
            assert_eq!(
                EmailAddress::for_mail(address),
                EmailAddress::for_mail(&key)
            );
        }
        assert_eq!(
            EmailAddress::for_mail("Léa@Müller.example"),
            "Léa@xn--mller-kva.example"
        );
    }

    #[test]
    fn attack_39_an_address_whose_domain_hides_in_ascii_what_it_looks_like_is_refused() {
        for text in [
            "ada@xn--80ak6aa92e.com",
            "ada@xn--a.fr",
            "ada@xn--ab-m1t.fr",
        ] {
            assert!(EmailAddress::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_the_reason() {
        let long_local = format!("{}@exemple.fr", "a".repeat(65));
        let long = format!("a@{}fr", "abcdefgh.".repeat(30));
        let label = format!("a@{}.fr", "a".repeat(64));
        let cases = [
            ("", EmailError::Missing),
            ("   ", EmailError::Missing),
            ("pas-une-adresse", EmailError::Form),
            ("@exemple.fr", EmailError::Form),
            ("a@", EmailError::Form),
            ("a@-b.fr", EmailError::Form),
            ("a@b-.fr", EmailError::Form),
            ("a@b..fr", EmailError::Form),
            ("a..b@exemple.fr", EmailError::Form),
            ("a@exem ple.fr", EmailError::Form),
            (label.as_str(), EmailError::Form),
            ("a b@exemple.fr", EmailError::Character),
            ("a\u{a0}b@exemple.fr", EmailError::Character),
            ("a＠b@exemple.fr", EmailError::Character),
            ("a¨b@exemple.fr", EmailError::Character),
            ("a@exem\u{3000}ple.fr", EmailError::Form),
            ("a@b@exemple.fr", EmailError::Character),
            ("a\u{202E}b@exemple.fr", EmailError::Character),
            ("a\u{200D}b@exemple.fr", EmailError::Character),
            ("a\u{FE0F}b@exemple.fr", EmailError::Character),
            ("न\u{200D}न@exemple.fr", EmailError::Character),
            ("a\u{80}b@exemple.fr", EmailError::Character),
            ("a\r\nb@exemple.fr", EmailError::Character),
            (long_local.as_str(), EmailError::TooLong),
            (long.as_str(), EmailError::TooLong),
        ];
        for (text, error) in cases {
            assert_eq!(EmailAddress::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn attack_39_an_address_that_looks_like_another_one_is_refused() {
        for text in [
            "аdа@exemple.fr",
            "ada@ехаmple.fr",
            "аррӏе@exemple.fr",
            "ada@ехаmрӏе.fr",
            "ada@ехаре.fr",
            "аррӏе+сосоа@exemple.fr",
            "αda@exemple.fr",
            "adaж@exemple.fr",
            "ɑdɑ@exemple.fr",
            "ıan@exemple.fr",
            "ɡuy@exemple.fr",
            "ada@exempɩe.fr",
            "ada@xn--exmple-cxc.fr",
        ] {
            let read = EmailAddress::parse(text);
            assert_eq!(read, Err(EmailError::Lookalike), "{text}");
        }
    }

    #[test]
    fn a_sign_that_does_not_show_around_an_address_is_left_out() {
        let pasted = "\u{FEFF}ada@exemple.fr\u{200B} ";
        assert_eq!(
            EmailAddress::parse(pasted).unwrap().as_str(),
            "ada@exemple.fr"
        );
        assert_eq!(EmailAddress::key_of(pasted), "ada@exemple.fr");
    }

    #[test]
    fn usual_and_unusual_addresses_are_accepted() {
        for text in [
            "a@b",
            "a@mon-exemple.fr",
            "a@☕.fr",
            "♥@exemple.fr",
            &format!("{}@exemple.fr", "a".repeat(64)),
            &format!(
                "a@{}.fr",
                ["a".repeat(63).as_str(); 4].join(".").get(..249).unwrap()
            ),
            "o'neil+tag@mail.exemple.co.uk",
            "jürgen.süß@straße.de",
            "léa.muñoz@société.fr",
            "søren@blåbær.dk",
            "łukasz@żółw.pl",
            "cœur@œuvre.fr",
            "иван@почта.рф",
            "иван@exemple.fr",
            "иван@пример.бг",
            "сара@пример.срб",
            "иван+tag@почта.рф",
            "δοκιμή@παράδειγμα.gr",
            "山田太郎@例え.jp",
            "やまだ太郎@exemple.jp",
        ] {
            assert!(EmailAddress::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn attack_29_a_domain_that_no_account_can_have_is_not_decoded() {
        let of = |labels| format!("a@{}", vec!["xn--mller-kva"; labels].join("."));
        assert_eq!(EmailAddress::key_of(&of(2)), "a@müller.müller");
        let long = of(20);
        assert_eq!(EmailAddress::key_of(&long), long);
    }
}
