//! Whether a database can be written. Only writing tells: SQLite opens a file that it may not write for reading, and begins a
//! transaction on it without an error.

use super::{Db, close, sqlite};
use crate::error::{Error, Result};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

/// A number in the header of the file that Bouclier does not use: writing it changes nothing else.
const SQLITE_NUMBER: &str = "PRAGMA user_version";
/// A number for a transaction that changes nothing: PostgreSQL writes of each in its log.
const POSTGRES_NUMBER: &str = "SELECT pg_current_xact_id()";

impl Db {
    /// Writes what changes nothing, or fails as a change would. On SQLite by a connection of its own, which is subject to the modes
    /// that the files have now; another process that is writing is no failure.
    pub async fn try_to_write(&self) -> Result<()> {
        if self.is_postgres() {
            return write_nothing(self.writer.connection()).await;
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

/// Fails if the database is open for reading alone. Where the disk is full it can still be read, and copied to another one.
pub(super) async fn refuse_read_only(db: &DatabaseConnection) -> Result<()> {
    if db.get_database_backend() == DbBackend::Postgres {
        return not_read_only(db).await;
    }
    match write_nothing(db).await {
        Err(Error::Database(error)) if !sqlite::is_read_only(&error) => Ok(()),
        tried => tried,
    }
}

/// Writes what changes nothing.
async fn write_nothing(db: &DatabaseConnection) -> Result<()> {
    if db.get_database_backend() == DbBackend::Postgres {
        not_read_only(db).await?;
        db.execute_unprepared(POSTGRES_NUMBER).await?;
        return Ok(());
    }
    let number = Statement::from_string(DbBackend::Sqlite, SQLITE_NUMBER);
    let row = db.query_one_raw(number).await?.ok_or(Error::NotFound)?;
    let number: i32 = row.try_get_by_index(0)?;
    db.execute_unprepared(&format!("{SQLITE_NUMBER} = {number}"))
        .await?;
    Ok(())
}

/// A standby is read-only, and a server may be set to be so: a transaction that writes nothing to a table would not fail.
async fn not_read_only(db: &DatabaseConnection) -> Result<()> {
    let query = Statement::from_string(DbBackend::Postgres, "SHOW transaction_read_only");
    let row = db.query_one_raw(query).await?.ok_or(Error::NotFound)?;
    if row.try_get_by_index::<String>(0)? == "on" {
        return Err(Error::failed("writing to the database", "it is read-only"));
    }
    Ok(())
}
