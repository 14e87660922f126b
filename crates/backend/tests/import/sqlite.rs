//! SQLite's indexes during a large import. Left out of the run on PostgreSQL, by the name of this module (`scripts/test-rust`).

use super::support::*;
use super::updates::options;
use sea_orm::ConnectionTrait;
use test_support::sql::texts;

/// Enough for indexes to be dropped, and some more.
const MANY: usize = 6_500;

fn many() -> String {
    let rows = (0..MANY).map(|n| format!("user.{n}@exemple.fr,Numéro {n},user,fr,,\n"));
    [HEADER.to_owned(), rows.collect()].concat()
}

impl World {
    async fn texts(&self, sql: &str) -> Vec<String> {
        texts(self.db().read(), sql).await
    }

    /// The statements that create the indexes and triggers.
    async fn beside(&self) -> Vec<String> {
        let sql =
            "SELECT sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL ORDER BY sql";
        self.texts(sql).await
    }

    async fn found(&self, part: &str) -> Vec<String> {
        let letters: Vec<char> = part.chars().collect();
        let groups = letters
            .windows(3)
            .map(|g| format!("\"{}\"", g.iter().collect::<String>()));
        let all = groups.collect::<Vec<_>>().join(" AND ");
        let sql = format!(
            "SELECT email FROM users WHERE instr(search_key, '{part}') AND id IN
             (SELECT rowid FROM users_search WHERE users_search MATCH '{all}') ORDER BY id"
        );
        self.texts(&sql).await
    }

    async fn check(&self) {
        assert_eq!(self.texts("PRAGMA integrity_check").await, ["ok"]);
        let check = "INSERT INTO users_search (users_search, rank) VALUES ('integrity-check', 1)";
        let db = self.db().write();
        db.execute_unprepared(check).await.unwrap();
    }
}

#[tokio::test]
async fn indexes_that_were_put_aside_for_very_many_users_are_there_again_and_complete() {
    let world = World::new().await;
    world.import([HEADER, LEA].concat()).await;
    let before = world.beside().await;
    assert_eq!(world.import(many()).await.created, MANY as u64);
    assert_eq!(world.beside().await, before);
    world.check().await;
    for known in [0, 4_999, 5_000, MANY - 1] {
        let email = format!("user.{known}@exemple.fr");
        assert_eq!(world.found(&email).await, [email]);
    }
    world.import([HEADER, HUGO].concat()).await;
    assert_eq!(world.found("hugo").await, ["hugo@exemple.fr"]);
    assert_eq!(world.found("lea@").await, ["lea@exemple.fr"]);
    world.check().await;
}

#[tokio::test]
async fn an_address_of_a_user_is_found_while_the_indexes_are_put_aside() {
    let world = World::new().await;
    world.import([HEADER, LEA].concat()).await;
    let report = world.import([&many(), LEA].concat()).await;
    assert_eq!((report.created, report.already_there), (MANY as u64, 1));
}

#[tokio::test]
async fn a_file_that_ends_badly_leaves_the_indexes_as_they_were() {
    let world = World::new().await;
    let before = world.beside().await;
    let file = [&many(), "hugo@exemple.fr,\"Hugo,user,fr,,\n"].concat();
    assert!(world.try_import(file.as_bytes(), false).await.is_err());
    let refused = [&many(), "nobody,Nobody,user,fr,,\n"].concat();
    let report = world.try_import(refused.as_bytes(), true).await.unwrap();
    assert_eq!(report.held_back, MANY as u64);
    assert_eq!(world.beside().await, before);
    world.import([HEADER, LEA].concat()).await;
    assert_eq!(world.found("lea@").await, ["lea@exemple.fr"]);
    world.check().await;
}

#[tokio::test]
async fn a_name_that_a_file_gives_is_found_after_very_many_new_users() {
    let world = World::new().await;
    world.import([HEADER, LEA].concat()).await;
    let file = [&many(), "lea@exemple.fr,Zénobie,user,fr,,Support\n"].concat();
    let report = world.update(&file, &options(false)).await;
    assert_eq!((report.created, report.updated.count), (MANY as u64, 1));
    assert_eq!(world.found("zenobie").await, ["lea@exemple.fr"]);
    world.check().await;
}
