//! Rules that an earlier version has made, with the name of their author alone.

use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database};
use test_support::TestDatabase;
use test_support::sql::texts;

const CHANGE: &str = "m0097_name_authors_by_address";

#[tokio::test]
async fn rules_of_before_keep_the_name_of_their_author_up_and_down() {
    let database = TestDatabase::empty();
    let db = Database::connect(database.url()).await.unwrap();
    let all = Migrator::migrations();
    let before = all.iter().take_while(|change| change.name() != CHANGE);
    let before = u32::try_from(before.count()).unwrap();
    Migrator::up(&db, Some(before)).await.unwrap();
    for statement in [
        "INSERT INTO users (email, email_key, name, name_key, search_key, role, language, created_at, override_rule, \
         override_generation, override_at, override_by, suspended_generation, suspended_at, suspended_by) \
         VALUES ('a', 'a', 'n', 'n', 'n', 'user', 'fr', 7, 'exempt', 0, 8, 'Ada', 0, 9, 'Bob')",
        "UPDATE policies SET changed_at = 7, changed_by = 'Eve'",
    ] {
        db.execute_unprepared(statement).await.unwrap();
    }
    Migrator::up(&db, None).await.unwrap();
    let kept = "SELECT override_by || ' ' || coalesce(override_by_email, '-') || ' ' || suspended_by || ' ' \
        || coalesce(suspended_by_email, '-') || ' ' || changed_by || ' ' || coalesce(changed_by_email, '-') \
        FROM users CROSS JOIN policies";
    assert_eq!(texts(&db, kept).await, ["Ada - Bob - Eve -"]);
    for statement in [
        "UPDATE users SET override_by_email = 'ada', suspended_by_email = 'bob'",
        "UPDATE policies SET changed_by_email = 'eve'",
    ] {
        db.execute_unprepared(statement).await.unwrap();
    }
    let later = u32::try_from(all.len()).unwrap() - before;
    Migrator::down(&db, Some(later)).await.unwrap();
    let names = "SELECT override_by || ' ' || suspended_by || ' ' || changed_by FROM users CROSS JOIN policies";
    assert_eq!(texts(&db, names).await, ["Ada Bob Eve"]);
    Migrator::up(&db, None).await.unwrap();
    assert_eq!(texts(&db, kept).await, ["Ada - Bob - Eve -"]);
}
