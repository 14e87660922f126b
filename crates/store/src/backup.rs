//! Copies of a database that is a file (SQLite).

mod held;

pub use held::{Held, Use, hold};

use crate::db::open_read_only;
use crate::error::{Error, Result};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbBackend, Statement};
use std::path::Path;

/// The address of a file. Fails if its path is not UTF-8.
pub fn address(file: &Path) -> Result<String> {
    let path = file
        .to_str()
        .ok_or_else(|| Error::failed("reading the name of a file", "it is not UTF-8"))?;
    let path = path
        .replace('%', "%25")
        .replace('?', "%3F")
        .replace('#', "%23");
    Ok(format!("sqlite://{path}"))
}

/// Copies the database as of one moment into an empty file.
pub async fn copy(db: &impl ConnectionTrait, to: &Path) -> Result<()> {
    let path = to.to_string_lossy().into_owned();
    let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [path.into()]);
    db.execute_raw(copy).await?;
    Ok(())
}

/// Copies a file with a database, and what is still in its log beside it, into an empty file. Nothing is changed or left there.
pub async fn copy_file(from: &Path, to: &Path) -> Result<()> {
    let db = open_read_only(&address(from)?).await?;
    let copied = copy(&db, to).await;
    db.close().await?;
    copied
}

/// SQLite's own check of a file: what is wrong with it, if anything.
pub async fn check(path: &Path) -> Result<Option<String>> {
    let mut options = ConnectOptions::new(format!("{}?mode=ro", address(path)?));
    options
        .max_connections(1)
        .sqlx_logging(false)
        .idle_timeout(None)
        .max_lifetime(None);
    let db = Database::connect(options).await?;
    let check = Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check");
    let row = db.query_one_raw(check).await?;
    let said: String = match row {
        Some(row) => row.try_get_by_index(0)?,
        None => String::new(),
    };
    db.close().await?;
    Ok((said != "ok").then_some(said))
}
