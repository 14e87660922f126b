//! The file that a backup is to be. The backup is copied beside it, checked, and closed there; only then it takes the name, so that
//! no moment and no failure leaves a database that opens what was ended. What had the name before is kept under another one.

use crate::backup::private_file;
use crate::error::Error;
use crate::inspect::{Inspection, Schema};
use crate::key_file::KeyError;
use std::ffi::OsString;
use std::fs::{File, hard_link, metadata, remove_file, rename};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use store::backup::{Held, Use, address, check, copy_file, hold};

/// What SQLite may keep beside a database: it belongs to that database alone.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];
/// How many databases are kept under names of their own.
const MOST_KEPT: usize = 1_000;

/// Why nothing was restored. The database is as it was.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The database itself.
    #[error("it is the database itself")]
    Itself,
    /// Another process has the database open.
    #[error("the database is in use: stop the server first")]
    InUse,
    /// Not a regular file.
    #[error("it is no file")]
    NoFile,
    /// Another kind of file.
    #[error("it is not a database of Bouclier")]
    Foreign,
    /// A later program has changed it.
    #[error("a newer bouclier has changed it ({0}): restore it with that one")]
    Newer(String),
    /// SQLite's check has found something.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// The key file is not that of the backup.
    #[error("the key file does not fit it: {0}")]
    Key(KeyError),
    /// The greatest number of databases is kept already.
    #[error("{0} databases from before are kept beside it: remove some")]
    TooManyKept(usize),
    /// The system failed.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A database failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// The name of the database, held against every other process.
#[derive(Debug)]
pub struct RestoreTarget {
    pub(super) database: PathBuf,
    pub(super) copy: PathBuf,
    pub(super) held: Option<Held>,
}

impl RestoreTarget {
    /// Takes the name of a database, which need not be there. No server can have it open, or open it, until the end.
    pub async fn take(database: &Path) -> Result<Self, RestoreError> {
        // SQLite follows a symbolic link, and keeps its log beside the file that it leads to.
        let real = database.canonicalize();
        let database = real.as_deref().unwrap_or(database);
        let mut place = Self {
            database: database.to_owned(),
            copy: named(database, ".restoring"),
            held: None,
        };
        if database.try_exists()? {
            place.held = match hold(database).await.map_err(Error::from)? {
                Use::Nobodys(held) => Some(held),
                Use::Somebodys => return Err(RestoreError::InUse),
                // Often the reason why a backup is needed.
                Use::Damaged => None,
            };
        }
        Ok(place)
    }

    /// Copies a backup beside the database, checks the copy and compares it with the key file.
    pub async fn copy_here(&self, file: &Path, key: &Path) -> Result<(), RestoreError> {
        let data = metadata(file)?;
        if !data.is_file() {
            return Err(RestoreError::NoFile);
        }
        if metadata(&self.database).is_ok_and(|own| is_same(&own, &data)) {
            return Err(RestoreError::Itself);
        }
        self.remove_copy();
        private_file(&self.copy)?;
        copy_file(file, &self.copy).await.map_err(unreadable)?;
        self.examine(key).await
    }

    async fn examine(&self, key: &Path) -> Result<(), RestoreError> {
        if let Some(flaw) = check(&self.copy).await.map_err(Error::from)? {
            return Err(RestoreError::Damaged(flaw));
        }
        let address = address(&self.copy).map_err(Error::from)?;
        let inspection = Inspection::open(&address).await?;
        match inspection.schema().await? {
            Schema::Empty => return Err(RestoreError::Foreign),
            Schema::Newer(name) => return Err(RestoreError::Newer(name)),
            Schema::Current | Schema::Behind(_) => {}
        }
        let fits = inspection.key(key).await;
        inspection.close().await?;
        fits.map_err(RestoreError::Key)?;
        Ok(())
    }

    /// The copy: to be migrated and closed before it is [`RestoreTarget::put`] in place.
    pub fn copy(&self) -> &Path {
        &self.copy
    }

    /// Gives the copy the name of the database. Returns under which name the one before is kept, if there was one.
    pub async fn put(mut self) -> Result<Option<PathBuf>, RestoreError> {
        match hold(&self.copy).await.map_err(Error::from)? {
            Use::Nobodys(copy) => copy.release().await.map_err(Error::from)?,
            Use::Somebodys => return Err(RestoreError::InUse),
            Use::Damaged => return Err(RestoreError::Foreign),
        }
        File::open(&self.copy)?.sync_all()?;
        let kept = self.swap()?;
        if let Some(folder) = self.database.parent() {
            File::open(folder)?.sync_all()?;
        }
        if let Some(held) = self.held.take() {
            held.release().await.map_err(Error::from)?;
        }
        Ok(kept)
    }

    fn swap(&self) -> Result<Option<PathBuf>, RestoreError> {
        let kept = self.free_name()?;
        let was_there = self.database.try_exists()?;
        if was_there {
            // A second name first: there is no moment at which one of the two databases has none.
            hard_link(&self.database, &kept)?;
        }
        for end in BESIDE {
            let beside = named(&self.database, end);
            if beside.try_exists()? {
                rename(beside, named(&kept, end))?;
            }
        }
        if was_there {
            rename(&self.copy, &self.database)?;
        } else {
            // Unlike a rename this never replaces a file that was created meanwhile.
            hard_link(&self.copy, &self.database)?;
        }
        Ok(was_there.then_some(kept))
    }

    /// A name that no file has yet, nor one beside it.
    fn free_name(&self) -> Result<PathBuf, RestoreError> {
        let names = (1..=MOST_KEPT).map(|number| match number {
            1 => named(&self.database, ".replaced"),
            _ => named(&self.database, &format!(".replaced-{number}")),
        });
        for name in names {
            let taken = name.try_exists()? || named(&name, "-wal").try_exists()?;
            if !taken {
                return Ok(name);
            }
        }
        Err(RestoreError::TooManyKept(MOST_KEPT))
    }

    fn remove_copy(&self) {
        for end in ["", "-wal", "-shm", "-journal"] {
            // What is not there, or cannot be removed, is found by whatever creates the copy.
            let _ = remove_file(named(&self.copy, end));
        }
    }
}

impl Drop for RestoreTarget {
    fn drop(&mut self) {
        self.remove_copy();
    }
}

fn named(file: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(end);
    name.into()
}

fn is_same(one: &std::fs::Metadata, other: &std::fs::Metadata) -> bool {
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Why a file could not be copied: to SQLite nearly every other file is « not a database ».
fn unreadable(error: store::Error) -> RestoreError {
    let text = error.to_string();
    if text.contains("not a database") {
        RestoreError::Foreign
    } else if text.contains("malformed") {
        RestoreError::Damaged(text)
    } else {
        RestoreError::Database(error.into())
    }
}
