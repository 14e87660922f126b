//! The texts on the server: in the binary, for every language, and as one file a language for the
//! browser.

use domain::Locale;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

/// The text of a key, or the key itself.
pub fn text(locale: Locale, key: &str) -> String {
    rust_i18n::t!(key, locale = locale.as_str()).into_owned()
}

/// The texts of one language as the browser fetches them.
#[derive(Debug)]
pub struct TextFile {
    /// The language.
    pub locale: Locale,
    /// The path under which it is served. It carries a hash of the content.
    pub path: String,
    /// A JSON object: key → text.
    pub json: String,
}

impl TextFile {
    fn new(locale: Locale) -> Self {
        let texts: BTreeMap<_, _> = crate::_rust_i18n_backend()
            .messages_for_locale(locale.as_str())
            .unwrap_or_default()
            .into_iter()
            .collect();
        let json = serde_json::to_string(&texts).unwrap_or_default();
        let mut hasher = DefaultHasher::new();
        json.hash(&mut hasher);
        let path = format!("/texts/{locale}.{:016x}.json", hasher.finish());
        Self { locale, path, json }
    }
}

static FILES: LazyLock<Vec<TextFile>> =
    LazyLock::new(|| Locale::ALL.iter().map(|l| TextFile::new(*l)).collect());

/// One file for each language of the interface.
pub fn text_files() -> &'static [TextFile] {
    &FILES
}
