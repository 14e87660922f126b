//! Query plans: the queue of mails is read from its indexes, in their order, however many notices there are.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::Db;
use sea_orm::{DbBackend, QueryTrait, TransactionTrait};
use test_support::TestDatabase;

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

async fn plan(db: &Db, select: Select<Entity>) -> String {
    let tx = db.read().begin().await.unwrap();
    let backend = tx.get_database_backend();
    let (words, column) = if backend == DbBackend::Postgres {
        // Any way to read no row is fine: the question is what the plan can do without.
        tx.execute_unprepared("SET LOCAL enable_seqscan = off")
            .await
            .unwrap();
        ("EXPLAIN (COSTS OFF) ", "QUERY PLAN")
    } else {
        ("EXPLAIN QUERY PLAN ", "detail")
    };
    let mut explained = select.build(backend);
    explained.sql.insert_str(0, words);
    let rows = tx.query_all_raw(explained).await.unwrap();
    let steps = rows
        .iter()
        .map(|row| row.try_get::<String>("", column).unwrap());
    steps.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_next_mail_is_the_first_of_an_index_and_the_last_of_an_account_is_found_in_another() {
    let database = TestDatabase::new();
    let db = Db::open(database.url()).await.unwrap();
    let kinds = || NoticeKind::ALL.iter().copied();
    for (select, index) in [
        (due(NOW, NOW).limit(1), "idx_notices_mail_place"),
        (
            caused(UserId::new(1), kinds(), NOW),
            "idx_notices_mail_cause",
        ),
        (
            waiting(NOW)
                .select_only()
                .column_as(Column::Id.count(), "n"),
            "idx_notices_mail",
        ),
    ] {
        let plan = plan(&db, select).await;
        assert!(plan.contains(index), "{index}\n{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        assert!(!plan.contains("Sort"), "{plan}");
    }
}
