//! The migrations are the truth: the entities agree with them, and each can be undone.

use crate::support::TestApp;
use backend::entity::{
    access_code, audit_entry, audit_head, one_time_link, password_failure, policy, recovery_code,
    session, totp_factor, user,
};
use migrations::{Migrator, MigratorTrait};
use sea_orm::sea_query::ColumnType;
use sea_orm::{
    ColumnTrait, ConnectionTrait, Database, DatabaseConnection, EntityTrait, Iden, Iterable,
    PrimaryKeyToColumn, QueryResult, Statement, TransactionTrait,
};
use std::collections::BTreeMap;

/// What a column is, as far as both sides can say.
#[derive(Debug, PartialEq, Eq)]
struct Column {
    affinity: &'static str,
    not_null: bool,
    primary_key: bool,
    unique: bool,
}

type Table = BTreeMap<String, Column>;

async fn rows(db: &impl ConnectionTrait, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.query_all_raw(statement).await.unwrap()
}

async fn texts(db: &impl ConnectionTrait, sql: &str) -> Vec<String> {
    let rows = rows(db, sql).await;
    rows.iter()
        .map(|r| r.try_get_by_index(0).unwrap())
        .collect()
}

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

fn of_entity(column_type: &ColumnType) -> &'static str {
    match column_type {
        ColumnType::BigInteger | ColumnType::Integer => "INTEGER",
        ColumnType::Text => "TEXT",
        ColumnType::Blob => "BLOB",
        other => panic!("a type that no migration uses: {other:?}"),
    }
}

async fn migrated(db: &impl ConnectionTrait, table: &str) -> Table {
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
                affinity: declared(&row.try_get::<String>("", "type").unwrap()),
                not_null: row.try_get::<i32>("", "notnull").unwrap() == 1,
                primary_key: row.try_get::<i32>("", "pk").unwrap() == 1,
                unique: unique.contains(&name),
            };
            (name, column)
        })
        .collect()
}

fn entity<E: EntityTrait>() -> (String, Table) {
    let keys: Vec<String> = E::PrimaryKey::iter()
        .map(|key| key.into_column().to_string())
        .collect();
    let columns = E::Column::iter()
        .map(|column| {
            let (name, def) = (column.to_string(), column.def());
            let described = Column {
                affinity: of_entity(def.get_column_type()),
                not_null: !def.is_null(),
                primary_key: keys.contains(&name),
                unique: def.is_unique(),
            };
            (name, described)
        })
        .collect();
    (E::default().table_name().to_owned(), columns)
}

async fn agrees<E: EntityTrait>() {
    let app = TestApp::new().await;
    let (table, columns) = entity::<E>();
    assert_eq!(migrated(app.backend.db().write(), &table).await, columns);
}

#[tokio::test]
async fn the_entity_of_users_agrees_with_the_migrations() {
    agrees::<user::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_the_policy_agrees_with_the_migrations() {
    agrees::<policy::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_sessions_agrees_with_the_migrations() {
    agrees::<session::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_authenticator_apps_agrees_with_the_migrations() {
    agrees::<totp_factor::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_recovery_codes_agrees_with_the_migrations() {
    agrees::<recovery_code::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_links_agrees_with_the_migrations() {
    agrees::<one_time_link::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_access_codes_agrees_with_the_migrations() {
    agrees::<access_code::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_wrong_passwords_agrees_with_the_migrations() {
    agrees::<password_failure::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_audit_entries_agrees_with_the_migrations() {
    agrees::<audit_entry::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_the_head_of_the_log_agrees_with_the_migrations() {
    agrees::<audit_head::Entity>().await;
}

#[tokio::test]
async fn there_is_no_table_without_an_entity() {
    let app = TestApp::new().await;
    let mut entities = [
        entity::<user::Entity>().0,
        entity::<policy::Entity>().0,
        entity::<session::Entity>().0,
        entity::<totp_factor::Entity>().0,
        entity::<recovery_code::Entity>().0,
        entity::<one_time_link::Entity>().0,
        entity::<password_failure::Entity>().0,
        entity::<audit_entry::Entity>().0,
        entity::<access_code::Entity>().0,
        entity::<audit_head::Entity>().0,
    ];
    entities.sort();
    assert_eq!(tables(app.backend.db().write()).await, entities);
}

/// The tables of the project, in alphabetical order.
async fn tables(db: &impl ConnectionTrait) -> Vec<String> {
    texts(
        db,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
         AND name != 'seaql_migrations' ORDER BY name",
    )
    .await
}

#[tokio::test]
async fn what_belongs_to_a_user_goes_with_the_user() {
    let app = TestApp::new().await;
    let db = app.backend.db().write();
    for table in [
        "sessions",
        "totp_factors",
        "recovery_codes",
        "one_time_links",
        "access_codes",
    ] {
        let keys = rows(db, &format!("PRAGMA foreign_key_list({table})")).await;
        let described: Vec<[String; 4]> = keys
            .iter()
            .map(|k| ["from", "table", "to", "on_delete"].map(|c| k.try_get("", c).unwrap()))
            .collect();
        assert_eq!(
            described,
            [["user_id", "users", "id", "CASCADE"]],
            "{table}"
        );
    }
}

#[tokio::test]
async fn the_number_of_a_deleted_row_is_never_given_again() {
    let app = TestApp::new().await;
    let first = app.user("Léa Lefèvre").await;
    let admin = app.admin().await;
    let second = app.user("Max Martin").await;
    let manager = admin.fresh_admin().unwrap().into();
    app.backend.delete_user(&manager, second.id).await.unwrap();
    let third = app.user("Zoé Petit").await;
    assert!(first.id < second.id && second.id < third.id);
    // A secret that waits for its confirmation is bound to its session by the session's number.
    let session = app.open(&third).await;
    app.backend.sign_out(&session).await.unwrap();
    assert!(app.open(&third).await.session > session.session);
}

async fn empty_database() -> (tempfile::TempDir, DatabaseConnection) {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/empty.sqlite?mode=rwc", dir.path().display());
    (dir, Database::connect(url).await.unwrap())
}

async fn definitions(db: &impl ConnectionTrait) -> Vec<String> {
    texts(
        db,
        "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_schema \
         WHERE name NOT LIKE 'sqlite_%' ORDER BY 1",
    )
    .await
}

#[tokio::test]
async fn all_migrations_go_up_down_and_up_again_to_the_same_schema() {
    let (_dir, db) = empty_database().await;
    Migrator::up(&db, None).await.unwrap();
    let (schema, policies) = (
        definitions(&db).await,
        rows(&db, "SELECT * FROM policies").await,
    );
    assert_eq!((tables(&db).await.len(), policies.len()), (10, 1));
    Migrator::down(&db, None).await.unwrap();
    assert_eq!(tables(&db).await, [""; 0]);
    assert_eq!(
        texts(
            &db,
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
        )
        .await,
        [""; 0]
    );
    Migrator::up(&db, None).await.unwrap();
    assert_eq!(definitions(&db).await, schema);
    assert_eq!(rows(&db, "SELECT * FROM policies").await.len(), 1);
}

#[tokio::test]
async fn each_migration_alone_undoes_what_it_did() {
    let (_dir, db) = empty_database().await;
    let mut before = Vec::new();
    for _ in Migrator::migrations() {
        Migrator::up(&db, Some(1)).await.unwrap();
        before.push(definitions(&db).await);
    }
    while let Some(schema) = before.pop() {
        assert_eq!(definitions(&db).await, schema);
        Migrator::down(&db, Some(1)).await.unwrap();
    }
    assert_eq!(tables(&db).await, [""; 0]);
}

#[tokio::test]
async fn the_policy_is_optional_in_a_new_database() {
    let app = TestApp::new().await;
    let found = policy::Entity::find()
        .all(app.backend.db().read())
        .await
        .unwrap();
    let expected = policy::Model {
        id: 1,
        policy: "optional".into(),
        required_generation: 0,
        exempt_generation: 0,
        changed_at: None,
        changed_by: None,
    };
    assert_eq!(found, [expected]);
}

async fn setting(db: &impl ConnectionTrait, name: &str) -> String {
    let row = &rows(db, &format!("PRAGMA {name}")).await[0];
    row.try_get_by_index::<String>(0)
        .or_else(|_| row.try_get_by_index::<i64>(0).map(|n| n.to_string()))
        .unwrap()
}

#[tokio::test]
async fn every_connection_keeps_foreign_keys_writes_ahead_and_waits_for_others() {
    let app = TestApp::new().await;
    let db = app.backend.db();
    // Transactions hold their connections, so that each of the pool has its turn.
    let mut held = vec![db.begin().await.unwrap()];
    for _ in 0..4 {
        held.push(db.read().begin().await.unwrap());
    }
    for connection in &held {
        assert_eq!(setting(connection, "journal_mode").await, "wal");
        assert_eq!(setting(connection, "foreign_keys").await, "1");
        assert_eq!(setting(connection, "busy_timeout").await, "10000");
        assert_eq!(setting(connection, "synchronous").await, "2");
    }
}

#[tokio::test]
async fn readers_cannot_write() {
    let app = TestApp::new().await;
    let db = app.backend.db();
    let statement = "UPDATE policies SET policy = 'required'";
    let refused = db.read().execute_unprepared(statement).await.unwrap_err();
    assert!(refused.to_string().contains("readonly"), "{refused}");
    assert_eq!(
        db.write()
            .execute_unprepared(statement)
            .await
            .unwrap()
            .rows_affected(),
        1
    );
}

#[tokio::test]
async fn a_row_of_nobody_is_refused() {
    let app = TestApp::new().await;
    let orphan = "INSERT INTO recovery_codes (user_id, prefix, hash, created_at) \
                  VALUES (99, 'AAAA', '', 0)";
    let refused = app.backend.db().write().execute_unprepared(orphan).await;
    assert!(refused.unwrap_err().to_string().contains("FOREIGN KEY"));
}
