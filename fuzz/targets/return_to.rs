//! Return addresses: what is accepted stays on this site, by the rules that browsers follow (WHATWG URL).
#![no_main]

use wire::return_to::{ReturnTo, percent_decode};
use libfuzzer_sys::fuzz_target;
use url::Url;

fn stays(text: &str) -> bool {
    let page = Url::parse("https://bouclier.exemple.fr/account/users?q=1").expect("a URL");
    page.join(text)
        .is_ok_and(|url| url.origin() == page.origin() && url.username().is_empty())
}

fuzz_target!(|typed: &str| {
    let decoded = percent_decode(typed);
    if let Some(accepted) = ReturnTo::parse(typed) {
        assert_eq!(accepted.as_str(), typed);
        assert!(stays(typed));
        assert!(stays(&decoded.expect("what is accepted can be decoded")));
    }
});
