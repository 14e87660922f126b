//! A consistent copy of the database while others write to it.

use crate::access::Operator;
use crate::context::Backend;
use crate::error::{Error, Result};
use std::fs::{File, OpenOptions, hard_link, remove_file};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use store::Connection;

/// Why no copy was made.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file of that name exists; it is left as it is.
    #[error("there is such a file already")]
    Exists,
    /// The file cannot be written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The database is not in a file of its own.
    #[error("the database is a PostgreSQL server: use its own pg_dump")]
    NotAFile,
    /// The copy is damaged, and was removed.
    #[error("the copy is damaged: {0}")]
    Damaged(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Error),
}

impl Backend {
    /// Copies the database to a new file of mode 0600: all of it as of one moment, checked before
    /// it gets its name. The key file is not in it.
    pub async fn backup(&self, _operator: Operator, to: &Path) -> Result<(), BackupError> {
        let Some(db) = self.db.copier().await.map_err(Error::from)? else {
            return Err(BackupError::NotAFile);
        };
        if to.try_exists()? {
            return Err(BackupError::Exists);
        }
        let partial = partial(to);
        private_file(&partial)?;
        let copied = copy(&db, &partial, to).await;
        let removed = remove_file(&partial);
        copied?;
        Ok(removed?)
    }
}

/// The name of the copy until it is checked.
fn partial(to: &Path) -> PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    to.with_file_name(name)
}

/// An empty file that only its owner can read. The remains of an interrupted copy are overwritten.
pub(crate) fn private_file(path: &Path) -> std::io::Result<File> {
    if let Err(error) = remove_file(path)
        && error.kind() != ErrorKind::NotFound
    {
        return Err(error);
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

async fn copy(db: &impl Connection, partial: &Path, to: &Path) -> Result<(), BackupError> {
    store::backup::copy(db, partial)
        .await
        .map_err(Error::from)?;
    if let Some(flaw) = store::backup::check(partial).await.map_err(Error::from)? {
        return Err(BackupError::Damaged(flaw));
    }
    File::open(partial)?.sync_all()?;
    // Unlike a rename this never replaces a file that was created meanwhile.
    hard_link(partial, to).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => BackupError::Exists,
        _ => error.into(),
    })
}
