//! Factors that an earlier version had in one table with their attempts.

use crate::support::TestApp;
use backend::inspect::Inspection;
use backend::key_file::open_vault;
use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use test_support::TestDatabase;
use test_support::sql::texts;

/// The number of migrations before that one.
const BEFORE: u32 = 22;

/// The columns of a row as one text.
fn joined(columns: &[&str]) -> String {
    let texts: Vec<String> = columns
        .iter()
        .map(|column| format!("coalesce(CAST({column} AS TEXT), '-')"))
        .collect();
    texts.join(" || ' ' || ")
}

/// Everything from before, except the secrets.
fn old() -> String {
    let columns = joined(&[
        "id",
        "user_id",
        "session_id",
        "created_at",
        "confirmed_at",
        "last_step",
        "last_used_at",
        "failures",
        "last_failure_at",
    ]);
    format!("SELECT {columns} FROM totp_factors ORDER BY id")
}

async fn a_database_of_before() -> (DatabaseConnection, TestDatabase) {
    let database = TestDatabase::empty();
    let db = Database::connect(database.url()).await.unwrap();
    Migrator::up(&db, Some(BEFORE)).await.unwrap();
    for statement in [
        "INSERT INTO users (email, email_key, name, name_key, search_key, role, language, created_at) \
         SELECT n, n, n, n, n, 'user', 'fr', 1 FROM (SELECT 'lea' AS n UNION ALL SELECT 'max' UNION ALL SELECT 'zoe') people",
        // Léa: blocked, and a second phone that is pending. Max: right the last time. Zoé: only a pending one.
        "INSERT INTO totp_factors (user_id, session_id, sealed_secret, created_at, confirmed_at, last_step, \
                                   last_used_at, failures, last_failure_at) \
         SELECT id, NULL, CAST('secret-1' AS {blob}), 10, 11, 33, 990, 100, 1200 FROM users WHERE name = 'lea'",
        "INSERT INTO totp_factors (user_id, session_id, sealed_secret, created_at, failures) \
         SELECT id, 7, CAST('secret-22' AS {blob}), 12, 0 FROM users WHERE name = 'lea'",
        "INSERT INTO totp_factors (user_id, session_id, sealed_secret, created_at, confirmed_at, failures) \
         SELECT id, NULL, CAST('secret-333' AS {blob}), 20, 21, 0 FROM users WHERE name = 'max'",
        "INSERT INTO totp_factors (user_id, session_id, sealed_secret, created_at, failures) \
         SELECT id, 8, CAST('secret-4444' AS {blob}), 30, 0 FROM users WHERE name = 'zoe'",
    ] {
        let blob = if database.url().starts_with("postgres") {
            "bytea"
        } else {
            "blob"
        };
        let statement = statement.replace("{blob}", blob);
        db.execute_unprepared(&statement).await.unwrap();
    }
    (db, database)
}

#[tokio::test]
async fn factors_of_before_keep_their_number_and_their_secret_and_failures_go_to_the_user() {
    let (db, _database) = a_database_of_before().await;
    Migrator::up(&db, None).await.unwrap();
    let columns = joined(&[
        "f.id",
        "u.name",
        "f.kind",
        "f.confirmed_at",
        "f.last_used_at",
        "t.session_id",
        "t.last_step",
        "octet_length(t.sealed_secret)",
    ]);
    let factors = format!(
        "SELECT {columns} FROM factors f JOIN totp_factors t ON t.factor_id = f.id JOIN users u ON u.id = f.user_id \
         ORDER BY f.id"
    );
    assert_eq!(
        texts(&db, &factors).await,
        [
            "1 lea totp 11 990 - 33 8",
            "2 lea totp - - 7 - 9",
            "3 max totp 21 - - - 10",
            "4 zoe totp - - 8 - 11",
        ]
    );
    let columns = joined(&["u.name", "failures", "last_failure_at"]);
    let attempts = format!("SELECT {columns} FROM factor_attempts JOIN users u ON u.id = user_id");
    assert_eq!(texts(&db, &attempts).await, ["lea 100 1200"]);
    // The next number is a new one.
    db.execute_unprepared(
        "INSERT INTO factors (user_id, kind, label, created_at) SELECT id, 'totp', '', 40 FROM users WHERE name = 'zoe'",
    )
    .await
    .unwrap();
    let last = "SELECT CAST(max(id) AS TEXT) FROM factors";
    assert_eq!(texts(&db, last).await, ["5"]);
}

#[tokio::test]
async fn factors_come_back_as_they_were_when_the_migration_is_undone() {
    let (db, _database) = a_database_of_before().await;
    let before = texts(&db, &old()).await;
    assert_eq!(before.len(), 4);
    let further = u32::try_from(Migrator::migrations().len()).unwrap() - BEFORE;
    for _ in 0..2 {
        Migrator::up(&db, None).await.unwrap();
        Migrator::down(&db, Some(further)).await.unwrap();
        assert_eq!(texts(&db, &old()).await, before);
    }
    db.execute_unprepared(
        "INSERT INTO totp_factors (user_id, sealed_secret, created_at, failures) \
         SELECT user_id, sealed_secret, 50, 0 FROM totp_factors WHERE id = 4",
    )
    .await
    .unwrap();
    assert_eq!(texts(&db, &old()).await.len(), 5);
}

#[tokio::test]
async fn the_key_of_a_database_that_waits_for_the_migration_is_known() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    open_vault(app.db(), &app.key_file()).await.unwrap();
    let further = u32::try_from(Migrator::migrations().len()).unwrap() - BEFORE;
    Migrator::down(app.db().write().connection(), Some(further))
        .await
        .unwrap();
    let found = Inspection::open(app.database().url()).await.unwrap();
    assert!(found.key(&app.key_file()).await.unwrap().is_some());
    let other = app.key_file().with_extension("other");
    backend::vault::Vault::create(&other).unwrap();
    assert!(found.key(&other).await.is_err());
}
