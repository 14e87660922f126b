//! Names of groups of before, one on each user.

use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database};
use test_support::TestDatabase;
use test_support::sql::texts;

const CHANGE: &str = "m0061_create_groups";

#[tokio::test]
async fn imported_names_become_groups_that_require_nothing_each_with_its_users() {
    let database = TestDatabase::empty();
    let db = Database::connect(database.url()).await.unwrap();
    let all = Migrator::migrations();
    let before = all.iter().take_while(|change| change.name() != CHANGE);
    let before = u32::try_from(before.count()).unwrap();
    Migrator::up(&db, Some(before)).await.unwrap();
    let long = "g".repeat(100);
    for (key, group) in [
        ("a", Some("Comptabilité")),
        ("b", Some("COMPTABILITE")),
        ("c", Some("Ventes|Nord")),
        ("d", None),
        ("e", Some(long.as_str())),
    ] {
        let group = group.map_or("NULL".to_owned(), |name| format!("'{name}'"));
        let insert = format!(
            "INSERT INTO users (email, email_key, name, name_key, search_key, role, language, created_at, group_name) \
             VALUES ('{key}', '{key}', 'n', 'n', 'n', 'user', 'fr', 7, {group})"
        );
        db.execute_unprepared(&insert).await.unwrap();
    }
    Migrator::up(&db, None).await.unwrap();
    let members = "SELECT g.name || ' ' || g.requires || ' ' || u.email FROM \"groups\" g \
        JOIN group_members m ON m.group_id = g.id JOIN users u ON u.id = m.user_id ORDER BY u.id";
    let cut = format!("{} nothing e", "g".repeat(80));
    assert_eq!(
        texts(&db, members).await,
        [
            "Comptabilité nothing a",
            "Comptabilité nothing b",
            "Ventes/Nord nothing c",
            &cut,
        ]
    );
    let next = "INSERT INTO \"groups\" (name, name_key, requires, created_at) VALUES ('x', 'x', 'nothing', 1)";
    db.execute_unprepared(next).await.unwrap();
    db.execute_unprepared("DELETE FROM \"groups\" WHERE name = 'x'")
        .await
        .unwrap();
    let later = u32::try_from(all.len()).unwrap() - before;
    Migrator::down(&db, Some(later)).await.unwrap();
    let names = "SELECT coalesce(group_name, '-') FROM users ORDER BY id";
    assert_eq!(
        texts(&db, names).await,
        [
            "Comptabilité",
            "Comptabilité",
            "Ventes/Nord",
            "-",
            &"g".repeat(80)
        ]
    );
}
