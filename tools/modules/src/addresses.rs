//! Where URL paths of pages are written out.

use crate::only::is_in;
use crate::tree::Module;
use std::collections::BTreeMap;

/// The prefixes of paths, such as `/account`, and the modules that may write them out; tests always may.
pub type Addresses = BTreeMap<String, Vec<String>>;

/// Modules of a crate that write out a path without permission.
pub fn faults(addresses: &Addresses, folder: &str, root: &Module) -> Vec<String> {
    let mut found = Vec::new();
    look(addresses, folder, root, &mut found);
    found
}

fn look(addresses: &Addresses, place: &str, module: &Module, found: &mut Vec<String>) {
    for (address, allowed) in addresses {
        let written = module.texts.iter().find(|text| names(text, address));
        if let Some(text) = written
            && !allowed.iter().any(|allowed| is_in(place, allowed))
        {
            let allowed = allowed.join("`, `");
            found.push(format!(
                "`{place}` writes out the address {text:?}, which only `{allowed}` may"
            ));
        }
    }
    for (name, child) in &module.children {
        look(addresses, &format!("{place}::{name}"), child, found);
    }
}

/// Whether a text has the path at its beginning, after a quotation mark or after a value, and not as a part of a longer word.
fn names(text: &str, address: &str) -> bool {
    text.match_indices(address).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text
            .get(at + address.len()..)
            .and_then(|after| after.chars().next());
        before.is_none_or(|sign| matches!(sign, '"' | '\'' | '}'))
            && after.is_none_or(|sign| !sign.is_alphanumeric() && sign != '-' && sign != '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn found(source: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("lib.rs");
        fs::write(&root, source).unwrap();
        let module = crate::tree::read(&root).unwrap();
        let allowed = vec!["house::path".to_owned()];
        faults(
            &Addresses::from([("/me".to_owned(), allowed)]),
            "house",
            &module,
        )
    }

    #[test]
    fn an_address_is_written_out_where_it_may_be_and_in_tests() {
        let source = "mod path { const ME: &str = \"/me\"; }
            mod page { /// Leads to \"/me\".
              fn f() { link(path::ME, \"/metrics\", \"to/me\"); } #[cfg(test)] mod tests { fn f() { get(\"/me\"); } } }";
        assert_eq!(found(source), [""; 0]);
    }

    #[test]
    fn an_address_elsewhere_is_found_in_macros_and_markup_too() {
        for code in [
            r#"link("/me")"#,
            r#"format!("/me?dialog={dialog}")"#,
            r#"format!("{url}/me")"#,
            r##"html!(r#"<a href="/me">"#)"##,
        ] {
            let found = found(&format!("mod page {{ fn f() {{ {code}; }} }}"));
            assert_eq!(found.len(), 1, "{code}: {found:?}");
            assert!(
                found[0].starts_with("`house::page` writes out"),
                "{found:?}"
            );
        }
    }
}
