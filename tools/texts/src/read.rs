//! Reading the files.

use crate::plural::CATEGORIES;
use serde_norway::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

/// A text of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// The same for every number.
    Plain(String),
    /// By plural form.
    Counted(BTreeMap<String, String>),
}

/// The texts of a language by their keys: the names in the file, joined by dots.
pub type Texts = BTreeMap<String, Text>;

/// The languages in a folder, by the names of their files without `.yml`.
///
/// # Errors
/// A file that cannot be read, or is not a mapping of texts.
pub fn read(folder: &Path) -> io::Result<BTreeMap<String, Texts>> {
    let mut languages = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "yml") {
            continue;
        }
        let Some(language) = path.file_stem().and_then(|stem| stem.to_str()) else {
            continue;
        };
        let texts = parse(&fs::read_to_string(&path)?)
            .map_err(|wrong| io::Error::other(format!("{}: {wrong}", path.display())))?;
        languages.insert(language.to_owned(), texts);
    }
    Ok(languages)
}

/// The texts of a file.
///
/// # Errors
/// What is wrong, in words: no YAML, or something that is no text.
pub fn parse(yaml: &str) -> Result<Texts, String> {
    let root: Value = serde_norway::from_str(yaml).map_err(|error| error.to_string())?;
    let mut texts = Texts::new();
    for (name, value) in entries(&root, "the file")? {
        // The version of the file's form, for the library that looks texts up.
        if name != "_version" {
            collect(value, name, &mut texts)?;
        }
    }
    Ok(texts)
}

fn collect(value: &Value, key: String, texts: &mut Texts) -> Result<(), String> {
    if let Value::String(text) = value {
        texts.insert(key, Text::Plain(text.clone()));
        return Ok(());
    }
    let entries = entries(value, &key)?;
    let is_counted = entries
        .iter()
        .all(|(name, _)| CATEGORIES.contains(&name.as_str()));
    if !is_counted {
        return entries
            .into_iter()
            .try_for_each(|(name, value)| collect(value, format!("{key}.{name}"), texts));
    }
    let mut forms = BTreeMap::new();
    for (name, value) in entries {
        let text = value.as_str().ok_or(format!("{key}.{name} is no text"))?;
        forms.insert(name, text.to_owned());
    }
    texts.insert(key, Text::Counted(forms));
    Ok(())
}

fn entries<'a>(value: &'a Value, key: &str) -> Result<Vec<(String, &'a Value)>, String> {
    let map = value.as_mapping().filter(|map| !map.is_empty());
    let map = map.ok_or(format!("{key} is neither a text nor a mapping of texts"))?;
    map.iter()
        .map(|(name, value)| {
            let number = || name.as_u64().map(|number| number.to_string());
            let name = name.as_str().map(str::to_owned).or_else(number);
            Ok((name.ok_or(format!("a name in {key} is no text"))?, value))
        })
        .collect()
}
