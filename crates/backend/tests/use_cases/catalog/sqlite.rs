//! SQLite's catalogue.

use super::{Column, Table};
use sea_orm::ConnectionTrait;
use test_support::sql::rows;

/// Except those of the index for search, which the database creates itself.
pub const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' \
    AND name NOT LIKE 'sqlite_%' AND name != 'seaql_migrations' \
    AND name NOT LIKE 'users_search%' ORDER BY name";
/// Columns, keys, indexes and triggers. Columns are compared by name: one that was dropped and added again has another position.
pub const DEFINITIONS: &str = "SELECT type || ' ' || name || ': ' || sql \
        FROM sqlite_schema WHERE type != 'table' AND sql IS NOT NULL \
    UNION ALL SELECT 'table ' || name || ': ' || CASE WHEN sql LIKE '% AUTOINCREMENT%' THEN 'numbered' \
            WHEN sql LIKE 'CREATE VIRTUAL%' THEN sql ELSE '' END \
        FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
    UNION ALL SELECT 'column ' || t.name || '.' || c.name || ': ' || c.type || ' ' || c.\"notnull\" || ' ' || c.pk || ' ' \
            || coalesce(c.dflt_value, '') \
        FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' \
    UNION ALL SELECT 'key ' || t.name || '.' || k.\"from\" || ': ' || k.\"table\" || ' ' || k.\"to\" || ' ' || k.on_delete \
        FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) k WHERE t.type = 'table' \
    UNION ALL SELECT 'unique ' || t.name || '.' || c.name || ': ' || i.origin || ' ' || c.seqno \
        FROM sqlite_schema t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c \
        WHERE t.type = 'table' AND i.origin != 'c' \
    ORDER BY 1";

/// The affinity of a declared type (<https://sqlite.org/datatype3.html> §3.1).
fn declared(type_name: &str) -> &'static str {
    let name = type_name.to_uppercase();
    if name.contains("INT") {
        "INTEGER"
    } else if name.contains("CHAR") || name.contains("CLOB") || name.contains("TEXT") {
        "TEXT"
    } else if name.contains("BLOB") || name.is_empty() {
        "BLOB"
    } else if name.contains("REAL") || name.contains("FLOA") || name.contains("DOUB") {
        "REAL"
    } else {
        "NUMERIC"
    }
}

pub async fn columns(db: &impl ConnectionTrait, table: &str) -> Table {
    let mut unique = Vec::new();
    for index in rows(db, &format!("PRAGMA index_list({table})")).await {
        let origin: String = index.try_get("", "origin").unwrap();
        let name: String = index.try_get("", "name").unwrap();
        if index.try_get::<i32>("", "unique").unwrap() == 1 && origin != "pk" {
            let columns = rows(db, &format!("PRAGMA index_info({name})")).await;
            assert_eq!(columns.len(), 1, "{name} is unique over several columns");
            unique.push(columns[0].try_get::<String>("", "name").unwrap());
        }
    }
    let columns = rows(db, &format!("PRAGMA table_info({table})")).await;
    columns
        .iter()
        .map(|row| {
            let name: String = row.try_get("", "name").unwrap();
            let column = Column {
                type_name: declared(&row.try_get::<String>("", "type").unwrap()).to_owned(),
                not_null: row.try_get::<i32>("", "notnull").unwrap() == 1,
                primary_key: row.try_get::<i32>("", "pk").unwrap() > 0,
                unique: unique.contains(&name),
            };
            (name, column)
        })
        .collect()
}

pub async fn foreign_keys(db: &impl ConnectionTrait, table: &str) -> Vec<[String; 4]> {
    let keys = rows(db, &format!("PRAGMA foreign_key_list({table})")).await;
    keys.iter()
        .map(|k| ["from", "table", "to", "on_delete"].map(|c| k.try_get("", c).unwrap()))
        .collect()
}
