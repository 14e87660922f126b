//! Keys of addresses of before, with the domain as it was typed.

use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database};
use test_support::TestDatabase;
use test_support::sql::texts;

const CHANGE: &str = "m0046_key_domains_in_letters";

#[tokio::test]
async fn a_key_with_a_domain_in_ascii_gets_it_in_letters_unless_another_account_has_that_key() {
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
    for key in [
        "a@xn--mller-kva.fr",
        "b@müller.fr",
        "b@xn--mller-kva.fr",
        "c@exemple.fr",
        "d@xn--a.fr",
        "e@例え。jp",
    ] {
        let insert = format!(
            "INSERT INTO users (email, email_key, name, name_key, search_key, role, language, created_at) \
             VALUES ('{key}', '{key}', 'n', 'n', 'n', 'user', 'fr', 1)"
        );
        db.execute_unprepared(&insert).await.unwrap();
    }
    Migrator::up(&db, None).await.unwrap();
    assert_eq!(
        texts(&db, "SELECT email_key FROM users ORDER BY id").await,
        [
            "a@müller.fr",
            "b@müller.fr",
            "b@xn--mller-kva.fr",
            "c@exemple.fr",
            "d@xn--a.fr",
            "e@例え.jp",
        ]
    );
}
