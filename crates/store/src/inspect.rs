//! What a database says of itself, whether it has the tables of this program or not.

use crate::column::Stored;
use crate::entity::{factor, key_check, user};
use crate::error::{Error, Result};
use domain::UserId;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityName, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement,
};

/// The table that records the applied migrations.
const APPLIED: &str = "seaql_migrations";

/// Tables that a database has or has not yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// The applied migrations.
    Applied,
    /// The value that tells whether a key belongs to the database.
    KeyCheck,
    /// The second factors.
    Factors,
}

impl Table {
    fn name(self) -> &'static str {
        match self {
            Self::Applied => APPLIED,
            Self::KeyCheck => key_check::Entity.table_name(),
            Self::Factors => factor::Entity.table_name(),
        }
    }
}

/// What PostgreSQL says of the server and of the user of the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Privileges {
    /// The user.
    pub user: String,
    /// Whether the server is read-only: a copy of another one.
    pub standby: bool,
    /// The server's version, as a number: 140005 is 14.5.
    pub version: i32,
    /// Whether the user may create tables.
    pub may_make_tables: bool,
    /// Who owns the tables, if they are there.
    pub owner: Option<String>,
    /// Whether the user has the rights of that owner.
    pub may_use_tables: bool,
}

/// Whether the database has a table.
pub async fn has_table(db: &impl ConnectionTrait, table: Table) -> Result<bool> {
    let sql = if is_postgres(db) {
        "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1"
    } else {
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1"
    };
    let name = table.name().into();
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [name]);
    let row = db.query_one_raw(statement).await?;
    let count: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(count.is_some_and(|count| count > 0))
}

/// The names of the applied migrations, in their order. Fails without [`Table::Applied`].
pub async fn applied(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    let sql = format!("SELECT version FROM {APPLIED} ORDER BY version");
    let rows = db.query_all_raw(statement(db, &sql)).await?;
    let names = rows.iter().map(|row| row.try_get_by_index(0));
    Ok(names.collect::<Result<_, _>>()?)
}

/// The privileges of the user; `None` on SQLite, where files have modes instead.
pub async fn privileges(db: &impl ConnectionTrait) -> Result<Option<Privileges>> {
    if !is_postgres(db) {
        return Ok(None);
    }
    let statement = statement(
        db,
        "SELECT current_user::text, pg_is_in_recovery(), \
                current_setting('server_version_num')::int4, \
                COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false), \
                tableowner::text, COALESCE(pg_has_role(tableowner, 'USAGE'), true) \
         FROM (SELECT 1) AS one LEFT JOIN pg_tables \
              ON schemaname = current_schema() AND tablename = 'users'",
    );
    let row = db.query_one_raw(statement).await?;
    let row = row.ok_or_else(|| Error::failed("asking for the rights", "no answer"))?;
    Ok(Some(Privileges {
        user: row.try_get_by_index(0)?,
        standby: row.try_get_by_index(1)?,
        version: row.try_get_by_index(2)?,
        may_make_tables: row.try_get_by_index(3)?,
        owner: row.try_get_by_index(4)?,
        may_use_tables: row.try_get_by_index(5)?,
    }))
}

/// The clock of a PostgreSQL server, in seconds since the Unix epoch; `None` on SQLite.
pub async fn clock(db: &impl ConnectionTrait) -> Result<Option<i64>> {
    if !is_postgres(db) {
        return Ok(None);
    }
    let statement = statement(
        db,
        "SELECT floor(extract(epoch FROM clock_timestamp()))::int8",
    );
    let row = db.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
}

/// An address, and the key by which its account is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedAddress {
    /// The account.
    pub id: UserId,
    /// The address as written.
    pub email: String,
    /// The key.
    pub key: String,
}

/// The addresses whose keys have letters beyond ASCII, or a domain that stands for such letters (RFC 5891), by account: those that
/// can be spelled in two ways.
pub async fn addresses_beyond_ascii(db: &impl ConnectionTrait) -> Result<Vec<KeyedAddress>> {
    let lettered = Expr::cust("octet_length(email_key) <> length(email_key)");
    let found = user::Entity::find()
        .select_only()
        .columns([
            user::Column::Id,
            user::Column::Email,
            user::Column::EmailKey,
        ])
        .filter(
            Condition::any()
                .add(lettered)
                .add(user::Column::EmailKey.like("%@%xn--%")),
        )
        .order_by_asc(user::Column::Id)
        .into_tuple::<(Stored<UserId>, String, String)>()
        .all(db)
        .await?;
    let addresses = found.into_iter().map(|(id, email, key)| KeyedAddress {
        id: *id,
        email,
        key,
    });
    Ok(addresses.collect())
}

fn is_postgres(db: &impl ConnectionTrait) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}

fn statement(db: &impl ConnectionTrait, sql: &str) -> Statement {
    Statement::from_string(db.get_database_backend(), sql)
}
