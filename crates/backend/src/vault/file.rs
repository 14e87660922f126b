//! The key file: one key per line, its id (8 hexadecimal digits) and 32 bytes in base64.

use super::Stamp;
use std::fs::{File, OpenOptions, TryLockError, remove_file, rename};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Why the key file cannot be used. The text is for the administrator of the machine.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// It cannot be read or created.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// Everybody on the machine may read it.
    #[error("everybody on this machine may read or change it: take that away (chmod 600)")]
    Exposed,
    /// A line is not an id and a key.
    #[error("line {0} is not a key (8 hexadecimal letters, a space, 32 bytes in base64)")]
    Form(usize),
    /// It contains no key.
    #[error("there is no key in it")]
    Empty,
    /// The system gave no random bytes.
    #[error("no random bytes: {0}")]
    Random(String),
}

/// Refuses a file that everybody can read. Its group may: some systems hand secrets over in this way.
#[cfg(unix)]
pub(super) fn refuse_exposed(path: &Path) -> Result<(), KeyFileError> {
    let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(path)?);
    let of_everybody = mode & 0o007;
    if of_everybody == 0 {
        Ok(())
    } else {
        Err(KeyFileError::Exposed)
    }
}

/// Other systems have no such modes.
#[cfg(not(unix))]
pub(super) fn refuse_exposed(_path: &Path) -> Result<(), KeyFileError> {
    Ok(())
}

/// The present state of the file.
pub(super) fn stamp(path: &Path) -> std::io::Result<Stamp> {
    let data = std::fs::metadata(path)?;
    Ok((data.modified()?, data.len()))
}

/// Writes a new file of mode 0600 durably to the disk, its name included.
pub(super) fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    sync_folder(path)
}

/// Replaces the text of a file atomically: at each moment it has the old one or the new one. Of a symbolic link it is the file that
/// it leads to, and the link stays.
pub(super) fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let path = &real(path);
    let new = beside(path, ".new");
    remove(&new)?;
    write_new(&new, text)?;
    rename(&new, path)?;
    sync_folder(path)
}

/// The file that a path leads to, over symbolic links; the path itself where there is none yet.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// The path of a file beside this one, whose name is this one's with an ending.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

/// The text of a file, if it is there.
pub(super) fn read(path: &Path) -> std::io::Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Removes a file, if it is there.
pub(super) fn remove(path: &Path) -> std::io::Result<()> {
    match remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    File::open(folder.unwrap_or_else(|| Path::new(".")))?.sync_all()
}

/// A lock file beside the key file, which is itself replaced; one for all links to it.
pub(super) fn lock(path: &Path) -> std::io::Result<File> {
    let file = File::create(beside(&real(path), ".lock"))?;
    file.try_lock()?;
    Ok(file)
}

/// A lock file beside another file, if nobody else holds it.
pub(super) fn lock_if_free(path: &Path) -> std::io::Result<Option<File>> {
    match File::create(beside(path, ".lock")).map(|file| (file.try_lock(), file))? {
        (Ok(()), file) => Ok(Some(file)),
        (Err(TryLockError::WouldBlock), _) => Ok(None),
        (Err(TryLockError::Error(error)), _) => Err(error),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::{replace, write_new};
    use std::fs::{create_dir, read_dir, read_link, read_to_string};
    use std::os::unix::fs::symlink;

    #[test]
    fn of_a_symbolic_link_the_target_is_replaced_and_the_link_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (elsewhere, link) = (folder.path().join("keys"), folder.path().join("secret.key"));
        create_dir(&elsewhere).unwrap();
        let target = elsewhere.join("one");
        write_new(&target, "old").unwrap();
        symlink("keys/one", &link).unwrap();
        replace(&link, "new").unwrap();
        assert_eq!(read_to_string(&target).unwrap(), "new");
        assert_eq!(read_link(&link).unwrap().to_str(), Some("keys/one"));
        assert_eq!(read_dir(&elsewhere).unwrap().count(), 1);
        replace(&folder.path().join("first"), "one").unwrap();
    }
}
