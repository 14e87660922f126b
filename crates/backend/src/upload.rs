//! Files that admins import in the browser: kept for a day from their upload, and while they are carried out.

mod carry_out;
mod keep;
mod revision;
mod show;

pub use keep::{Choice, LONGEST, Start};
pub use show::{Kept, Shown};

use crate::error::{Error, Result};
use crate::import::{ColumnRef, ImportOptions, Meaning, Reading};
use domain::{ImportId, UserId};
use store::Connection;
use store::entity::import;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Seconds for which a file is kept.
pub(crate) const LIFETIME: i64 = 24 * 3_600;

/// Files that are read at once: each takes a core, and some of the memory.
static READING: Semaphore = Semaphore::const_new(2);

/// The turn to read a file, until it is dropped.
async fn turn_to_read() -> Result<SemaphorePermit<'static>> {
    let turn = READING.acquire().await;
    turn.map_err(|e| Error::internal("waiting to read a file", e))
}

/// Reads a file where it keeps no request waiting.
async fn beside_requests<T: Send + 'static>(
    read: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let turn = turn_to_read().await?;
    let read = tokio::task::spawn_blocking(read).await;
    drop(turn);
    read.map_err(|e| Error::internal("reading a file", e))
}

/// The admin's own import with this number.
async fn own(db: &impl Connection, user: UserId, id: ImportId) -> Result<import::Model> {
    let found = store::upload::find(db, id).await?;
    found
        .filter(|import| *import.user_id == user)
        .ok_or(Error::NotFound)
}

/// What is asked of an import, and how its file is read.
fn options(import: &import::Model) -> ImportOptions {
    ImportOptions {
        all_or_nothing: false,
        update: import.updates != 0,
        reading: Reading {
            encoding: *import.encoding,
            columns: columns(&import.columns),
            lenient: true,
            language: *import.language,
        },
    }
}

/// The meanings that were chosen, by position.
fn columns(words: &str) -> Vec<(ColumnRef, Meaning)> {
    let meanings = words.split(',').map(Meaning::parse).enumerate();
    meanings
        .filter_map(|(at, meaning)| Some((ColumnRef::At(at), meaning?)))
        .collect()
}
