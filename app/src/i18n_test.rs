//! Every text exists in each language, and none is unused.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The keys of a language with their texts.
fn texts(file: &str) -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("locales")
        .join(file);
    let root: serde_norway::Value =
        serde_norway::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut texts = BTreeMap::new();
    collect(&root, String::new(), &mut texts);
    texts.remove("_version");
    texts
}

fn collect(value: &serde_norway::Value, key: String, texts: &mut BTreeMap<String, String>) {
    match value {
        serde_norway::Value::Mapping(map) => {
            for (name, value) in map {
                let name = name
                    .as_str()
                    .map_or_else(|| name.as_i64().unwrap().to_string(), str::to_owned);
                let key = if key.is_empty() {
                    name
                } else {
                    format!("{key}.{name}")
                };
                collect(value, key, texts);
            }
        }
        other => {
            texts.insert(key, other.as_str().unwrap_or("1").to_owned());
        }
    }
}

/// The source of every file of this crate.
fn sources(folder: &Path, found: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

/// The texts between `start` and the next quotation mark, for each occurrence of `start`.
fn literals<'a>(source: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
    source
        .split(start)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
}

/// The keys in the source, complete or as a pattern with `{}` in it.
fn used() -> (BTreeSet<String>, Vec<String>) {
    let mut source = String::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut source,
    );
    let mut whole: BTreeSet<String> = BTreeSet::new();
    for key in literals(&source, "tr_count!(\"").chain(literals(&source, "tr_count!(\n        \""))
    {
        whole.insert(format!("{key}.one"));
        whole.insert(format!("{key}.other"));
    }
    let patterns: Vec<String> = literals(&source, "tr!(format!(\"")
        .map(str::to_owned)
        .collect();
    // Keys are also passed in variables and tables: any literal that is a key counts as used.
    let all = texts("fr.yml");
    for literal in source.split('"') {
        if all.contains_key(literal) {
            whole.insert(literal.to_owned());
        }
    }
    for key in literals(&source, "tr!(\"") {
        whole.insert(key.to_owned());
    }
    (whole, patterns)
}

/// Whether a pattern like `status.{status}.label` gives this key; a variable at the start may
/// stand for several parts.
fn gives(pattern: &str, key: &str) -> bool {
    let mut rest = key;
    let mut parts = pattern.split('{').enumerate();
    parts.all(|(index, part)| {
        let fixed = if index == 0 {
            part
        } else {
            part.split_once('}').map_or("", |p| p.1)
        };
        if index > 0 {
            let end = if fixed.is_empty() {
                Some(rest.len())
            } else {
                rest.find(fixed)
            };
            match end {
                Some(end) if end > 0 => rest = &rest[end..],
                _ => return false,
            }
        }
        rest.strip_prefix(fixed).map(|r| rest = r).is_some()
    }) && rest.is_empty()
}

#[test]
fn both_languages_have_the_same_keys_and_variables() {
    let (fr, en) = (texts("fr.yml"), texts("en.yml"));
    assert_eq!(fr.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    let variables = |text: &str| {
        text.split("%{")
            .skip(1)
            .map(|v| v.split('}').next().unwrap().to_owned())
            .collect::<BTreeSet<_>>()
    };
    for (key, text) in &fr {
        assert_eq!(variables(text), variables(&en[key]), "{key}");
        assert!(
            !text.trim().is_empty() && !en[key].trim().is_empty(),
            "{key}"
        );
    }
}

#[test]
fn every_key_in_the_source_has_a_text() {
    let all = texts("fr.yml");
    let (whole, patterns) = used();
    let missing: Vec<_> = whole.iter().filter(|key| !all.contains_key(*key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let empty: Vec<_> = patterns
        .iter()
        .filter(|pattern| !all.keys().any(|key| gives(pattern, key)))
        .collect();
    assert!(empty.is_empty(), "{empty:?}");
}

#[test]
fn every_text_is_used() {
    let (whole, patterns) = used();
    let unused: Vec<_> = texts("fr.yml")
        .into_keys()
        .filter(|key| !whole.contains(key) && !patterns.iter().any(|p| gives(p, key)))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn no_french_text_may_break_before_a_sign_or_after_an_opening_quotation_mark() {
    for file in ["fr.yml", "../../server/locales/fr.yml"] {
        for (key, text) in texts(file) {
            let broken = [" :", " ;", " ?", " !", " »", "« "]
                .into_iter()
                .find(|sign| text.contains(sign));
            assert_eq!(broken, None, "{file}: {key}");
        }
    }
}

#[test]
fn every_value_of_the_enums_that_name_texts_has_its_text() {
    let all = texts("fr.yml");
    let mut keys: Vec<String> = Vec::new();
    keys.extend(
        domain::problem::Problem::ALL
            .iter()
            .map(|p| format!("problem.{p}")),
    );
    keys.extend(
        domain::AuditAction::ALL
            .iter()
            .map(|a| format!("audit.{a}")),
    );
    keys.extend(
        crate::flash::Flash::ALL
            .iter()
            .map(|n| format!("notice.{}", n.as_str())),
    );
    keys.extend(
        domain::Language::ALL
            .iter()
            .map(|l| format!("language.{l}")),
    );
    keys.extend(domain::Role::ALL.iter().map(|r| format!("role.{r}")));
    for part in ["label", "title", "meaning"] {
        keys.extend(
            domain::TwoFactorStatus::ALL
                .iter()
                .map(|s| format!("status.{s}.{part}")),
        );
    }
    keys.extend((1..=12).map(|m| format!("month.{m}")));
    let missing: Vec<_> = keys.iter().filter(|key| !all.contains_key(*key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_words_of_the_help_page_are_the_words_of_the_interface() {
    let labels = [
        ("frame.account", "Account", "Account"),
        ("frame.users", "Utilisateurs", "Users"),
        ("frame.security", "Sécurité", "Security"),
        ("users.column.two-factor", "2FA", "2FA"),
        (
            "user.security.checkbox",
            "Activer l'authentification à 2 facteurs",
            "Enforce 2FA activation",
        ),
        ("action.save", "Enregistrer", "Save"),
        (
            "security.enforce",
            "Rendre obligatoire l'authentification à 2 facteurs pour tous",
            "Enforce 2FA for all users",
        ),
        (
            "security.revoke",
            "Rendre optionnelle l'authentification à 2 facteurs pour tous",
            "Revoke enforcement",
        ),
    ];
    let (fr, en) = (texts("fr.yml"), texts("en.yml"));
    for (key, french, english) in labels {
        assert_eq!(
            (fr[key].as_str(), en[key].as_str()),
            (french, english),
            "{key}"
        );
    }
}
