//! Connections: some that write, several that read; the same guarantees on SQLite and PostgreSQL.

mod pool;
mod postgres;
mod sqlite;
mod writable;
mod writer;

pub use pool::{Pool, PoolState};
pub use postgres::{is_postgres_url, is_trusted_postgres};
pub use sqlite::file;
pub use writer::Writer;

use crate::error::{Error, Result};
use migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How long to wait for a connection or for the lock for writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The maximum number of connections of a process to PostgreSQL, unless configured otherwise.
pub const CONNECTIONS: u32 = 10;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Changes.
    Write,
    /// Changes of hundreds of rows by one statement.
    WriteMany,
    /// Queries alone.
    Read,
    /// One long read that writes another file.
    Copy,
}

/// The database.
///
/// Code that reads in order to write does so in a transaction of [`Db::begin`]. These transactions
/// run one after the other, over all processes: what was read is still true at the write. On SQLite
/// they wait for the one connection that writes and, beside changes of many rows and other processes,
/// for the lock of the file; on PostgreSQL they take turns by a lock on the head of the audit log,
/// which nearly every one of them has to move anyway.
#[derive(Clone)]
pub struct Db {
    writer: Writer,
    writer_of_many: Writer,
    reader: DatabaseConnection,
    url: Arc<str>,
}

impl fmt::Debug for Db {
    /// Without the address, which may contain a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Db({:?})", self.writer.get_database_backend())
    }
}

impl Db {
    /// Connects and brings the schema up to date.
    pub async fn open(url: &str) -> Result<Self> {
        Self::open_with(url, CONNECTIONS).await
    }

    /// The same with at most this many connections, at least two; SQLite has a fixed number.
    pub async fn open_with(url: &str, connections: u32) -> Result<Self> {
        let on_postgres = url.starts_with("postgres");
        let (writers, readers) = if on_postgres {
            postgres::share(connections)
        } else {
            sqlite::SHARE
        };
        let connect = async |connections, purpose| {
            if on_postgres {
                postgres::connect(url, connections, purpose == Purpose::Read).await
            } else {
                sqlite::connect(url, connections, purpose).await
            }
        };
        let writer = Writer::new(connect(writers, Purpose::Write).await?);
        migrate(&writer).await?;
        writable::refuse_read_only(writer.connection()).await?;
        let reader = connect(readers, Purpose::Read).await?;
        let writer_of_many = if on_postgres {
            writer.clone()
        } else {
            Writer::new(sqlite::connect(url, writers, Purpose::WriteMany).await?)
        };
        Ok(Self {
            writer,
            writer_of_many,
            reader,
            url: url.into(),
        })
    }

    /// For queries outside a transaction.
    pub const fn read(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For a single statement that writes. On PostgreSQL it may run between two statements of a
    /// transaction: it has to be correct by itself, by a condition, and to change one row only.
    pub const fn write(&self) -> &Writer {
        &self.writer
    }

    /// A transaction that holds the lock for writing from the start, so that what it reads is still
    /// true when it writes.
    pub async fn begin(&self) -> Result<DatabaseTransaction> {
        self.begin_by(&self.writer).await
    }

    /// The same for changes of hundreds of rows by one statement: on SQLite by a connection of its own, which has more memory for them.
    pub async fn begin_many(&self) -> Result<DatabaseTransaction> {
        self.begin_by(&self.writer_of_many).await
    }

    async fn begin_by(&self, writer: &Writer) -> Result<DatabaseTransaction> {
        let tx = start(writer).await?;
        if self.is_postgres() {
            postgres::take_turn(&tx).await?;
        }
        Ok(tx)
    }

    /// A transaction that runs after those on the same subject and, on PostgreSQL, concurrently
    /// with all others. It changes only what belongs to the subject.
    pub async fn begin_on(&self, subject: &[u8]) -> Result<DatabaseTransaction> {
        let tx = start(&self.writer).await?;
        if self.is_postgres() {
            postgres::take_turn_on(&tx, subject).await?;
        }
        Ok(tx)
    }

    /// Whether it is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.writer.get_database_backend() == DbBackend::Postgres
    }

    /// A separate connection for a long read, which blocks nobody; `None` where the database is not
    /// a file.
    pub async fn copier(&self) -> Result<Option<DatabaseConnection>> {
        if self.is_postgres() {
            return Ok(None);
        }
        sqlite::connect(&self.url, 1, Purpose::Copy).await.map(Some)
    }

    /// The address, for a connection that only listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Closes every connection.
    pub async fn close(self) -> Result<()> {
        self.reader.close().await?;
        self.writer_of_many.connection().clone().close().await?;
        Ok(self.writer.connection().clone().close().await?)
    }
}

/// Begins in a separate task. When a client disconnects, its request is dropped: on PostgreSQL the driver would not know of a transaction
/// that was just being begun, and later statements on that connection would become part of it.
async fn start(writer: &Writer) -> Result<DatabaseTransaction> {
    let writer = writer.clone();
    let begun = tokio::spawn(async move { writer.begin().await });
    let begun = begun.await;
    Ok(begun.map_err(|e| Error::failed("beginning a transaction", e))??)
}

/// Lets a transaction of [`Db::begin`] run after those of [`Db::begin_on`] on a subject, and before the next ones.
pub async fn take_turn_on(tx: &DatabaseTransaction, subject: &[u8]) -> Result<()> {
    if tx.get_database_backend() == DbBackend::Postgres {
        postgres::take_turn_on(tx, subject).await?;
    }
    Ok(())
}

/// A part of a transaction (a savepoint) that can fail without it.
pub async fn part_of(tx: &DatabaseTransaction) -> Result<DatabaseTransaction> {
    Ok(tx.begin().await?)
}

/// Undoes a transaction, or a part of one: then the rest of it goes on.
pub async fn undo(tx: DatabaseTransaction) -> Result<()> {
    Ok(tx.rollback().await?)
}

/// Commits a transaction.
pub async fn commit(tx: DatabaseTransaction) -> Result<()> {
    Ok(tx.commit().await?)
}

/// One connection that cannot write and creates nothing, to inspect a database as it is.
pub async fn open_read_only(url: &str) -> Result<DatabaseConnection> {
    if url.starts_with("postgres") {
        postgres::connect(url, 1, true).await
    } else {
        sqlite::open_read_only(url).await
    }
}

/// Closes connections.
pub async fn close(db: DatabaseConnection) -> Result<()> {
    Ok(db.close().await?)
}

/// The primary result code of SQLite in an error, if it has one.
pub(crate) fn sqlite_code(error: &DbErr) -> Option<u32> {
    sqlite::code(error)
}

/// All migrations or none: an interrupted start leaves nothing half done for the next one. Of
/// several processes that start at once, one migrates and the others wait for it.
async fn migrate(writer: &Writer) -> Result<()> {
    let tx = writer.begin().await?;
    if writer.get_database_backend() == DbBackend::Postgres {
        postgres::take_turn_on(&tx, b"migrations").await?;
    }
    Migrator::up(&tx, None)
        .await
        .map_err(|e| Error::failed("migrating", e))?;
    Ok(tx.commit().await?)
}

/// SQLite's mode; PostgreSQL has its own default, READ COMMITTED, in which each statement sees what
/// was committed before it began.
fn immediate() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    }
}
