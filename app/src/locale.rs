//! The interface's language. It is fixed for the life of a page: changing it loads the page anew.

use domain::Locale;
use domain::csv_cell::Separator;
use leptos::prelude::*;

/// The thousands separator in French.
const NARROW_SPACE: char = '\u{202F}';

/// The language of this page, or of the request, where a server function renders a part of one.
pub fn locale() -> Locale {
    use_context().unwrap_or_else(crate::host::locale)
}

/// Provides the language to all components: on the server the language of the request, in
/// the browser the one that the server has chosen.
pub fn provide_locale() {
    provide_context(crate::host::locale());
}

/// What stands between the cells of a file that this page asks for, if it is not the comma: spreadsheets read the separator of their
/// language alone as one.
pub fn separator() -> Option<Separator> {
    match locale() {
        Locale::Fr => Some(Separator::Semicolon),
        Locale::En => None,
    }
}

/// A whole number with thousands separators.
pub fn number(value: u64) -> String {
    let separator = match locale() {
        Locale::Fr => NARROW_SPACE,
        Locale::En => ',',
    };
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}
