//! The texts of all languages: read from their YAML files and checked against each other while a crate is built, which then
//! has a typed constant for each. The build fails where a language lacks something.

mod check;
mod plural;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use check::{DATE_ORDER, Fault, REFERENCE, Wrong, check};
pub use plural::{CATEGORIES, Form, forms};
pub use read::{Text, Texts, parse, read};
pub use write::write;

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs, io};

/// What a crate's texts are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// An interface: it counts and writes days, so it needs plural forms and the order of a date.
    Interface,
    /// Mails: their moments are the same in every language.
    Mails,
}

/// For a build script: checks the files of `folder` and writes `texts.rs` into the folder of what is generated. What is wrong
/// with the texts is told to cargo, a line each, and the build fails.
///
/// # Errors
/// A file that cannot be read or written.
#[expect(
    clippy::print_stdout,
    reason = "this is how a build script tells cargo something"
)]
pub fn build(folder: &str, purpose: Use) -> io::Result<()> {
    println!("cargo:rerun-if-changed={folder}");
    let languages = read(Path::new(folder))?;
    for error in errors(folder, &languages, purpose) {
        println!("{error}");
    }
    let out = env::var_os("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("texts.rs"), write(&languages, purpose))
}

/// What is wrong with the texts, as lines at which cargo fails the build.
fn errors(folder: &str, languages: &BTreeMap<String, Texts>, purpose: Use) -> Vec<String> {
    let faults = check(languages, purpose).into_iter();
    faults
        .map(|fault| format!("cargo::error={folder}/{fault}"))
        .collect()
}
