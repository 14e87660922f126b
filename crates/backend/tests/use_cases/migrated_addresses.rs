//! Links, access codes, sessions and notices of before they named people by addresses, and back.

use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use test_support::TestDatabase;
use test_support::sql::{execute, texts};

const MIGRATION: &str = "m0044_name_by_address_in_notices";

/// What names somebody: the table, the name, the address that the migration adds.
const NAMES: [(&str, &str, &str); 6] = [
    ("one_time_links", "given_by_name", "given_by_email"),
    ("access_codes", "given_by_name", "given_by_email"),
    ("sessions", "given_by_name", "given_by_email"),
    ("notices", "by_name", "by_email"),
    ("notices", "about_name", "about_email"),
    ("notices", "given_by_name", "given_by_email"),
];

/// A row of each table, of before.
async fn a_database_of_before() -> (DatabaseConnection, TestDatabase) {
    let database = TestDatabase::empty();
    let db = Database::connect(database.url()).await.unwrap();
    let all = Migrator::migrations();
    let before = all.iter().position(|one| one.name() == MIGRATION).unwrap();
    Migrator::up(&db, Some(u32::try_from(before).unwrap()))
        .await
        .unwrap();
    let blob = match db.get_database_backend() {
        sea_orm::DbBackend::Postgres => "bytea",
        _ => "blob",
    };
    for statement in [
        "INSERT INTO users (email, email_key, name, name_key, search_key, role, language, created_at) \
         VALUES ('lea', 'lea', 'lea', 'lea', 'lea', 'user', 'fr', 1)",
        "INSERT INTO one_time_links (purpose, user_id, token_hash, created_at, expires_at, given_by_id, given_by_name) \
         SELECT 'invitation', id, CAST('one' AS {blob}), 10, 20, 7, 'Ada' FROM users",
        "INSERT INTO access_codes (user_id, hash, created_at, expires_at, given_by_id, given_by_name) \
         SELECT id, 'hash', 10, 20, 7, 'Ada' FROM users",
        "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, user_agent, address, given_by_id, given_by_name) \
         SELECT CAST('two' AS {blob}), id, 10, 20, 'Firefox', '192.0.2.7', 7, 'Ada' FROM users",
        "INSERT INTO notices (user_id, kind, at, last_at, count, by_name, about_name, given_by_name, user_agent, address) \
         SELECT id, 'admin-link-used', 10, 20, 1, 'Ada', 'Bob', 'Eve', 'Firefox', '192.0.2.7' FROM users",
    ] {
        execute(&db, &statement.replace("{blob}", blob)).await;
    }
    (db, database)
}

/// A column of each table's only row.
async fn values(
    db: &DatabaseConnection,
    column: impl Fn(&(&str, &str, &str)) -> String,
) -> Vec<String> {
    let mut all = Vec::new();
    for one in &NAMES {
        let value = column(one);
        let query = format!("SELECT coalesce({value}, '-') FROM {}", one.0);
        all.extend(texts(db, &query).await);
    }
    all
}

#[tokio::test]
async fn what_named_somebody_before_has_no_address_and_keeps_its_name_there_and_back() {
    let (db, _database) = a_database_of_before().await;
    let names = ["Ada", "Ada", "Ada", "Ada", "Bob", "Eve"];
    let name = |one: &(&str, &str, &str)| one.1.to_owned();
    let email = |one: &(&str, &str, &str)| one.2.to_owned();
    for _ in 0..2 {
        Migrator::up(&db, Some(1)).await.unwrap();
        assert_eq!(values(&db, name).await, names);
        assert_eq!(values(&db, email).await, ["-"; 6]);
        for (table, name, email) in NAMES {
            let address = format!("UPDATE {table} SET {email} = {name} || '@exemple.fr'");
            execute(&db, &address).await;
        }
        let addresses = names.map(|name| format!("{name}@exemple.fr"));
        assert_eq!(values(&db, email).await, addresses);
        Migrator::down(&db, Some(1)).await.unwrap();
        assert_eq!(values(&db, name).await, names);
        for (table, _, email) in NAMES {
            let gone = format!("SELECT {email} FROM {table}");
            assert!(db.execute_unprepared(&gone).await.is_err(), "{table}");
        }
    }
    // The rest of each row is what it was, up to the newest version.
    Migrator::up(&db, None).await.unwrap();
    for (table, rest) in [
        (
            "one_time_links",
            "purpose || created_at || ' ' || expires_at || ' ' || given_by_id",
        ),
        (
            "access_codes",
            "hash || created_at || ' ' || expires_at || ' ' || given_by_id",
        ),
        (
            "sessions",
            "user_agent || address || ' ' || created_at || ' ' || given_by_id",
        ),
        ("notices", "kind || at || ' ' || last_at || ' ' || address"),
    ] {
        let found = texts(&db, &format!("SELECT {rest} FROM {table}")).await;
        let expected = match table {
            "one_time_links" => "invitation10 20 7",
            "access_codes" => "hash10 20 7",
            "sessions" => "Firefox192.0.2.7 10 7",
            _ => "admin-link-used10 20 192.0.2.7",
        };
        assert_eq!(found, [expected], "{table}");
    }
}
