//! Where URL paths of pages are written out.

use crate::only::is_in;
use crate::tree::Module;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Who defines the addresses of pages and endpoints.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addresses {
    /// The module with their literals, such as `crates/wire::path`.
    owner: String,
}

impl Addresses {
    /// Modules other than the owner that write out an address; tests may. `roots` are the crates, by their folders.
    pub fn faults(&self, roots: &[(&str, Module)]) -> Vec<String> {
        let mut texts = Vec::new();
        for (folder, root) in roots {
            collect(folder, root, &mut texts);
        }
        let (own, others): (Vec<_>, Vec<_>) = texts
            .into_iter()
            .partition(|(place, _)| is_in(place, &self.owner));
        let pages: BTreeSet<&str> = own.iter().filter_map(|(_, text)| page(text)).collect();
        if pages.is_empty() {
            return vec![format!("`{}` defines no address", self.owner)];
        }
        others
            .iter()
            .filter(|(_, text)| pages.iter().any(|page| names(text, page)))
            .map(|(place, text)| {
                let owner = &self.owner;
                format!("`{place}` writes out the address {text:?}, which only `{owner}` may")
            })
            .collect()
    }
}

/// The texts of a module and of those in it, with the module's place.
fn collect<'a>(place: &str, module: &'a Module, texts: &mut Vec<(String, &'a str)>) {
    let own = module.texts.iter().map(String::as_str);
    texts.extend(own.map(|text| (place.to_owned(), text)));
    for (name, child) in &module.children {
        collect(&format!("{place}::{name}"), child, texts);
    }
}

/// The first segment of an address with its slash. Neither the root nor a prefix such as `/pkg/` is a page.
fn page(text: &str) -> Option<&str> {
    let path = text.strip_prefix('/').filter(|path| !path.ends_with('/'))?;
    let segment = path.split('/').next().filter(|first| !first.is_empty())?;
    text.get(..=segment.len())
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

    const OWNER: &str = r#"mod path { const ROOT: &str = "/"; const ME: &str = "/me";
        const USER: &str = "/account/users/:id"; const API: &str = "/api/"; }"#;

    fn found_for(owner: &str, source: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("lib.rs");
        fs::write(&root, source).unwrap();
        let module = crate::tree::read(&root).unwrap();
        let owner = owner.to_owned();
        Addresses { owner }.faults(&[("house", module)])
    }

    fn found(source: &str) -> Vec<String> {
        found_for("house::path", &format!("{OWNER} {source}"))
    }

    #[test]
    fn an_address_is_written_out_by_its_owner_and_in_tests() {
        let source = "mod page { /// Leads to \"/me\".
              fn f() { link(path::ME, \"/metrics\", \"to/me\", \"/\", \"/api/x\"); }
              #[cfg(test)] mod tests { fn f() { get(\"/me\"); } } }";
        assert_eq!(found(source), [""; 0]);
    }

    #[test]
    fn an_address_elsewhere_is_found_in_macros_and_markup_too() {
        for code in [
            r#"link("/me")"#,
            r#"link("/account/audit")"#,
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

    #[test]
    fn an_owner_that_defines_nothing_has_been_renamed() {
        let found = found_for("house::paths", OWNER);
        assert_eq!(found, ["`house::paths` defines no address"]);
    }
}
