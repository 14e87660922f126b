//! Query plans: who has time to comply is read from indexes where the policy gives nobody time any more.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::Db;
use domain::Terms;
use sea_orm::{DbBackend, QueryTrait, TransactionTrait};
use test_support::TestDatabase;

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

/// The plan of the figure « still in time » under this policy.
async fn plan(db: &Db, policy: Policy, terms: Terms) -> String {
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
    let rules = Rules {
        policy,
        required_generation: 0,
        exempt_generation: 0,
        terms,
    };
    let mut explained = in_time(&rules, NOW).build(backend);
    explained.sql.insert_str(0, words);
    let rows = tx.query_all_raw(explained).await.unwrap();
    let steps = rows
        .iter()
        .map(|row| row.try_get::<String>("", column).unwrap());
    steps.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn who_is_in_time_is_read_from_indexes_where_the_policy_gives_nobody_time_any_more() {
    let database = TestDatabase::new();
    let db = Db::open(database.url()).await.unwrap();
    let over = Terms {
        announced: NOW.plus(-15 * DAY),
        made: NOW.plus(-15 * DAY),
        grace: Grace::Days(14),
        ..Terms::NEVER
    };
    for (policy, terms, indexes) in [
        (Policy::Optional, Terms::NEVER, vec!["idx_users_given_time"]),
        (Policy::Required, Terms::NEVER, vec!["idx_users_given_time"]),
        (
            Policy::Required,
            over,
            vec!["idx_users_given_time", "idx_users_comply_since"],
        ),
    ] {
        let plan = plan(&db, policy, terms).await;
        for index in indexes {
            assert!(plan.contains(index), "{index}\n{plan}");
        }
        // SQLite names no more of a table that is read by its key than « SEARCH ».
        let scans = ["SCAN users", "Seq Scan on users"];
        assert!(
            !scans
                .iter()
                .any(|scan| plan.lines().any(|line| line.trim_end().ends_with(scan))),
            "{plan}"
        );
    }
}
