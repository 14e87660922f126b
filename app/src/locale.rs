//! The interface's language. It is fixed for the life of a page: changing it loads the page anew.

use domain::Locale;
use domain::csv_cell::Separator;
use leptos::prelude::*;
use std::cell::Cell;

thread_local! {
    /// The language while [`looked_up_once`] renders.
    static LOOKED_UP: Cell<Option<Locale>> = const { Cell::new(None) };
}

/// The thousands separator in French.
const NARROW_SPACE: char = '\u{202F}';

/// The language of this page, or of the request, where a server function renders a part of one.
pub fn locale() -> Locale {
    LOOKED_UP
        .get()
        .or_else(use_context)
        .unwrap_or_else(crate::host::locale)
}

/// Looks the language up once for all texts of what is rendered: each time it is a way up through the components.
pub fn looked_up_once<T>(render: impl FnOnce() -> T) -> T {
    let _until_rendered = Held(LOOKED_UP.replace(Some(locale())));
    render()
}

/// What was looked up before, put back when dropped: after a panic too, as the thread goes on with another request.
struct Held(Option<Locale>);

impl Drop for Held {
    fn drop(&mut self) {
        LOOKED_UP.set(self.0);
    }
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

#[cfg(test)]
mod tests {
    use super::{locale, looked_up_once};
    use domain::Locale;
    use leptos::prelude::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    #[test]
    fn the_language_is_looked_up_once_for_all_that_is_rendered_and_anew_afterwards_even_after_a_panic()
     {
        Owner::new().with(|| {
            provide_context(Locale::En);
            let meanwhile = looked_up_once(|| {
                provide_context(Locale::Fr);
                looked_up_once(locale)
            });
            assert_eq!(meanwhile, Locale::En);
            assert_eq!(locale(), Locale::Fr);
            let failed = catch_unwind(AssertUnwindSafe(|| looked_up_once(|| panic!("a fault"))));
            assert!(failed.is_err());
            provide_context(Locale::En);
            assert_eq!(locale(), Locale::En);
        });
    }
}
