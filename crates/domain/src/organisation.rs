//! What an organisation says of itself: its name, whom its users ask, and a sentence of its own.

use crate::name::cleaned;
use crate::problem::Problem;
use crate::text::{bad_character, is_visible};

/// The maximum number of characters of the name: a QR code holds it twice, in any script.
pub const MAX_NAME: usize = 60;
/// The maximum number of characters of the contact.
pub const MAX_CONTACT: usize = 200;
/// The maximum number of characters of the sentence.
pub const MAX_SENTENCE: usize = 300;

/// The name of the organisation: one line of at most 60 characters (trimmed, NFC); empty if it has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationName(String);

impl OrganisationName {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let too_long = Problem::OrganisationTooLong;
        line(text, MAX_NAME, too_long, Problem::OrganisationCharacter).map(Self)
    }

    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whom users ask who cannot sign in, such as a name, a phone number or an address: one line of at most 200 characters; empty if
/// nobody is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact(String);

impl Contact {
    /// Reads a contact.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let too_long = Problem::ContactTooLong;
        line(text, MAX_CONTACT, too_long, Problem::ContactCharacter).map(Self)
    }

    /// The contact as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A sentence of the organisation's own for its mails and the sign-in: one paragraph of at most 300 characters; empty if it has none.
/// Nothing makes a link of what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSentence(String);

impl OwnSentence {
    /// Reads a sentence.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let too_long = Problem::SentenceTooLong;
        line(text, MAX_SENTENCE, too_long, Problem::SentenceCharacter).map(Self)
    }

    /// The sentence as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A line that is empty, or of which a reader sees all.
fn line(text: &str, max: usize, too_long: Problem, character: Problem) -> Result<String, Problem> {
    let text = cleaned(text);
    if text.is_empty() {
        Ok(text)
    } else if text.chars().count() > max {
        Err(too_long)
    } else if !is_visible(&text) || bad_character(&text).is_some() {
        Err(character)
    } else {
        Ok(text)
    }
}

/// The issuer that an authenticator app shows: the name of the organisation, else the host of the public address. Without a colon,
/// which ends the issuer in an `otpauth` URI.
pub fn issuer(name: &str, public_url: &str) -> String {
    let issuer = if name.is_empty() {
        let address = public_url
            .split_once("://")
            .map_or(public_url, |(_, it)| it);
        address.split('/').next().unwrap_or(address)
    } else {
        name
    };
    issuer.replace(':', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_contact_may_be_empty_and_are_otherwise_kept_as_written() {
        for (text, kept) in [
            ("  ", ""),
            (" Mairie de Lille ", "Mairie de Lille"),
            ("E\u{301}cole", "École"),
            ("Fleurs ❤\u{FE0F}", "Fleurs ❤"),
        ] {
            assert_eq!(OrganisationName::parse(text).unwrap().as_str(), kept);
            assert_eq!(Contact::parse(text).unwrap().as_str(), kept);
            assert_eq!(OwnSentence::parse(text).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn what_is_too_long_or_not_seen_is_refused_with_the_field_that_it_is_in() {
        let name = |text: &str| OrganisationName::parse(text).err();
        let contact = |text: &str| Contact::parse(text).err();
        let sentence = |text: &str| OwnSentence::parse(text).err();
        assert_eq!(name(&"é".repeat(MAX_NAME)), None);
        let long = "é".repeat(MAX_NAME + 1);
        assert_eq!(name(&long), Some(Problem::OrganisationTooLong));
        assert_eq!(contact(&"é".repeat(MAX_CONTACT)), None);
        let long = "é".repeat(MAX_CONTACT + 1);
        assert_eq!(contact(&long), Some(Problem::ContactTooLong));
        assert_eq!(sentence(&"é".repeat(MAX_SENTENCE)), None);
        let long = "é".repeat(MAX_SENTENCE + 1);
        assert_eq!(sentence(&long), Some(Problem::SentenceTooLong));
        for text in ["\u{200D}", "\u{301}", "Mai\u{202E}rie", "a\nb", "\u{3164}"] {
            assert_eq!(name(text), Some(Problem::OrganisationCharacter), "{text:?}");
            assert_eq!(contact(text), Some(Problem::ContactCharacter), "{text:?}");
            let refused = Some(Problem::SentenceCharacter);
            assert_eq!(sentence(text), refused, "{text:?}");
        }
    }

    #[test]
    fn the_issuer_is_the_name_or_else_the_host_and_has_no_colon() {
        for (name, url, expected) in [
            ("", "https://2fa.exemple.fr", "2fa.exemple.fr"),
            ("", "http://localhost:3000", "localhost 3000"),
            ("", "https://exemple.fr/2fa", "exemple.fr"),
            (
                "Mairie de Lille",
                "https://2fa.exemple.fr",
                "Mairie de Lille",
            ),
            ("Lille: mairie", "https://2fa.exemple.fr", "Lille  mairie"),
        ] {
            assert_eq!(issuer(name, url), expected);
        }
    }
}
