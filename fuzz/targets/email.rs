//! Addresses: what is accepted reads back as itself, and its key is an address without surprises.
#![no_main]

use domain::EmailAddress;
use domain::text::bad_character;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|typed: &str| {
    let key = EmailAddress::key_of(typed);
    assert_eq!(EmailAddress::key_of(&key), key);
    let Ok(read) = EmailAddress::parse(typed) else {
        return;
    };
    assert_eq!(read.key(), key);
    assert_eq!(EmailAddress::parse(read.as_str()).as_ref(), Ok(&read));
    for text in [read.as_str(), &key] {
        assert_eq!(text.matches('@').count(), 1);
        assert!(!text.contains(|c: char| c.is_whitespace() || "<>\"(),;:\\".contains(c)));
        assert_eq!(bad_character(text), None);
    }
});
