//! SQLite's indexes and trigger on users, which an import of many drops and creates again.

use crate::entity::user_count;
use crate::error::{Error, Result};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, QuerySelect,
    Statement,
};

/// The indexes, and the trigger that adds new users to the search. An index without text belongs to
/// a constraint of the table, which always holds.
const BESIDE: &str = "SELECT type AS kind, name, sql FROM sqlite_schema
    WHERE tbl_name = 'users' AND sql IS NOT NULL
      AND (type = 'index' OR type = 'trigger' AND name = 'users_search_added')";
const LAST: &str = "SELECT coalesce(max(id), 0) AS id FROM users";
const FIND: &str = "INSERT INTO users_search (rowid, search_key)
    SELECT id, search_key FROM users WHERE id > ?";

/// An index or trigger on users, and the statement that creates it.
#[derive(Debug, FromQueryResult)]
pub struct Kept {
    kind: String,
    name: String,
    sql: String,
}

impl Kept {
    /// Whether it is the trigger that adds new users to the search.
    pub fn is_trigger(&self) -> bool {
        self.kind == "trigger"
    }
}

/// Whether anything can be dropped: on PostgreSQL others would have to wait to read.
pub fn is_possible(tx: &impl ConnectionTrait) -> bool {
    tx.get_database_backend() == DbBackend::Sqlite
}

/// The number of users.
pub async fn count_users(db: &impl ConnectionTrait) -> Result<u64> {
    let sum: Option<Option<i64>> = user_count::Entity::find()
        .select_only()
        .column_as(user_count::Column::Users.sum(), "users")
        .into_tuple()
        .one(db)
        .await?;
    Ok(sum.flatten().unwrap_or_default().unsigned_abs())
}

/// The number of the last user; 0 if there is none.
pub async fn last_user(db: &impl ConnectionTrait) -> Result<i64> {
    let row = db.query_one_raw(plain(LAST)).await?;
    let row = row.ok_or_else(|| Error::from(DbErr::RecordNotFound(LAST.to_owned())))?;
    Ok(row.try_get("", "id")?)
}

/// What can be dropped.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Kept>> {
    Ok(Kept::find_by_statement(plain(BESIDE)).all(db).await?)
}

/// Drops an index or trigger.
pub async fn drop(tx: &impl ConnectionTrait, kept: &Kept) -> Result<()> {
    let Kept { kind, name, .. } = kept;
    let drop = format!("DROP {kind} \"{name}\"");
    tx.execute_unprepared(&drop).await?;
    Ok(())
}

/// Creates an index or trigger again.
pub async fn create(tx: &impl ConnectionTrait, kept: &Kept) -> Result<()> {
    tx.execute_unprepared(&kept.sql).await?;
    Ok(())
}

/// Adds the users after one to the search, which the dropped trigger has not done.
pub async fn add_to_search(tx: &impl ConnectionTrait, after: i64) -> Result<()> {
    let find = Statement::from_sql_and_values(DbBackend::Sqlite, FIND, [after.into()]);
    tx.execute_raw(find).await?;
    Ok(())
}

fn plain(sql: &str) -> Statement {
    Statement::from_string(DbBackend::Sqlite, sql)
}
