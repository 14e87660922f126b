//! SQLite's indexes and trigger on users, dropped during a large import. Inserting a user would change each index at another
//! place; an index that is built at the end is written once, in order.

use crate::error::{Error, Result};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, QuerySelect,
    Statement,
};
use store::entity::user_count;

/// Below this number of new users it never pays.
const FEW: u64 = 5_000;
/// Building the indexes costs each existing user about an eighth of what updating them costs a new
/// one.
const CHEAPER: u64 = 8;

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
struct Kept {
    kind: String,
    name: String,
    sql: String,
}

/// What has been dropped in the transaction of an import.
#[derive(Debug)]
pub(super) struct Aside {
    /// Threshold: from this many new users on it pays; never on PostgreSQL, where others would have
    /// to wait to read.
    worth: Option<u64>,
    kept: Vec<Kept>,
    /// The last user in the search index.
    known: i64,
}

impl Aside {
    /// Nothing yet.
    pub(super) async fn nothing(tx: &impl ConnectionTrait) -> Result<Self> {
        let mut aside = Self {
            worth: None,
            kept: Vec::new(),
            known: 0,
        };
        if tx.get_database_backend() == DbBackend::Sqlite {
            aside.worth = Some(FEW.max(users(tx).await? / CHEAPER));
        }
        Ok(aside)
    }

    /// Drops what it can when that pays after this many new users.
    pub(super) async fn put(&mut self, tx: &impl ConnectionTrait, created: u64) -> Result<()> {
        if self.worth.is_none_or(|worth| created < worth) {
            return Ok(());
        }
        self.worth = None;
        self.known = tx
            .query_one_raw(plain(LAST))
            .await?
            .ok_or_else(|| Error::from(DbErr::RecordNotFound(LAST.to_owned())))?
            .try_get("", "id")?;
        self.kept = Kept::find_by_statement(plain(BESIDE)).all(tx).await?;
        for Kept { kind, name, .. } in &self.kept {
            let drop = format!("DROP {kind} \"{name}\"");
            tx.execute_unprepared(&drop).await?;
        }
        Ok(())
    }

    /// Creates again what was dropped, now with the new users.
    pub(super) async fn restore(self, tx: &impl ConnectionTrait) -> Result<()> {
        for Kept { kind, sql, .. } in &self.kept {
            if kind == "trigger" {
                let find =
                    Statement::from_sql_and_values(DbBackend::Sqlite, FIND, [self.known.into()]);
                tx.execute_raw(find).await?;
            }
            tx.execute_unprepared(sql).await?;
        }
        Ok(())
    }
}

/// The number of users.
async fn users(tx: &impl ConnectionTrait) -> Result<u64> {
    let sum: Option<Option<i64>> = user_count::Entity::find()
        .select_only()
        .column_as(user_count::Column::Users.sum(), "users")
        .into_tuple()
        .one(tx)
        .await?;
    Ok(sum.flatten().unwrap_or_default().unsigned_abs())
}

fn plain(sql: &str) -> Statement {
    Statement::from_string(DbBackend::Sqlite, sql)
}
