//! Connections: one that writes, several that read.

use crate::error::{Error, Result};
use migrations::{Migrator, MigratorTrait};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use std::sync::Arc;
use std::time::Duration;

const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const READERS: u32 = 4;

/// The database. SQLite has one writer at a time: a pool of one connection queues the writes here
/// instead of letting them fail there.
#[derive(Debug, Clone)]
pub struct Db {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    url: Arc<str>,
}

impl Db {
    /// Connects and brings the schema up to date.
    pub async fn open(url: &str) -> Result<Self> {
        let writer = connect(url, 1, false).await?;
        migrate(&writer).await?;
        let reader = connect(url, READERS, true).await?;
        Ok(Self {
            writer,
            reader,
            url: url.into(),
        })
    }

    /// For queries outside a transaction.
    pub const fn read(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For a single statement that writes.
    pub const fn write(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// A transaction that holds the right to write from its first moment, so that what it reads
    /// is still true when it writes.
    pub async fn begin(&self) -> Result<DatabaseTransaction> {
        Ok(self.writer.begin_with_options(immediate()).await?)
    }

    /// A connection of its own for a long reading, which nobody has to wait for.
    pub(crate) async fn copier(&self) -> Result<DatabaseConnection> {
        connect(&self.url, 1, false).await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.reader.ping().await?)
    }

    /// Closes every connection.
    pub async fn close(self) -> Result<()> {
        self.reader.close().await?;
        Ok(self.writer.close().await?)
    }
}

/// All migrations or none: a start that is cut off leaves nothing half done for the next one.
async fn migrate(db: &DatabaseConnection) -> Result<()> {
    let tx = db.begin_with_options(immediate()).await?;
    Migrator::up(&tx, None)
        .await
        .map_err(|e| Error::internal("migrating", e))?;
    Ok(tx.commit().await?)
}

fn immediate() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    }
}

async fn connect(url: &str, connections: u32, read_only: bool) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(BUSY_TIMEOUT)
        // Files need no new connections now and then, and without either the driver's upkeep of the
        // pool, which may spin for ever when it begins while a connection is given back, never runs.
        .idle_timeout(None)
        .max_lifetime(None)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .create_if_missing(!read_only)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY_TIMEOUT)
                .pragma("query_only", if read_only { "ON" } else { "OFF" })
        });
    Database::connect(options)
        .await
        .map_err(|e| Error::internal("opening the database", e))
}
