//! Query plans: the queue of mails is read from its indexes, in their order, however many notices there are.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::Db;
use crate::explain::{SCANS, steps};
use sea_orm::QueryTrait;
use test_support::TestDatabase;

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

async fn plan(db: &Db, select: Select<Entity>) -> String {
    let select = select.build(db.read().get_database_backend());
    steps(db, select, &SCANS).await.join("\n")
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
