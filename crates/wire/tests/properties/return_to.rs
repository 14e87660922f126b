//! Return addresses, with the WHATWG URL parser in the place of the browser.

use crate::support::text;
use proptest::prelude::*;
use url::Url;
use wire::return_to::{ReturnTo, percent_decode};

const SITE: &str = "https://bouclier.exemple.fr";

/// Nearly harmless paths, built from characters that browsers interpret in special ways.
fn path() -> impl Strategy<Value = String> {
    let pieces = [
        "/",
        "\\",
        "//",
        "/\\",
        "%2f",
        "%5C",
        "%2e",
        "..",
        ".",
        "@",
        ":",
        "?",
        "#",
        "&",
        "=",
        "%",
        "%25",
        "%0d%0a",
        "%00",
        "\t",
        "\n",
        " ",
        "evil",
        "evil.example",
        "https:",
        "javascript:",
        "me",
        "é",
        "%c3%a9",
        "%ff",
        "[::1]",
        ";",
    ];
    let any_path = proptest::collection::vec(proptest::sample::select(pieces.to_vec()), 0..7)
        .prop_map(|all| all.concat());
    prop_oneof![
        any_path.clone(),
        any_path.prop_map(|p| format!("/{p}")),
        text()
    ]
}

/// Whether a browser on a page of this site stays on it.
fn stays(text: &str) -> bool {
    let page = Url::parse(SITE)
        .unwrap()
        .join("/account/users?q=1")
        .unwrap();
    page.join(text)
        .is_ok_and(|url| url.origin() == page.origin() && url.username().is_empty())
}

proptest! {
    #[test]
    fn what_is_accepted_stays_on_this_site_as_it_is_and_once_decoded(typed in path()) {
        if let Some(accepted) = ReturnTo::parse(&typed) {
            prop_assert_eq!(accepted.as_str(), &typed);
            prop_assert!(stays(&typed), "{:?}", typed);
            let decoded = percent_decode(&typed).unwrap();
            prop_assert!(stays(&decoded), "{:?}", decoded);
            prop_assert!(typed.is_ascii() && !typed.contains(|c: char| c.is_control()));
        }
    }

    #[test]
    fn every_plain_path_of_this_site_is_accepted(typed in "(/[a-zA-Z0-9._~-]{1,9}){1,4}(\\?[a-z]{1,3}=[a-z0-9%40]{0}[a-z0-9]{0,9})?") {
        prop_assert!(ReturnTo::parse(&typed).is_some(), "{}", typed);
    }

    #[test]
    fn decoding_undoes_the_encoding_of_any_text(typed in text()) {
        prop_assert_eq!(percent_decode(&wire::path::encode(&typed)), Some(typed.clone()));
        prop_assert!(wire::path::encode(&typed).is_ascii());
        // A path that was never encoded gives a result or none, but no panic.
        let _ = percent_decode(&typed);
    }
}
