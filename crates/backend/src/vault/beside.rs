//! Files beside the key file: what this machine keeps apart from the database.

use super::{KeyFileError, Vault, file};
use std::path::PathBuf;

impl Vault {
    /// The path of a file beside the key file, whose name begins with its name.
    pub(crate) fn beside(&self, ending: &str) -> PathBuf {
        file::beside(&self.path, ending)
    }

    /// The text of a file beside the key file, if it is there.
    pub(crate) fn read_beside(&self, ending: &str) -> Result<Option<String>, KeyFileError> {
        Ok(file::read(&self.beside(ending))?)
    }

    /// Replaces the text of a file beside the key file.
    pub(crate) fn write_beside(&self, ending: &str, text: &str) -> Result<(), KeyFileError> {
        Ok(file::replace(&self.beside(ending), text)?)
    }

    /// Removes a file beside the key file, if it is there.
    pub(crate) fn remove_beside(&self, ending: &str) -> Result<(), KeyFileError> {
        Ok(file::remove(&self.beside(ending))?)
    }
}
