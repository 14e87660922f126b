//! Copies of a database that is a file (SQLite).

use crate::error::Result;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbBackend, Statement};
use std::path::Path;

/// Copies the database as of one moment into an empty file.
pub async fn copy(db: &impl ConnectionTrait, to: &Path) -> Result<()> {
    let path = to.to_string_lossy().into_owned();
    let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [path.into()]);
    db.execute_raw(copy).await?;
    Ok(())
}

/// SQLite's own check of a file: what is wrong with it, if anything.
pub async fn check(path: &Path) -> Result<Option<String>> {
    let url = format!("sqlite://{}?mode=ro", path.display());
    let mut options = ConnectOptions::new(url);
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
