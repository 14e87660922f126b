//! What has to be the same in every language, and what a language has to have of its own.

use crate::Use;
use crate::plural::forms;
use crate::read::{Text, Texts};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The language that the others are compared with.
pub const REFERENCE: &str = "fr";

/// The key of the order in which a date is written: `%{day}`, `%{month}` and `%{year}`, each once.
pub const DATE_ORDER: &str = "date.order";

/// Something that is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The language, as its file is named.
    pub language: String,
    /// The key; empty where it is the language as a whole.
    pub key: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// No plural forms are known of the language.
    UnknownLanguage,
    /// The language that the others are compared with is not there.
    NoReference,
    /// The text is missing.
    Missing,
    /// The reference does not have the text.
    TooMuch,
    /// The text is empty.
    Empty,
    /// It has plural forms here and not in the reference, or the other way round.
    OtherKind,
    /// A plural form of the language is missing.
    MissingForm(&'static str),
    /// The language has no such plural form.
    UnknownForm(String),
    /// A variable of the reference is missing, in this plural form if it has any.
    MissingVariable(String),
    /// The reference does not have the variable.
    UnknownVariable(String),
    /// The order of a date does not have day, month and year once each, with something between them.
    DateOrder(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.yml: ", self.language)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        match &self.wrong {
            Wrong::UnknownLanguage => write!(f, "tools/texts/src/plural.rs lacks this language"),
            Wrong::NoReference => write!(f, "the file is missing"),
            Wrong::Missing => write!(f, "the text is missing"),
            Wrong::TooMuch => write!(f, "{REFERENCE}.yml does not have this text"),
            Wrong::Empty => write!(f, "the text is empty"),
            Wrong::OtherKind => write!(f, "plural forms here or in {REFERENCE}.yml, not in both"),
            Wrong::MissingForm(form) => write!(f, "the plural form « {form} » is missing"),
            Wrong::UnknownForm(form) => write!(f, "the language has no plural form « {form} »"),
            Wrong::MissingVariable(name) => write!(f, "the variable %{{{name}}} is missing"),
            Wrong::UnknownVariable(name) => {
                write!(f, "{REFERENCE}.yml does not have the variable %{{{name}}}")
            }
            Wrong::DateOrder(text) => write!(
                f,
                "« {text} » does not have %{{day}}, %{{month}} and %{{year}} once each, with something between them"
            ),
        }
    }
}

/// All that is wrong with these languages; nothing if they are complete.
pub fn check(languages: &BTreeMap<String, Texts>, purpose: Use) -> Vec<Fault> {
    let Some(reference) = languages.get(REFERENCE) else {
        return vec![Fault {
            language: REFERENCE.to_owned(),
            key: String::new(),
            wrong: Wrong::NoReference,
        }];
    };
    let mut faults = Vec::new();
    for (language, texts) in languages {
        let mut note = |key: &str, wrong| {
            faults.push(Fault {
                language: language.clone(),
                key: key.to_owned(),
                wrong,
            });
        };
        if forms(language).is_none() {
            note("", Wrong::UnknownLanguage);
            continue;
        }
        for key in reference.keys().filter(|key| !texts.contains_key(*key)) {
            note(key, Wrong::Missing);
        }
        if purpose == Use::Interface {
            order(texts, reference, &mut note);
        }
        for (key, text) in texts {
            match reference.get(key) {
                Some(like) => compare(language, key, (text, like), &mut note),
                None => note(key, Wrong::TooMuch),
            }
        }
    }
    faults
}

fn order(texts: &Texts, reference: &Texts, note: &mut impl FnMut(&str, Wrong)) {
    match texts.get(DATE_ORDER) {
        Some(Text::Plain(text)) if is_order(text) => {}
        Some(Text::Plain(text)) => note(DATE_ORDER, Wrong::DateOrder(text.clone())),
        Some(Text::Counted(_)) => note(DATE_ORDER, Wrong::DateOrder(String::new())),
        None if reference.contains_key(DATE_ORDER) => {}
        None => note(DATE_ORDER, Wrong::Missing),
    }
}

fn is_order(text: &str) -> bool {
    let parts = ["%{day}", "%{month}", "%{year}"];
    let touching = text.contains("}%{");
    !touching
        && text.matches("%{").count() == parts.len()
        && parts.iter().all(|part| text.contains(part))
}

fn compare(
    language: &str,
    key: &str,
    (text, like): (&Text, &Text),
    note: &mut impl FnMut(&str, Wrong),
) {
    match (text, like) {
        (Text::Plain(text), Text::Plain(_)) => variables_of(key, text, like, false, note),
        (Text::Counted(texts), Text::Counted(_)) => {
            let needed = forms(language).unwrap_or_default();
            for form in needed.iter().filter(|f| !texts.contains_key(f.name)) {
                note(key, Wrong::MissingForm(form.name));
            }
            for (form, text) in texts {
                if needed.iter().all(|f| f.name != form) {
                    note(key, Wrong::UnknownForm(form.clone()));
                }
                // « One account », « two accounts »: these forms may be words.
                let in_words = matches!(form.as_str(), "zero" | "one" | "two");
                variables_of(&format!("{key}.{form}"), text, like, in_words, note);
            }
        }
        _ => note(key, Wrong::OtherKind),
    }
}

fn variables_of(
    key: &str,
    text: &str,
    like: &Text,
    in_words: bool,
    note: &mut impl FnMut(&str, Wrong),
) {
    if text.trim().is_empty() {
        return note(key, Wrong::Empty);
    }
    let (has, needed) = (variables(text), like.variables());
    for name in needed.difference(&has) {
        if !(in_words && *name == "count") {
            note(key, Wrong::MissingVariable((*name).to_owned()));
        }
    }
    for name in has.difference(&needed) {
        note(key, Wrong::UnknownVariable((*name).to_owned()));
    }
}

impl Text {
    /// The variables, in alphabetical order: `%{name}` in the text. A text with plural forms has `count`.
    pub fn variables(&self) -> BTreeSet<&str> {
        match self {
            Self::Plain(text) => variables(text),
            Self::Counted(forms) => {
                let named = forms.values().flat_map(|text| variables(text));
                named.chain(["count"]).collect()
            }
        }
    }
}

fn variables(text: &str) -> BTreeSet<&str> {
    let after = text.split("%{").skip(1);
    after
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}
