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

    /// Replaces the text of a file beside the key file where it still is what was read; returns whether it did. It did not if another
    /// process was faster, or is at it.
    pub(crate) fn replace_beside(
        &self,
        ending: &str,
        read: Option<&str>,
        text: &str,
    ) -> Result<bool, KeyFileError> {
        let path = self.beside(ending);
        let Some(_alone) = file::lock_if_free(&path)? else {
            return Ok(false);
        };
        let is_as_read = file::read(&path)?.as_deref() == read;
        if is_as_read {
            file::replace(&path, text)?;
        }
        Ok(is_as_read)
    }

    /// Removes a file beside the key file, if it is there.
    pub(crate) fn remove_beside(&self, ending: &str) -> Result<(), KeyFileError> {
        Ok(file::remove(&self.beside(ending))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread::scope;

    const ENDING: &str = ".seen";

    /// Counts up what the file says, whatever others do, this many times.
    fn count_up(vault: &Vault, times: u32) {
        let mut done = 0;
        while done < times {
            let read = vault.read_beside(ENDING).unwrap();
            let before: u32 = read.as_deref().map_or(0, |text| text.parse().unwrap());
            let next = (before + 1).to_string();
            done += u32::from(
                vault
                    .replace_beside(ENDING, read.as_deref(), &next)
                    .unwrap(),
            );
        }
    }

    #[test]
    fn attack_34_two_that_write_the_same_file_never_set_it_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        Vault::create(&path).unwrap();
        scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| count_up(&Vault::open(&path).unwrap(), 50));
            }
        });
        let vault = Vault::open(&path).unwrap();
        assert_eq!(vault.read_beside(ENDING).unwrap().as_deref(), Some("100"));
    }

    #[test]
    fn attack_34_what_another_has_written_meanwhile_stays() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::create(&folder.path().join("key")).unwrap();
        assert!(vault.replace_beside(ENDING, None, "7").unwrap());
        assert!(!vault.replace_beside(ENDING, None, "6").unwrap());
        assert!(!vault.replace_beside(ENDING, Some("5"), "6").unwrap());
        let held = file::lock_if_free(&vault.beside(ENDING)).unwrap();
        assert!(!vault.replace_beside(ENDING, Some("7"), "8").unwrap());
        drop(held);
        assert!(vault.replace_beside(ENDING, Some("7"), "8").unwrap());
        assert_eq!(vault.read_beside(ENDING).unwrap().as_deref(), Some("8"));
    }
}
