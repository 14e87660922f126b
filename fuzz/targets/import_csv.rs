//! Files of accounts: any bytes are read to their end or refused, each row on a line of its own.
#![no_main]

use backend::import::{Reading, read};
use libfuzzer_sys::fuzz_target;
use std::collections::HashSet;

fuzz_target!(|file: &[u8]| {
    // Most of what is mutated would not come past the header line.
    for header in ["", "email,name,role,language,required,group\n"] {
        let file = [header.as_bytes(), file].concat();
        let Ok(content) = read(file.as_slice(), &Reading::default()) else {
            continue;
        };
        let lines = content.refused.iter().map(|refusal| refusal.line);
        assert!(lines.clone().is_sorted_by(|a, b| a < b));
        assert!(lines.max().unwrap_or(0) <= file.len() as u64 + 1);
        let keys = content.accounts.iter().map(|account| account.email.key());
        assert_eq!(keys.collect::<HashSet<_>>().len(), content.accounts.len());
        for refusal in &content.refused {
            assert!(!refusal.to_string().contains(char::is_control));
        }
    }
});
