//! `--database-url`: what is accepted names a server, or a file by an absolute path, with no parameter of its own.
#![no_main]

#[expect(unused, reason = "the target asks for less than the server")]
#[path = "../../server/src/config/database_url.rs"]
mod database_url;

use libfuzzer_sys::fuzz_target;
use std::path::Path;

fuzz_target!(|text: &str| {
    if let Ok(url) = database_url::parse(text, Path::new("/srv/a b")) {
        let url = url.as_str();
        if url.starts_with("postgres://") {
            return;
        }
        assert!(url.starts_with("sqlite:///"), "{url}");
        assert!(!url.contains('?'), "{url}");
    }
});
