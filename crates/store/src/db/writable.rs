//! Whether a database can be written. Only writing tells: SQLite opens a file that it may not write for reading, and begins a
//! transaction on it without an error.

use super::{Db, close, sqlite};
use crate::error::{Error, Result};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

/// A number in the header of the file that Bouclier does not use: writing it changes nothing else.
const SQLITE_NUMBER: &str = "PRAGMA user_version";
/// A record of PostgreSQL's log that nothing reads.
const POSTGRES_RECORD: &str = "SELECT pg_logical_emit_message(true, 'bouclier', '')";

impl Db {
    /// Writes what changes nothing, or fails as a change would. On SQLite by a connection of its own, which is subject to the modes
    /// that the files have now; another process that is writing is no failure.
    pub async fn try_to_write(&self) -> Result<()> {
        if self.is_postgres() {
            return write_nothing(&self.writer).await;
        }
        let connection = sqlite::connect_briefly(&self.url).await?;
        let written = write_nothing(&connection).await;
        close(connection).await?;
        match written {
            Err(Error::Database(error)) if sqlite::is_locked(&error) => Ok(()),
            written => written,
        }
    }
}

/// Writes what changes nothing.
pub(super) async fn write_nothing(db: &DatabaseConnection) -> Result<()> {
    if db.get_database_backend() == DbBackend::Postgres {
        // A standby fails by itself; a server that was set to be read-only does not.
        if read_only(db).await? {
            return Err(Error::failed("writing to the database", "it is read-only"));
        }
        db.execute_unprepared(POSTGRES_RECORD).await?;
        return Ok(());
    }
    let number = Statement::from_string(DbBackend::Sqlite, SQLITE_NUMBER);
    let row = db.query_one_raw(number).await?.ok_or(Error::NotFound)?;
    let number: i32 = row.try_get_by_index(0)?;
    db.execute_unprepared(&format!("{SQLITE_NUMBER} = {number}"))
        .await?;
    Ok(())
}

async fn read_only(db: &DatabaseConnection) -> Result<bool> {
    let query = Statement::from_string(DbBackend::Postgres, "SHOW transaction_read_only");
    let row = db.query_one_raw(query).await?.ok_or(Error::NotFound)?;
    Ok(row.try_get_by_index::<String>(0)? == "on")
}
