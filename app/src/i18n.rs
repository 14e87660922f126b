//! The texts of the interface. Their keys are constants that the build makes from the files of all languages: a key without
//! a text does not compile, nor does a text with a variable too few or too many.

/// What is made by the build: a constant for each text, in modules as in the files.
#[allow(
    non_camel_case_types,
    clippy::doc_markdown,
    reason = "names and texts are those of the files"
)]
pub mod key {
    use super::typed::{Key, Plural};
    use domain::Locale;

    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}
pub mod named;
#[cfg(test)]
mod tests;
mod typed;

pub use typed::{Key, Plural};

use crate::locale::{locale, number};
use domain::Locale;
use domain::name::is_elided;

/// A text of the interface by its key, and its variables as `name = value` in alphabetical order. The key is written as a
/// path from `key`, or an expression.
macro_rules! tr {
    ($group:ident :: $($part:ident)::+ $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::i18n::text::<($($crate::i18n::key::variable::$name,)*)>(
            $crate::i18n::key::$group::$($part)::+,
            &[$(stringify!($name)),*],
            &[$($value.to_string()),*],
        )
    };
    ($key:expr $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::i18n::text::<($($crate::i18n::key::variable::$name,)*)>(
            $key,
            &[$(stringify!($name)),*],
            &[$($value.to_string()),*],
        )
    };
}

/// A text with a number in it, in the plural form of the number.
macro_rules! tr_count {
    ($group:ident :: $($part:ident)::+, $count:expr $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::i18n::counted::<($($crate::i18n::key::variable::$name,)*)>(
            $crate::i18n::key::$group::$($part)::+,
            $count,
            &[$(stringify!($name)),*],
            &[$($value.to_string()),*],
        )
    };
}

/// The text of a key in the language of this page, with each `%{name}` replaced by its value.
pub fn text<V>(key: Key<V>, names: &[&str], values: &[String]) -> String {
    fill(key.name(), names, values)
}

/// The text of a key in the plural form of a number, with `%{count}` and each `%{name}` replaced.
pub fn counted<V>(key: Plural<V>, count: u64, names: &[&str], values: &[String]) -> String {
    in_form(key.name(), count, names, values)
}

fn in_form(name: &str, count: u64, names: &[&str], values: &[String]) -> String {
    let key = [name, key::form(locale(), count)].join(".");
    // All at once: a value may hold what looks like a variable.
    let names = [&["count"], names].concat();
    let values = [&[number(count)], values].concat();
    fill(&key, &names, &values)
}

fn fill(key: &str, names: &[&str], values: &[String]) -> String {
    let locale = locale();
    let text = crate::host::text(locale, key);
    if names.is_empty() {
        return text;
    }
    let text = match locale {
        Locale::Fr => elided(text, names, values),
        Locale::En => text,
    };
    rust_i18n::replace_patterns(&text, names, values)
}

/// A French text with « d’ » in place of « de » before each variable whose value asks for it.
fn elided(text: String, names: &[&str], values: &[String]) -> String {
    if !text.contains(" de %{") {
        return text;
    }
    let asking = names
        .iter()
        .zip(values)
        .filter(|(_, value)| is_elided(value));
    asking.fold(text, |text, (name, _)| {
        let variable = ["%{", name, "}"].concat();
        text.replace(&[" de ", &variable].concat(), &[" d’", &variable].concat())
    })
}
