//! The schema according to the database's own catalogue, in the same words on SQLite and
//! PostgreSQL.

mod postgres;
mod sqlite;

use sea_orm::sea_query::ColumnType;
use sea_orm::{ConnectionTrait, DbBackend};
use std::collections::BTreeMap;
use test_support::sql::texts;

/// The properties of a column that both sides know.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    pub type_name: String,
    pub not_null: bool,
    pub primary_key: bool,
    pub unique: bool,
}

pub type Table = BTreeMap<String, Column>;

fn is_postgres(db: &impl ConnectionTrait) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}

/// The type that a column of an entity should have.
pub fn of_entity(db: &impl ConnectionTrait, column_type: &ColumnType) -> String {
    let [sqlite, postgres] = match column_type {
        ColumnType::BigInteger => ["INTEGER", "bigint"],
        ColumnType::Integer => ["INTEGER", "integer"],
        ColumnType::Text => ["TEXT", "text"],
        ColumnType::Blob => ["BLOB", "bytea"],
        other => panic!("a type that no migration uses: {other:?}"),
    };
    if is_postgres(db) { postgres } else { sqlite }.to_owned()
}

/// The columns of a table.
pub async fn migrated(db: &impl ConnectionTrait, table: &str) -> Table {
    if is_postgres(db) {
        postgres::columns(db, table).await
    } else {
        sqlite::columns(db, table).await
    }
}

/// The foreign keys of a table: column, referenced table and column, and what is deleted with it.
pub async fn foreign_keys(db: &impl ConnectionTrait, table: &str) -> Vec<[String; 4]> {
    if is_postgres(db) {
        postgres::foreign_keys(db, table).await
    } else {
        sqlite::foreign_keys(db, table).await
    }
}

/// The tables of the project, in alphabetical order.
pub async fn tables(db: &impl ConnectionTrait) -> Vec<String> {
    let query = if is_postgres(db) {
        postgres::TABLES
    } else {
        sqlite::TABLES
    };
    texts(db, query).await
}

/// Everything that migrations create, as the text that created it.
pub async fn definitions(db: &impl ConnectionTrait) -> Vec<String> {
    let query = if is_postgres(db) {
        postgres::DEFINITIONS
    } else {
        sqlite::DEFINITIONS
    };
    texts(db, query).await
}
