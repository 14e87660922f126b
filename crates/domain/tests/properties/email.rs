//! Addresses and the keys by which accounts are unique.

use crate::support::{every_char, text};
use domain::EmailAddress;
use domain::text::bad_character;
use proptest::prelude::*;

/// Texts that are often addresses.
fn address() -> impl Strategy<Value = String> {
    (text(), text(), any::<bool>()).prop_map(|(local, domain, plain)| {
        if plain {
            format!("{local}@exemple.fr")
        } else {
            format!("a{local}@b{domain}")
        }
    })
}

/// What must hold for an address and its key, so that a mail goes to one place and nothing is read
/// from it that is not there.
fn check(read: &EmailAddress) -> Result<(), TestCaseError> {
    let key = read.key();
    prop_assert_eq!(&EmailAddress::key_of(&key), &key, "the key of a key");
    prop_assert_eq!(EmailAddress::parse(read.as_str()), Ok(read.clone()));
    for text in [read.as_str(), &key] {
        prop_assert_eq!(text.matches('@').count(), 1, "{:?}", text);
        prop_assert!(!text.contains(char::is_whitespace), "{:?}", text);
        prop_assert!(
            !text.contains(['<', '>', '"', '(', ')', ',', ';', ':', '\\']),
            "{:?}",
            text
        );
        prop_assert_eq!(bad_character(text), None, "{:?}", text);
    }
    Ok(())
}

proptest! {
    #[test]
    fn an_address_reads_back_as_itself_and_its_key_is_an_address_without_surprises(
        typed in address()
    ) {
        if let Ok(read) = EmailAddress::parse(&typed) {
            check(&read)?;
            let spellings = [read.as_str().to_uppercase(), format!(" {} ", read.key())];
            if read.as_str().is_ascii() {
                for other in spellings {
                    prop_assert_eq!(EmailAddress::key_of(&other), read.key());
                }
            }
        }
    }

    #[test]
    fn the_key_of_a_key_is_the_key_whatever_the_text(typed in text()) {
        let key = EmailAddress::key_of(&typed);
        prop_assert_eq!(EmailAddress::key_of(&key), key);
    }
}

#[test]
fn every_single_character_is_refused_or_makes_a_sound_address() {
    for c in every_char() {
        for typed in [format!("a{c}b@exemple.fr"), format!("a@exem{c}ple.fr")] {
            if let Ok(read) = EmailAddress::parse(&typed) {
                check(&read).unwrap_or_else(|e| panic!("{c:?}: {e}"));
            }
        }
    }
}
