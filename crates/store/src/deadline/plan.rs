//! Query plans: who has time to comply is read from indexes where the policy gives nobody time any more, and who has none where it gives
//! time to everybody, or requires nothing.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::Db;
use crate::explain::{SCANS, steps};
use domain::PolicyTime;
use sea_orm::QueryTrait;
use test_support::TestDatabase;

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

const fn rules(policy: Policy, time: PolicyTime) -> Rules {
    Rules {
        policy,
        time,
        ..Rules::NEW
    }
}

async fn plan(db: &Db, select: Select<Entity>) -> String {
    let select = select.build(db.read().get_database_backend());
    steps(db, select, &SCANS).await.join("\n")
}

#[tokio::test]
async fn who_is_in_time_is_read_from_indexes_where_the_policy_gives_nobody_time_any_more() {
    let database = TestDatabase::new();
    let db = Db::open(database.url()).await.unwrap();
    let over = PolicyTime {
        announced: NOW.plus(-15 * DAY),
        made: NOW.plus(-15 * DAY),
        grace: Grace::Days(14),
        ..PolicyTime::NEVER
    };
    for (policy, time, indexes) in [
        (
            Policy::Optional,
            PolicyTime::NEVER,
            vec!["idx_users_given_time"],
        ),
        (
            Policy::Required,
            PolicyTime::NEVER,
            vec!["idx_users_given_time"],
        ),
        (
            Policy::Required,
            over,
            vec!["idx_users_given_time", "idx_users_comply_since"],
        ),
    ] {
        let select = to_activate(&rules(policy, time), NOW, false);
        assert_reads(&plan(&db, select).await, &indexes);
    }
}

#[track_caller]
fn assert_reads(plan: &str, indexes: &[&str]) {
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

#[tokio::test]
async fn who_is_overdue_is_read_from_indexes_where_the_policy_gives_time_or_requires_nothing() {
    let database = TestDatabase::new();
    let db = Db::open(database.url()).await.unwrap();
    let gives = |grace| PolicyTime {
        announced: NOW.plus(-DAY),
        made: NOW.plus(-DAY),
        grace,
        ..PolicyTime::NEVER
    };
    let singled_out = "idx_users_singled_out";
    for (policy, time, indexes) in [
        (Policy::Optional, PolicyTime::NEVER, vec![singled_out]),
        (
            Policy::Required,
            gives(Grace::Until(NOW.plus(DAY))),
            vec![singled_out],
        ),
        (
            Policy::Required,
            gives(Grace::Days(14)),
            vec![singled_out, "idx_users_comply_since"],
        ),
    ] {
        let select = to_activate(&rules(policy, time), NOW, true);
        assert_reads(&plan(&db, select).await, &indexes);
    }
}
