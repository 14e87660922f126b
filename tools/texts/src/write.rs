//! The constants: a module for each name in a key but the last, a constant for the last.

use crate::Use;
use crate::check::REFERENCE;
use crate::plural::{Form, forms};
use crate::read::{Text, Texts};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

#[derive(Default)]
struct Module<'a> {
    modules: BTreeMap<&'a str, Self>,
    texts: BTreeMap<&'a str, (&'a str, &'a Text)>,
}

/// The source of the keys of these languages, which have passed the check. It takes `Key` and `Locale`, of an
/// interface also `Plural`, from the module that includes it. A language of `Locale` without texts does not compile, nor do
/// texts of another.
pub fn write(languages: &BTreeMap<String, Texts>, purpose: Use) -> String {
    let mut root = Module::default();
    let mut names = BTreeSet::new();
    for (key, text) in languages.get(REFERENCE).into_iter().flatten() {
        names.extend(text.variables());
        let (path, last) = key.rsplit_once('.').unwrap_or(("", key));
        let parts = path.split('.').filter(|part| !part.is_empty());
        let module = parts.fold(&mut root, |module, part| {
            module.modules.entry(part).or_default()
        });
        module.texts.insert(last, (key, text));
    }
    let mut out = String::new();
    write_module(&root, 0, &mut out);
    out.push_str("/// The names of variables.\npub mod variable {\n");
    for name in names {
        let _ = writeln!(out, "/// `%{{{name}}}`.\npub enum {name} {{}}");
    }
    out.push_str("}\n");
    match purpose {
        Use::Interface => write_forms(languages.keys(), &mut out),
        Use::Mails => {
            let all: Vec<String> = languages.keys().map(|l| locale(l)).collect();
            let _ = writeln!(
                out,
                "// Every language of the interface.\nconst _: fn(Locale) = |locale| match locale {{ {} => {{}} }};",
                all.join(" | ")
            );
        }
    }
    out
}

fn write_module(module: &Module, depth: usize, out: &mut String) {
    let up = "super::".repeat(depth);
    for (name, (key, text)) in &module.texts {
        let (shown, kind) = match text {
            Text::Plain(text) => (text.as_str(), "Key"),
            Text::Counted(forms) => (forms.get("other").map_or("", String::as_str), "Plural"),
        };
        let mut variables = String::new();
        for variable in text.variables() {
            if kind == "Key" || variable != "count" {
                let _ = write!(variables, "{up}variable::{variable}, ");
            }
        }
        let constant = identifier(name).to_uppercase();
        let _ = writeln!(
            out,
            "#[doc = {shown:?}]\npub const {constant}: {up}{kind}<({variables})> = {up}{kind}::of({key:?});"
        );
    }
    for (name, inner) in &module.modules {
        let _ = writeln!(out, "/// Texts.\npub mod {} {{", identifier(name));
        write_module(inner, depth + 1, out);
        out.push_str("}\n");
    }
}

fn write_forms<'a>(languages: impl Iterator<Item = &'a String>, out: &mut String) {
    out.push_str("/// The plural form of a number in a language.\n");
    out.push_str("pub const fn form(locale: Locale, n: u64) -> &'static str {\nmatch locale {\n");
    for language in languages {
        let _ = write!(out, "{} => ", locale(language));
        write_choice(forms(language).unwrap_or_default(), out);
    }
    out.push_str("}\n}\n");
}

/// The variant of a language: `fr` → `Locale::Fr`.
fn locale(language: &str) -> String {
    let mut variant = language.to_owned();
    if let Some(first) = variant.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!("Locale::{variant}")
}

/// The last form takes whatever is left.
fn write_choice(forms: &[Form], out: &mut String) {
    if let Some((last, before)) = forms.split_last() {
        for form in before {
            let _ = write!(out, "if {} {{ {:?} }} else ", form.when, form.name);
        }
        let _ = writeln!(out, "{{ {:?} }},", last.name);
    }
}

/// A name of Rust: `two-factor` → `two_factor`, `1` → `_1`.
fn identifier(name: &str) -> String {
    let name = name.replace('-', "_");
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        return format!("_{name}");
    }
    name
}
