//! PostgreSQL's catalogue.

use super::{Column, Table};
use sea_orm::ConnectionTrait;
use test_support::sql::rows;

pub const TABLES: &str = "SELECT tablename::text COLLATE \"C\" FROM pg_tables \
    WHERE schemaname = 'public' AND tablename != 'seaql_migrations' ORDER BY 1";

/// Columns, constraints, indexes, triggers and functions. Columns are compared by name: one that
/// was dropped and added again has another position.
pub const DEFINITIONS: &str = "\
    SELECT ('column ' || table_name || '.' || column_name || ': ' || data_type || ' ' || is_nullable \
        || ' ' || coalesce(column_default, '') || ' ' || coalesce(collation_name, '')) COLLATE \"C\" \
        FROM information_schema.columns WHERE table_schema = 'public' \
    UNION ALL SELECT 'constraint ' || conname || ' of ' || conrelid::regclass || ': ' \
        || pg_get_constraintdef(oid) FROM pg_constraint \
        WHERE connamespace = 'public'::regnamespace AND contype != 'n' \
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' \
    UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal \
    UNION ALL SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc \
        WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS \
        (SELECT 1 FROM pg_depend d WHERE d.objid = pg_proc.oid AND d.deptype = 'e') \
    ORDER BY 1";

pub async fn columns(db: &impl ConnectionTrait, table: &str) -> Table {
    let query = format!(
        "SELECT a.attname::text AS name, format_type(a.atttypid, NULL) AS type, a.attnotnull, \
            coalesce(bool_or(i.indisprimary), false) AS pk, \
            coalesce(bool_or(i.indisunique AND NOT i.indisprimary), false) AS uniq, \
            coalesce(max(i.indnkeyatts) FILTER (WHERE i.indisunique AND NOT i.indisprimary), 1)::int AS most \
        FROM pg_attribute a LEFT JOIN pg_index i \
            ON i.indrelid = a.attrelid AND a.attnum = ANY (i.indkey) \
        WHERE a.attrelid = '{table}'::regclass AND a.attnum > 0 AND NOT a.attisdropped \
        GROUP BY 1, 2, 3"
    );
    let columns = rows(db, &query).await;
    columns
        .iter()
        .map(|row| {
            let name: String = row.try_get("", "name").unwrap();
            let most: i32 = row.try_get("", "most").unwrap();
            assert_eq!(most, 1, "{name} is unique over several columns");
            let primary_key = row.try_get("", "pk").unwrap();
            let column = Column {
                type_name: row.try_get("", "type").unwrap(),
                // SQLite's primary keys are not declared NOT NULL, and neither are the entities'.
                not_null: row.try_get("", "attnotnull").unwrap(),
                primary_key,
                unique: row.try_get("", "uniq").unwrap(),
            };
            (name, column)
        })
        .collect()
}

pub async fn foreign_keys(db: &impl ConnectionTrait, table: &str) -> Vec<[String; 4]> {
    let query = format!(
        "SELECT k.column_name::text AS column, u.table_name::text AS other, \
            u.column_name::text AS key, r.delete_rule::text AS rule \
        FROM information_schema.referential_constraints r \
        JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name) \
        JOIN information_schema.constraint_column_usage u \
            USING (constraint_schema, constraint_name) \
        WHERE k.table_name = '{table}'"
    );
    let keys = rows(db, &query).await;
    keys.iter()
        .map(|k| ["column", "other", "key", "rule"].map(|c| k.try_get("", c).unwrap()))
        .collect()
}
