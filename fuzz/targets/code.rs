//! The field for a code: whatever is accepted is of one kind and reads back as itself.
#![no_main]

use domain::SecondFactorInput::{self, Access, Recovery, Totp};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|typed: &str| {
    let _ = SecondFactorInput::parse(typed);
    let Ok(read) = SecondFactorInput::parse_at_sign_in(typed) else {
        return;
    };
    let (code, shown, length) = match &read {
        Totp(code) => (code.as_str(), code.as_str().to_owned(), 6),
        Recovery(code) => (code.as_str(), code.grouped(), 16),
        Access(code) => (code.as_str(), code.grouped(), 8),
    };
    assert_eq!(code.len(), length);
    assert!(!format!("{read:?}").contains(code));
    assert_eq!(
        SecondFactorInput::parse_at_sign_in(&shown),
        Ok(read.clone())
    );
});
