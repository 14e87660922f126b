//! SQLite: one connection that writes, several that read and cannot write.

use super::BUSY_TIMEOUT;
use crate::error::{Error, Result};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{Connection, Error as Cause};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr, RuntimeErr};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How many connections write, and how many read. SQLite has one writer at a time: a pool of one
/// connection queues the writes here instead of letting them fail there.
pub(super) const SHARE: (u32, u32) = (1, 4);

/// The primary result code of a database that somebody else has locked.
const SQLITE_BUSY: u32 = 5;
/// How long somebody waits before trying again.
const PAUSE: Duration = Duration::from_millis(20);

/// Connects; makes the file where there is none, unless only to read.
pub(super) async fn connect(
    url: &str,
    connections: u32,
    read_only: bool,
) -> Result<DatabaseConnection> {
    if !read_only {
        make_private(url)?;
    }
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(BUSY_TIMEOUT)
        // Files need no new connections now and then, and without either the driver's upkeep of the
        // pool, which may spin for ever when it begins while a connection is given back, never runs.
        .idle_timeout(None)
        .max_lifetime(None)
        // A file does not go away as a server does: nothing is gained by asking before each query.
        .test_before_acquire(false)
        .sqlx_logging(false)
        // A full disk ends a transaction without the driver's knowledge. What came after it on the same
        // connection would be part of a transaction that nobody commits: acknowledged, and lost.
        .map_sqlx_sqlite_pool_opts(|pool| {
            pool.before_acquire(|connection, _| {
                Box::pin(async move { Ok(!connection.is_in_transaction()) })
            })
        })
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .create_if_missing(!read_only)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY_TIMEOUT)
                .pragma("query_only", if read_only { "ON" } else { "OFF" })
        });
    let begun = Instant::now();
    loop {
        match Database::connect(options.clone()).await {
            Err(error) if is_locked(&error) && begun.elapsed() < BUSY_TIMEOUT => sleep(PAUSE).await,
            connected => {
                return connected.map_err(|e| Error::failed("opening the database", e));
            }
        }
    }
}

/// One connection that only reads. A database that nobody has open is read as a file that does not
/// change: SQLite would leave files beside it otherwise.
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

/// Whether another process is just opening a new database: the change to write-ahead logging does
/// not wait for its turn.
fn is_locked(error: &DbErr) -> bool {
    let DbErr::Conn(RuntimeErr::SqlxError(cause)) = error else {
        return false;
    };
    let Cause::Database(cause) = &**cause else {
        return false;
    };
    let code = cause.code().and_then(|code| code.parse::<u32>().ok());
    code.is_some_and(|code| code & 0xff == SQLITE_BUSY)
}

/// Makes the file, if it is not there, so that nobody but its owner reads it; the files that SQLite
/// makes beside it are like it.
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
