//! The addresses of the browser's files, and how a document names them.

use crate::group::FIRST;
use leptos::prelude::*;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The addresses of the browser's files. All contain a hash of the content, so that the file at an address never changes.
/// `tools/site` writes them into `site.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Assets {
    /// The style sheet.
    pub style: String,
    /// The icon of the document.
    pub icon: String,
    /// The script that receives events.
    pub live: String,
    /// The folder of the browser's program, without a slash at the end. Empty while there is none, in development: pages stay
    /// as the server renders them.
    pub program: String,
    /// Split point → the parts of the program that it needs: names of files in `program`, without `.wasm`.
    pub parts: HashMap<String, Vec<String>>,
    /// Language → its texts.
    pub texts: HashMap<String, Texts>,
    /// The script that reloads a page once the server has new files; for development alone.
    #[serde(default)]
    pub reload: Option<String>,
}

/// The addresses of the texts of one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Texts {
    /// Those that every page needs, and those of the pages in the group `console` of `crate::parts`.
    pub first: String,
    /// All others.
    pub rest: String,
}

impl Assets {
    /// The main part of the program.
    pub fn main(&self) -> String {
        format!("{}/bouclier_bg.wasm", self.program)
    }

    /// The script of the main part.
    pub fn script(&self) -> String {
        format!("{}/bouclier.js", self.program)
    }

    /// The script that loads the parts.
    pub fn loader(&self) -> String {
        format!("{}/parts.js", self.program)
    }

    /// Every file that pages refer to.
    pub fn all(&self) -> Vec<String> {
        let parts = self.parts.values().flatten();
        let parts = parts.map(|part| format!("{}/{part}.wasm", self.program));
        let program = [self.script(), self.main(), self.loader()].into_iter();
        let program = program.chain(parts).filter(|_| !self.program.is_empty());
        let plain = [&self.style, &self.icon, &self.live].into_iter();
        plain
            .chain(&self.reload)
            .cloned()
            .chain(
                self.texts
                    .values()
                    .flat_map(|texts| [texts.first.clone(), texts.rest.clone()]),
            )
            .chain(program)
            .collect()
    }

    /// The parts of the program that the group `group` of `crate::parts` needs.
    pub fn part(&self, group: &str) -> Vec<String> {
        let is_its = |split: &str| {
            split
                .rsplit_once('_')
                .is_some_and(|(name, _)| name == group)
        };
        let parts = self.parts.iter().filter(|(split, _)| is_its(split));
        let parts = parts.flat_map(|(_, parts)| parts);
        parts
            .map(|part| format!("{}/{part}.wasm", self.program))
            .collect()
    }

    /// All files for a page whose code is in the group `group` of `crate::parts`.
    fn of_group(&self, group: &str) -> Vec<String> {
        [self.script(), self.main(), self.loader(), self.live.clone()]
            .into_iter()
            .chain(self.part(group))
            .collect()
    }
}

/// The addresses of this server's files.
pub fn assets() -> Arc<Assets> {
    use_context().unwrap_or_default()
}

/// The files for which a document already has preload links.
#[derive(Debug, Clone, Default)]
struct Named(ArcStoredValue<HashSet<String>>);

/// Begins the list for this document.
pub fn provide_named() {
    provide_context(Named::default());
}

/// The files that a group needs and that the document has not named yet: parts of the program, and texts.
pub fn still_to_name(group: &str) -> Vec<String> {
    let named = use_context::<Named>().unwrap_or_default();
    let is_new = |file: &String| named.0.try_update_value(|named| named.insert(file.clone()));
    let texts = (group != FIRST).then(|| texts().rest);
    let files = assets().part(group).into_iter().chain(texts);
    files.filter(|file| is_new(file) == Some(true)).collect()
}

/// The texts in the language of the answer.
pub fn texts() -> Texts {
    let texts = assets().texts.get(super::locale().as_str()).cloned();
    texts.unwrap_or_default()
}

/// The files of the page after the sign-in of an admin. The same for everybody: before the second factor the answer must
/// not reveal who is an admin.
pub fn next_page() -> Vec<String> {
    let mut files = assets().of_group(FIRST);
    files.push(texts().first);
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_without_a_program_needs_none_of_its_files() {
        let assets = Assets {
            style: "/pkg/style.1b.css".into(),
            ..Assets::default()
        };
        assert_eq!(assets.all(), ["/pkg/style.1b.css", "", ""]);
    }

    #[test]
    fn a_group_needs_the_main_part_and_its_own_parts_alone() {
        let parts = [
            ("people_12", vec!["people", "chunk"]),
            ("rest_345", vec!["rest", "chunk"]),
        ];
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        let assets = Assets {
            program: "/pkg/0a".into(),
            live: "/pkg/live.1b.js".into(),
            parts: parts
                .into_iter()
                .map(|(split, names)| (split.to_owned(), owned(names)))
                .collect(),
            ..Assets::default()
        };
        assert_eq!(
            assets.of_group("rest"),
            [
                "/pkg/0a/bouclier.js",
                "/pkg/0a/bouclier_bg.wasm",
                "/pkg/0a/parts.js",
                "/pkg/live.1b.js",
                "/pkg/0a/rest.wasm",
                "/pkg/0a/chunk.wasm",
            ]
        );
    }
}
