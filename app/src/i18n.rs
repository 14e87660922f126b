//! The texts of the interface.

use crate::locale::locale;
use domain::Locale;

/// A text of the interface by its key, and its variables as `name = value`.
macro_rules! tr {
    ($key:expr $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::i18n::text(&$key, &[$(stringify!($name)),*], &[$($value.to_string()),*])
    };
}

/// A text with a number in it, in the plural form of the number: the keys `….one` and
/// `….other`.
macro_rules! tr_count {
    ($key:literal, $count:expr $(, $name:ident = $value:expr)* $(,)?) => {{
        let count: u64 = $count;
        let shown = $crate::locale::number(count);
        if $crate::i18n::is_singular(count) {
            tr!(concat!($key, ".one"), count = shown $(, $name = $value)*)
        } else {
            tr!(concat!($key, ".other"), count = shown $(, $name = $value)*)
        }
    }};
}

/// The text of a key in the language of this page, with each `%{name}` replaced by its value.
pub fn text(key: &str, names: &[&str], values: &[String]) -> String {
    let text = crate::host::text(locale(), key);
    if names.is_empty() {
        return text;
    }
    rust_i18n::replace_patterns(&text, names, values)
}

/// Whether a number takes the singular: in French 0 and 1, in English only 1.
pub fn is_singular(count: u64) -> bool {
    match locale() {
        Locale::Fr => count < 2,
        Locale::En => count == 1,
    }
}
