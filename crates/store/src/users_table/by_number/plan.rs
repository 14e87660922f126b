//! Query plans: the next users of a list are read in the order of their numbers. Where they were sorted, each step of an act on many would
//! read all who are left.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::Db;
use crate::explain::{SORTS, steps};
use domain::{Role, TwoFactorStatus};
use sea_orm::QueryTrait;
use test_support::TestDatabase;
use wire::{AccountFilter, RequirementFilter};

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

/// What lists many; an exemption or a deadline is looked for by an index of its own.
fn lists() -> Vec<UserQuery> {
    let all = UserQuery::default;
    let mut lists = vec![all()];
    lists.extend(TwoFactorStatus::ALL.iter().map(|status| UserQuery {
        status: Some(*status),
        role: Some(Role::User),
        ..all()
    }));
    lists.extend(AccountFilter::ALL.iter().map(|state| UserQuery {
        state: Some(*state),
        ..all()
    }));
    let requirements = [
        RequirementFilter::Required,
        RequirementFilter::Optional,
        RequirementFilter::Individual,
        RequirementFilter::Unprotected,
    ];
    lists.extend(requirements.map(|requirement| UserQuery {
        requirement: Some(requirement),
        ..all()
    }));
    lists
}

#[tokio::test]
async fn the_next_users_of_a_list_are_read_in_their_order_and_never_sorted() {
    let database = TestDatabase::new();
    let db = Db::open(database.url()).await.unwrap();
    let next = Among::Next {
        after: UserId::new(0),
        last: UserId::new(1_000_000),
        limit: 250,
    };
    for query in lists() {
        let select = select(db.read(), &query, (&Rules::NEW, NOW), next);
        let select = select.build(db.read().get_database_backend());
        let plan = steps(&db, select, &SORTS).await.join("\n");
        assert!(
            !plan.is_empty() && !plan.contains("TEMP B-TREE") && !plan.contains("Sort"),
            "{query:?}\n{plan}"
        );
    }
}
