//! The interface's language. It is fixed for the life of a page: changing it loads the page anew.

use domain::Locale;
use leptos::prelude::*;

/// The language of this page.
pub fn locale() -> Locale {
    use_context().unwrap_or(Locale::Fr)
}

/// Makes the language known to everything below: on the server what the request asks for, in
/// the browser what the server has decided.
pub fn provide_locale() {
    provide_context(crate::host::locale());
}
