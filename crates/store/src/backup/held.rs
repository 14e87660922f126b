//! A file that nobody else has open.

use super::address;
use crate::db::sqlite_code;
use crate::error::{Error, Result};
use sea_orm::sqlx::sqlite::SqliteJournalMode;
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::time::Duration;

/// Primary result codes of SQLite: locked by another connection, malformed, not a database.
const BUSY: u32 = 5;
const CORRUPT: u32 = 11;
const NOT_A_DATABASE: u32 = 26;
/// How a file begins that SQLite has written (<https://www.sqlite.org/fileformat.html>).
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// How long somebody who only looks may be in the way.
const PATIENCE: Duration = Duration::from_secs(2);

/// The lock on a file: nobody else reads or writes it until the end.
#[derive(Debug)]
pub struct Held {
    db: DatabaseConnection,
    lock: DatabaseTransaction,
}

/// Whether a file could be locked.
#[derive(Debug)]
pub enum Use {
    /// Nobody else has it open: it is locked, and its log is in it.
    Nobodys(Held),
    /// Another process has it open.
    Somebodys,
    /// It is no database, or a damaged one: no process can work with it.
    Damaged,
}

/// Locks a file that is there. It leaves write-ahead logging, which takes every other connection to be closed, and so does not depend
/// on what lies beside it any more; [`crate::Db::open`] turns that on again.
pub async fn hold(file: &Path) -> Result<Use> {
    // SQLite is not even asked: it would remove the log beside a ruin, which may be of use to somebody yet.
    if !begins_like_a_database(file).map_err(|e| Error::failed("reading the database", e))? {
        return Ok(Use::Damaged);
    }
    match lock(file).await {
        Ok(held) => Ok(Use::Nobodys(held)),
        Err(error) => match sqlite_code(&error) {
            Some(BUSY) => Ok(Use::Somebodys),
            Some(CORRUPT | NOT_A_DATABASE) => Ok(Use::Damaged),
            _ => Err(Error::failed("locking the database", error)),
        },
    }
}

fn begins_like_a_database(file: &Path) -> std::io::Result<bool> {
    let mut start = [0; MAGIC.len()];
    match File::open(file)?.read_exact(&mut start) {
        Ok(()) => Ok(start == *MAGIC),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

async fn lock(file: &Path) -> Result<Held, DbErr> {
    let address = address(file).map_err(|e| DbErr::Custom(e.to_string()))?;
    let mut options = ConnectOptions::new(address);
    options
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(false)
                .journal_mode(SqliteJournalMode::Delete)
                .busy_timeout(PATIENCE)
        });
    let db = Database::connect(options).await?;
    let alone = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Exclusive),
        ..TransactionOptions::default()
    };
    let lock = db.begin_with_options(alone).await?;
    Ok(Held { db, lock })
}

impl Held {
    /// Reads what is held.
    pub const fn reader(&self) -> &DatabaseTransaction {
        &self.lock
    }

    /// Ends the lock.
    pub async fn release(self) -> Result<()> {
        self.lock.rollback().await?;
        Ok(self.db.close().await?)
    }
}
