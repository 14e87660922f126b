//! The key file and the database belong together.

use super::files::{FileState, KeyFile};
use super::finding::Finding;
use backend::inspect::Inspection;
use backend::key_file::KeyError;
use backend::vault::Vault;
use std::path::Path;

const ABOUT: &str = "key file";

/// Tries the key on the database. Also returns it, for checks that have to prove possession.
pub async fn check(database: &Inspection, path: &Path, mode: KeyFile) -> (Finding, Option<Vault>) {
    // The mode first: a key that everybody may read is not even opened.
    if matches!(mode.0, FileState::Open(..) | FileState::Unknown(..)) {
        return (mode.into(), None);
    }
    match database.key(path).await {
        Ok(Some(vault)) => (
            Finding::ok(
                ABOUT,
                format!("{} opens what is sealed in the database", path.display()),
            ),
            Some(vault),
        ),
        Ok(None) => (mode.into(), None),
        Err(KeyError::Database(error)) => (
            Finding::warning(
                ABOUT,
                format!("it could not be tested on the database: {error}"),
            ),
            None,
        ),
        Err(error) => (
            Finding::problem(ABOUT, format!("{}: {error}", path.display())),
            None,
        ),
    }
}
