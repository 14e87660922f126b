//! What may be named in some modules alone.

use crate::tree::Module;
use std::collections::BTreeMap;

/// A path as it is written, such as `Operator::assume_command_line`, and the modules that may name it: a crate by its folder, or
/// a module of it with what it contains, such as `server::cli`.
pub type Only = BTreeMap<String, Vec<String>>;

/// Who names what others may name alone. `folder` is that of the crate.
pub fn faults(only: &Only, folder: &str, root: &Module) -> Vec<String> {
    let mut found = Vec::new();
    for (name, allowed) in only {
        let tokens = spaced(name);
        visit(root, folder, &mut |module, place| {
            let may =
                |allowed: &String| place == allowed || place.starts_with(&format!("{allowed}::"));
            if module.code.contains(&tokens) && !allowed.iter().any(may) {
                let allowed = allowed.join("`, `");
                found.push(format!(
                    "`{place}` names `{name}`, which only `{allowed}` may"
                ));
            }
        });
    }
    found
}

/// A text as the tokens of a module's code are written.
fn spaced(name: &str) -> String {
    let tokens: Result<proc_macro2::TokenStream, _> = name.parse();
    tokens.map_or_else(|_| name.to_owned(), |tokens| tokens.to_string())
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

    #[test]
    fn only_those_that_may_name_something_and_tests_do() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("lib.rs");
        let source = "mod a { fn f() { Key::new(); } mod inner { fn f() { Key::new(); } } }
            mod b { fn f() { Key::new(); } }
            mod c { #[cfg(test)] mod tests { fn f() { Key::new(); } } #[cfg(test)] fn f() { Key::new(); } }
            mod d { impl Key { fn new() -> Self { Self } } }";
        fs::write(&root, source).unwrap();
        let module = crate::tree::read(&root).unwrap();
        let only = Only::from([("Key::new".to_owned(), vec!["house::a".to_owned()])]);
        assert_eq!(
            faults(&only, "house", &module),
            ["`house::b` names `Key::new`, which only `house::a` may"]
        );
    }
}
