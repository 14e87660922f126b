//! A test language « xx », whole and broken. It has three plural forms.

use crate::{DATE_ORDER, Fault, REFERENCE, Texts, Use, Wrong, check, errors, parse, write};
use std::collections::BTreeMap;

const FRENCH: &str = r#"
_version: 1
title: "Utilisateurs"
date:
  order: "%{day} %{month} %{year}"
users:
  hello: "Bonjour %{name}"
  two-factor: "2FA"
  found:
    one: "%{count} utilisateur"
    other: "%{count} utilisateurs"
month:
  1: "janv."
"#;

const WHOLE: &str = r#"
title: "Titulo"
date:
  order: "%{year}-%{month}-%{day}"
users:
  hello: "Saluton, %{name}!"
  two-factor: "2FA"
  found:
    one: "one"
    few: "%{count} few"
    many: "%{count} many"
month:
  1: "Jan"
"#;

/// French, and a language of this file.
fn with(language: &str, yaml: &str) -> BTreeMap<String, Texts> {
    [(REFERENCE, FRENCH), (language, yaml)]
        .map(|(language, yaml)| (language.to_owned(), parse(yaml).unwrap()))
        .into()
}

/// The language with a change, which has to be one.
fn faults(from: &str, to: &str) -> Vec<Fault> {
    let broken = WHOLE.replace(from, to);
    assert_ne!(broken, WHOLE);
    check(&with("xx", &broken), Use::Interface)
}

fn fault(key: &str, wrong: Wrong) -> Vec<Fault> {
    vec![Fault {
        language: "xx".to_owned(),
        key: key.to_owned(),
        wrong,
    }]
}

#[test]
fn a_language_with_everything_passes_with_an_order_of_its_own() {
    assert_eq!(check(&with("xx", WHOLE), Use::Interface), []);
}

#[test]
fn a_third_language_that_lacks_a_text_a_plural_form_or_the_order_of_its_date_fails_the_build() {
    let mut languages = with("xx", WHOLE);
    languages.insert("en".to_owned(), parse(FRENCH).unwrap());
    assert_eq!(errors("locales", &languages, Use::Interface), [""; 0]);
    let broken = WHOLE
        .replace("  two-factor: \"2FA\"\n", "")
        .replace("    few: \"%{count} few\"\n", "")
        .replace("%{month}-%{day}", "%{month}");
    languages.insert("xx".to_owned(), parse(&broken).unwrap());
    let found = errors("locales", &languages, Use::Interface);
    for fault in [
        "date.order: « %{year}-%{month} » does not have %{day}",
        "users.found: the plural form « few » is missing",
        "users.two-factor: the text is missing",
    ] {
        let line = format!("cargo::error=locales/xx.yml: {fault}");
        assert!(
            found.iter().any(|found| found.starts_with(&line)),
            "{line}: {found:#?}"
        );
    }
}

#[test]
fn a_missing_text_is_named() {
    let found = faults("  hello: \"Saluton, %{name}!\"\n", "");
    assert_eq!(found, fault("users.hello", Wrong::Missing));
    assert_eq!(
        found[0].to_string(),
        "xx.yml: users.hello: the text is missing"
    );
}

#[test]
fn a_missing_plural_form_is_named() {
    let found = faults("    few: \"%{count} few\"\n", "");
    assert_eq!(found, fault("users.found", Wrong::MissingForm("few")));
    assert_eq!(
        found[0].to_string(),
        "xx.yml: users.found: the plural form « few » is missing"
    );
}

#[test]
fn a_plural_form_that_the_language_does_not_have_is_named() {
    let found = faults("    many:", "    other: \"%{count}\"\n    many:");
    let wrong = Wrong::UnknownForm("other".to_owned());
    assert_eq!(found, fault("users.found", wrong));
}

#[test]
fn an_order_of_the_date_that_lacks_or_repeats_a_part_or_puts_two_together_is_named() {
    let repeated = "%{year}-%{month}-%{day}-%{day}";
    let found = faults("%{year}-%{month}-%{day}", repeated);
    assert_eq!(
        found,
        fault(DATE_ORDER, Wrong::DateOrder(repeated.to_owned()))
    );
    let together = faults("%{month}-%{day}", "%{month}%{day}");
    let wrong = Wrong::DateOrder("%{year}-%{month}%{day}".to_owned());
    assert_eq!(together, fault(DATE_ORDER, wrong));
    let lacking = faults("%{year}-%{month}", "%{month}");
    let wrong = Wrong::DateOrder("%{month}-%{day}".to_owned());
    assert!(lacking.contains(&fault(DATE_ORDER, wrong)[0]));
}

#[test]
fn a_missing_order_of_the_date_is_named_also_where_the_reference_lacks_it() {
    let found = faults("date:\n  order: \"%{year}-%{month}-%{day}\"\n", "");
    assert_eq!(found, fault(DATE_ORDER, Wrong::Missing));
    let bare: BTreeMap<_, _> = [(REFERENCE.to_owned(), parse("a: b").unwrap())].into();
    assert_eq!(check(&bare, Use::Interface).len(), 1);
    assert_eq!(check(&bare, Use::Mails), []);
}

#[test]
fn variables_are_those_of_the_reference_in_every_form() {
    let missing = Wrong::MissingVariable("name".to_owned());
    assert_eq!(
        faults("Saluton, %{name}!", "Saluton!"),
        fault("users.hello", missing)
    );
    let unknown = Wrong::UnknownVariable("nomo".to_owned());
    assert_eq!(
        faults("%{name}!", "%{name} %{nomo}"),
        fault("users.hello", unknown)
    );
    let missing = Wrong::MissingVariable("count".to_owned());
    assert_eq!(
        faults("%{count} many", "many"),
        fault("users.found.many", missing)
    );
}

#[test]
fn a_text_too_much_an_empty_one_and_one_without_forms_are_named() {
    let more = faults("  two-factor", "  more: \"Pli\"\n  two-factor");
    assert_eq!(more, fault("users.more", Wrong::TooMuch));
    let empty = faults("two-factor: \"2FA\"", "two-factor: \" \"");
    assert_eq!(empty, fault("users.two-factor", Wrong::Empty));
    let counted = faults("two-factor: \"2FA\"", "two-factor:\n    one: \"1\"");
    assert_eq!(counted, fault("users.two-factor", Wrong::OtherKind));
}

#[test]
fn a_language_of_which_no_plural_forms_are_known_is_named_and_so_is_a_missing_reference() {
    let found = check(&with("yy", FRENCH), Use::Interface);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].wrong, Wrong::UnknownLanguage);
    let mut languages = with("xx", WHOLE);
    languages.remove(REFERENCE);
    assert_eq!(
        check(&languages, Use::Interface)[0].wrong,
        Wrong::NoReference
    );
}

#[test]
fn what_is_no_text_is_refused() {
    for yaml in ["a: 1", "a: {}", "a: [b]", "a:\n  one: 1", "a: b\na: c", ""] {
        assert!(parse(yaml).is_err(), "{yaml}");
    }
}

#[test]
fn each_text_has_a_constant_with_its_variables() {
    let source = write(&with("xx", WHOLE), Use::Interface);
    for line in [
        r#"pub const TITLE: Key<()> = Key::of("title");"#,
        r#"pub const HELLO: super::Key<(super::variable::name, )> = super::Key::of("users.hello");"#,
        r#"pub const FOUND: super::Plural<()> = super::Plural::of("users.found");"#,
        r#"pub const _1: super::Key<()> = super::Key::of("month.1");"#,
        r#"Locale::Fr => if n < 2 { "one" } else { "other" },"#,
        "pub enum name {}",
    ] {
        assert!(source.contains(line), "{line}\n{source}");
    }
    let mails = write(&with("xx", WHOLE), Use::Mails);
    assert!(mails.contains("match locale { Locale::Fr | Locale::Xx => {} }"));
}
