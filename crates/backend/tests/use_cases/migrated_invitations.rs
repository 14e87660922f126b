//! Invitations that an earlier version has given.

use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database};
use test_support::TestDatabase;
use test_support::sql::texts;

const CHANGE: &str = "m0055_note_invitations";

#[tokio::test]
async fn who_was_given_a_link_before_is_invited_and_nobody_else() {
    let database = TestDatabase::empty();
    let db = Database::connect(database.url()).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    let all = Migrator::migrations();
    let later = all
        .iter()
        .rev()
        .take_while(|change| change.name() != CHANGE);
    let undone = u32::try_from(later.count() + 1).unwrap();
    Migrator::down(&db, Some(undone)).await.unwrap();
    for name in ["logged", "linked", "neither", "usable"] {
        let insert = format!(
            "INSERT INTO users (email, email_key, name, name_key, search_key, role, language, created_at) \
             VALUES ('{name}', '{name}', '{name}', 'n', 'n', 'user', 'fr', 1)"
        );
        db.execute_unprepared(&insert).await.unwrap();
    }
    let blob = if database.url().starts_with("postgres") {
        "bytea"
    } else {
        "blob"
    };
    for (name, at) in [("logged", 10), ("logged", 20), ("usable", 30)] {
        let entry = format!(
            "INSERT INTO audit_entries (at, action, actor_name, target_id, target_name, detail, address, hash) \
             SELECT {at}, 'invited', 'Ada', id, name, '', '', CAST('x{at}' AS {blob}) FROM users WHERE name = '{name}'"
        );
        db.execute_unprepared(&entry).await.unwrap();
    }
    for statement in [
        format!(
            "INSERT INTO one_time_links (purpose, user_id, token_hash, created_at, expires_at) \
             SELECT 'invitation', id, CAST('x' AS {blob}), 40, 50 FROM users WHERE name = 'linked'"
        ),
        "UPDATE users SET password_hash = 'x' WHERE name = 'usable'".to_owned(),
    ] {
        db.execute_unprepared(&statement).await.unwrap();
    }
    Migrator::up(&db, None).await.unwrap();
    let told =
        "SELECT name || ' ' || coalesce(CAST(invited_at AS TEXT), '-') FROM users ORDER BY id";
    assert_eq!(
        texts(&db, told).await,
        ["logged 20", "linked 40", "neither -", "usable 30"]
    );
    let counts =
        "SELECT has_password || ' ' || invited || ' ' || users FROM user_counts ORDER BY 1";
    assert_eq!(texts(&db, counts).await, ["0 0 1", "0 1 2", "1 0 1"]);
}
