//! Which plural forms a language has, after the plural rules of the Unicode CLDR.

/// The names of all forms that a language may have. A mapping with these names alone is one text with its forms.
pub const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// A plural form, and the numbers that take it: an expression of Rust over `n`, a `u64`. The first form whose expression
/// is true is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    /// One of [`CATEGORIES`].
    pub name: &'static str,
    /// The expression.
    pub when: &'static str,
}

const fn form(name: &'static str, when: &'static str) -> Form {
    Form { name, when }
}

const OTHER: Form = form("other", "true");

/// The languages that texts may be written in. French, Spanish and Italian have « many » in CLDR, too, for whole millions
/// only: left out, since nothing here is counted in millions.
const LANGUAGES: &[(&str, &[Form])] = &[
    ("de", &[form("one", "n == 1"), OTHER]),
    ("en", &[form("one", "n == 1"), OTHER]),
    ("es", &[form("one", "n == 1"), OTHER]),
    ("fr", &[form("one", "n < 2"), OTHER]),
    ("it", &[form("one", "n == 1"), OTHER]),
    ("nl", &[form("one", "n == 1"), OTHER]),
    // For tests: what a Slavic language needs.
    #[cfg(test)]
    (
        "xx",
        &[
            form("one", "n == 1"),
            form("few", "n % 10 > 1 && n % 10 < 5"),
            form("many", "true"),
        ],
    ),
];

/// The forms of a language, each of which a counted text needs; `None` where this table lacks the language.
pub fn forms(language: &str) -> Option<&'static [Form]> {
    let found = LANGUAGES.iter().find(|(name, _)| *name == language);
    found.map(|(_, forms)| *forms)
}
