//! SQLite: one connection that writes, several that read and cannot write.

use super::{BUSY_TIMEOUT, Purpose};
use crate::error::{Error, Result};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{Connection, Error as Cause};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr, RuntimeErr};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// The number of connections that write and that read. SQLite has one writer at a time: a pool with
/// one connection queues the writes here, so that they do not fail there.
pub(super) const SHARE: (u32, u32) = (1, 4);

/// How long a connection that writes waits before [`super::writer`] tries again.
pub(super) const WRITER_PATIENCE: Duration = Duration::from_millis(8);

/// The primary result code for a database that is locked by another connection.
const SQLITE_BUSY: u32 = 5;
/// The primary result code for a database that may not be written.
const SQLITE_READONLY: u32 = 8;
/// How long to wait before trying again.
const PAUSE: Duration = Duration::from_millis(20);

/// Connects; creates the file if there is none, unless read-only.
pub(super) async fn connect(
    url: &str,
    connections: u32,
    purpose: Purpose,
) -> Result<DatabaseConnection> {
    let read_only = purpose == Purpose::Read;
    let patience = match purpose {
        Purpose::Write | Purpose::WriteMany => WRITER_PATIENCE,
        Purpose::Read | Purpose::Copy => BUSY_TIMEOUT,
    };
    let of_many = purpose == Purpose::WriteMany;
    if !read_only {
        make_private(url)?;
    }
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .connect_lazy(of_many)
        .acquire_timeout(BUSY_TIMEOUT)
        // Files do not need fresh connections now and then. Without either limit the driver's pool maintenance never runs; it may
        // spin for ever when it starts while a connection is given back.
        .idle_timeout(None)
        .max_lifetime(None)
        // A file does not go away as a server does: a check before each query gains nothing.
        .test_before_acquire(false)
        .sqlx_logging(false)
        // A full disk ends a transaction without the driver's knowledge. Later statements on the same connection would be part of
        // a transaction that nobody commits: acknowledged, and lost.
        .map_sqlx_sqlite_pool_opts(|pool| {
            pool.before_acquire(|connection, _| {
                Box::pin(async move { Ok(!connection.is_in_transaction()) })
            })
        })
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = if of_many { for_many(sqlite) } else { sqlite };
            sqlite
                .create_if_missing(!read_only)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(patience)
                .pragma("query_only", if read_only { "ON" } else { "OFF" })
        });
    let begun = Instant::now();
    loop {
        match Database::connect(options.clone()).await {
            Err(error @ DbErr::Conn(_)) if is_locked(&error) && begun.elapsed() < BUSY_TIMEOUT => {
                sleep(PAUSE).await;
            }
            connected => {
                return connected.map_err(|e| Error::failed("opening the database", e));
            }
        }
    }
}

/// Each change of a user touches another place of each index on users: of those, 16 MiB are kept in memory instead of 2. So is what a
/// statement would have to take back if it failed, as many pages again, instead of a temporary file from 64 KiB on; a statement that
/// changed all users would not fit.
fn for_many(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .pragma("cache_size", "-16384")
        .pragma("temp_store", "MEMORY")
}

/// One read-only connection. A database that nobody has open is opened as immutable: otherwise
/// SQLite would leave files beside it.
pub(super) async fn open_read_only(url: &str) -> Result<DatabaseConnection> {
    let options: SqliteConnectOptions = url
        .parse()
        .map_err(|e| Error::failed("reading the address of the database", e))?;
    let mut log = options.get_filename().as_os_str().to_owned();
    log.push("-wal");
    let unused = std::fs::metadata(log).map_or(true, |log| log.len() == 0);
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .acquire_timeout(BUSY_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .create_if_missing(false)
                .read_only(true)
                .immutable(unused)
                .busy_timeout(BUSY_TIMEOUT)
        });
    Database::connect(options)
        .await
        .map_err(|e| Error::failed("opening the database", e))
}

/// One connection that waits for no other and leaves it to them to reach the disk: for a write that may be lost.
pub(super) async fn connect_briefly(url: &str) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .acquire_timeout(BUSY_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(false)
                .synchronous(SqliteSynchronous::Normal)
                .busy_timeout(Duration::ZERO)
        });
    Database::connect(options)
        .await
        .map_err(|e| Error::failed("opening the database", e))
}

/// The file of a database; `None` where the address is not one of SQLite.
pub fn file(url: &str) -> Option<PathBuf> {
    let options: SqliteConnectOptions = url.strip_prefix("sqlite:").and(url.parse().ok())?;
    Some(options.get_filename().to_owned())
}

/// Whether the file is open for reading alone.
pub(super) fn is_read_only(error: &DbErr) -> bool {
    code(error) == Some(SQLITE_READONLY)
}

/// Whether another connection has the lock. At connecting: another process is just creating the database, and the switch to
/// write-ahead logging does not wait.
pub(super) fn is_locked(error: &DbErr) -> bool {
    code(error) == Some(SQLITE_BUSY)
}

/// SQLite's primary result code.
pub(super) fn code(error: &DbErr) -> Option<u32> {
    let (DbErr::Conn(RuntimeErr::SqlxError(cause))
    | DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))) = error
    else {
        return None;
    };
    let Cause::Database(cause) = &**cause else {
        return None;
    };
    let code = cause.code()?.parse::<u32>().ok()?;
    Some(code & 0xff)
}

/// Creates the file, if it does not exist, readable by its owner only; the files that SQLite
/// creates beside it get the same mode.
fn make_private(url: &str) -> Result<()> {
    let failed = |error: std::io::Error| Error::failed("making the database", error);
    let options: SqliteConnectOptions = url
        .parse()
        .map_err(|e| Error::failed("reading the address of the database", e))?;
    let file = options.get_filename();
    if file.starts_with("file:") {
        return Ok(());
    }
    let mut new = std::fs::OpenOptions::new();
    new.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
    match new.open(file) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(failed(error)),
    }
}
