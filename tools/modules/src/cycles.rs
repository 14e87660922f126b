//! Which modules depend on each other in a cycle.

use crate::references::Path;
use crate::uses::{Among, Uses};
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;
use std::collections::BTreeMap;
use std::fmt;

/// Modules of one parent that depend on each other.
#[derive(Debug)]
pub struct Cycle {
    parent: Path,
    /// Each module, with the others of the cycle that it uses and a path that shows it.
    uses: BTreeMap<String, BTreeMap<String, String>>,
}

/// All cycles of a crate.
pub fn of(uses: &Uses) -> Vec<Cycle> {
    uses.iter()
        .flat_map(|(parent, uses)| among(parent, uses))
        .collect()
}

fn among(parent: &Path, edges: &Among) -> Vec<Cycle> {
    let graph: DiGraphMap<&str, ()> = edges
        .keys()
        .map(|(from, to)| (from.as_str(), to.as_str()))
        .collect();
    let groups = tarjan_scc(&graph)
        .into_iter()
        .filter(|group| group.len() > 1);
    groups
        .map(|group| {
            let mut uses: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
            for ((from, to), example) in edges {
                if group.contains(&from.as_str()) && group.contains(&to.as_str()) {
                    uses.entry(from.clone())
                        .or_default()
                        .insert(to.clone(), example.clone());
                }
            }
            Cycle {
                parent: parent.clone(),
                uses,
            }
        })
        .collect()
}

impl fmt::Display for Cycle {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parent = if self.parent.is_empty() {
            "crate".to_owned()
        } else {
            self.parent.join("::")
        };
        writeln!(
            out,
            "{} modules of {parent} depend on each other:",
            self.uses.len()
        )?;
        for (from, to) in &self.uses {
            writeln!(out, "  {from}:")?;
            for (to, example) in to {
                writeln!(out, "    → {to}  ({example})")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// The cycles of a crate with these files, as they are printed.
    fn cycles(files: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, source) in files {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, source).unwrap();
        }
        let root = crate::tree::read(&folder.path().join("lib.rs")).unwrap();
        let uses = crate::uses::of(&root, Some("Backend"));
        of(&uses).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn modules_that_use_each_other_are_a_cycle_and_each_step_is_shown() {
        let found = cycles(&[
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use crate::b::B; pub struct A(B);"),
            ("b.rs", "pub struct B; fn c() { crate::c::c(); }"),
            ("c.rs", "pub fn c() { super::a::A; }"),
        ]);
        assert_eq!(
            found,
            ["3 modules of crate depend on each other:\n  \
              a:\n    → b  (a uses b::B)\n  b:\n    → c  (b uses c::c)\n  c:\n    → a  (c uses a::A)\n"]
        );
    }

    #[test]
    fn modules_that_depend_one_way_are_none() {
        let found = cycles(&[
            (
                "lib.rs",
                "mod a; mod b { pub mod inner { pub struct B; } use super::a as other; }",
            ),
            (
                "a.rs",
                "fn a() { std::mem::drop(()); self::own(); } fn own() {}",
            ),
        ]);
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_name_counts_where_it_is_defined_whichever_way_it_is_taken() {
        let found = cycles(&[
            (
                "lib.rs",
                "mod a; mod b; mod prelude { pub use crate::b::*; } pub use a::A;",
            ),
            ("a.rs", "use crate::prelude::{self, B}; pub struct A(B);"),
            ("b.rs", "pub struct B; type Other = crate::A;"),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("→ a  (b uses A)"), "{found:?}");
    }

    #[test]
    fn what_macros_are_given_counts_and_tests_do_not() {
        let in_macro = cycles(&[
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "fn a() { view! { <p>{crate::b::b()}</p> } }"),
            ("b.rs", "use super::a::a;"),
        ]);
        assert_eq!(in_macro.len(), 1);
        let in_test = cycles(&[
            ("lib.rs", "mod a; mod b;"),
            (
                "a.rs",
                "pub fn a() {} #[cfg(test)] mod tests { use crate::b::b; }",
            ),
            ("b.rs", "use super::a::a;"),
        ]);
        assert!(in_test.is_empty(), "{in_test:?}");
    }

    #[test]
    fn a_parent_and_its_children_may_use_each_other_and_its_children_are_looked_at_among_themselves()
     {
        let found = cycles(&[
            ("lib.rs", "mod a;"),
            ("a.rs", "mod one; mod two; pub struct A; use one::One;"),
            ("a/one.rs", "use super::{A, two::Two}; pub struct One;"),
            ("a/two.rs", "use crate::a::one::One; pub struct Two;"),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].starts_with("2 modules of a depend on each other"),
            "{found:?}"
        );
    }

    #[test]
    fn macros_and_methods_of_the_hub_count_though_no_path_names_them() {
        let by_macro = cycles(&[
            ("lib.rs", "#[macro_use] mod a; mod b;"),
            ("a.rs", "macro_rules! tr { () => { $crate::b::number() } }"),
            ("b.rs", "pub fn number() { tr!(); }"),
        ]);
        assert_eq!(by_macro.len(), 1, "{by_macro:?}");
        let by_method = cycles(&[
            ("lib.rs", "mod a; mod b; pub struct Backend;"),
            (
                "a.rs",
                "use crate::b::B; impl Backend { fn low(&self) { B; } }",
            ),
            (
                "b.rs",
                "pub struct B; impl Backend { fn high(&self) { self.low(); } }",
            ),
        ]);
        assert_eq!(by_method.len(), 1, "{by_method:?}");
    }

    #[test]
    fn only_what_is_there_in_tests_alone_is_left_out() {
        let used = |condition: &str| {
            let b = format!("#[cfg({condition})] mod inner {{ use crate::a::a; }} pub fn b() {{}}");
            let files = [
                ("lib.rs", "mod a; mod b;"),
                ("a.rs", "pub fn a() { crate::b::b(); }"),
            ];
            cycles(&[files[0], files[1], ("b.rs", &b)]).len()
        };
        assert_eq!((used("test"), used("all(test, unix)")), (0, 0));
        assert_eq!((used("not(test)"), used("feature = \"latest\"")), (1, 1));
    }

    #[test]
    fn twins_of_two_sides_are_one_module() {
        let found = cycles(&[
            (
                "lib.rs",
                "mod a; #[cfg_attr(x, path = \"host/one.rs\")] #[cfg_attr(not(x), path = \"host/two.rs\")] mod host;",
            ),
            ("a.rs", "use crate::host::only_two;"),
            ("host/one.rs", "use crate::a::a;"),
            ("host/two.rs", "pub fn only_two() {}"),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
    }
}
