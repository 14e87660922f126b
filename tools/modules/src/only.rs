//! Code that only some modules may name.

use crate::tree::{Module, spaced};
use std::collections::{BTreeMap, BTreeSet};

/// Code as it is written, such as `assume_command_line` or `db.begin()`, and the modules that may name it: a crate by its folder,
/// or a module with its contents, such as `server::cli`.
pub type Only = BTreeMap<String, Vec<String>>;

/// Which modules name which code. Definitions do not count.
#[derive(Debug, Default)]
pub struct Named(BTreeMap<String, BTreeSet<String>>);

impl Named {
    /// Searches a crate.
    pub fn look(&mut self, only: &Only, folder: &str, root: &Module) {
        for name in only.keys() {
            let tokens = spaced(name);
            let defined = ["fn", "const"].map(|word| format!(" {word}{tokens}"));
            let places = self.0.entry(name.clone()).or_default();
            visit(root, folder, &mut |module, place| {
                let code = defined.iter().fold(module.code.clone(), |code, defined| {
                    code.replace(defined, " ")
                });
                if code.contains(&tokens) {
                    places.insert(place.to_owned());
                }
            });
        }
    }

    /// Modules that name code reserved for others, and reserved code that nobody allowed names: it must have been renamed.
    pub fn faults(&self, only: &Only) -> Vec<String> {
        let mut found = Vec::new();
        for (name, allowed) in only {
            let places = self.0.get(name);
            for place in places.into_iter().flatten() {
                if !allowed.iter().any(|allowed| is_in(place, allowed)) {
                    let who = match allowed.join("`, `") {
                        nobody if nobody.is_empty() => "nobody".to_owned(),
                        some => format!("only `{some}`"),
                    };
                    found.push(format!("`{place}` names `{name}`, which {who} may"));
                }
            }
            for allowed in allowed {
                if !places
                    .into_iter()
                    .flatten()
                    .any(|place| is_in(place, allowed))
                {
                    found.push(format!("`{allowed}` does not name `{name}`, which it may"));
                }
            }
        }
        found
    }
}

/// Whether a module is an allowed one or inside it.
pub fn is_in(place: &str, allowed: &str) -> bool {
    place == allowed || place.starts_with(&format!("{allowed}::"))
}

fn visit(module: &Module, place: &str, look: &mut impl FnMut(&Module, &str)) {
    look(module, place);
    for (name, child) in &module.children {
        visit(child, &format!("{place}::{name}"), look);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn found(allowed: &[&str]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("lib.rs");
        let source = "mod a { fn f() { Key::make(); } mod inner { use super::Key as K; fn f() { K::make(); } }
            mod b { fn f() { Key::make(); } }
            mod c { #[cfg(test)] mod tests { fn f() { Key::make(); } } #[cfg(test)] fn f() { Key::make(); } }
            mod d { impl Key { fn make() -> Self { Self } fn maker() {} } }"
            .replacen("}\n            mod b", "}}\n            mod b", 1);
        fs::write(&root, source).unwrap();
        let module = crate::tree::read(&root).unwrap();
        let allowed = allowed.iter().map(ToString::to_string).collect();
        let only = Only::from([("make".to_owned(), allowed)]);
        let mut named = Named::default();
        named.look(&only, "house", &module);
        named.faults(&only)
    }

    #[test]
    fn only_those_that_may_name_something_and_tests_do() {
        assert_eq!(
            found(&["house::a"]),
            ["`house::b` names `make`, which only `house::a` may"]
        );
        assert_eq!(found(&["house"]), [""; 0]);
        assert_eq!(
            found(&[]).first().map(String::as_str),
            Some("`house::a` names `make`, which nobody may")
        );
    }

    #[test]
    fn a_place_that_may_name_something_does() {
        assert_eq!(
            found(&["house", "house::c"]),
            ["`house::c` does not name `make`, which it may"]
        );
    }
}
