//! What changes for a user as time passes, without anybody writing anything, is told to open windows.

use crate::sql_deadline::{Person, person, replace_users, rules};
use crate::sql_resolver::NOW;
use crate::support::TestApp;
use domain::deadline::deadline;
use domain::grace::DAY;
use domain::requirement::resolve;
use domain::{Requirement, Rules, Timestamp, UserId};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;
use store::deadline::passed;
use store::event::users_of_ended_rules;

/// More than there are.
const MOST: u64 = 1_000;

/// What is required of somebody at a moment, and whether the time to comply is over.
fn stands(rules: &Rules, (stored, groups, kept): &Person, at: Timestamp) -> (Requirement, bool) {
    let end = deadline(rules, stored.as_ref(), *groups, kept, at);
    (
        resolve(rules, stored.as_ref(), *groups, at),
        end.is_some_and(|end| end.is_over(at)),
    )
}

async fn check(
    app: &TestApp,
    (rules, people, days): (Rules, Vec<Person>, i64),
) -> Result<(), TestCaseError> {
    let ids = replace_users(app, &people).await;
    let db = app.db().read();
    let window = (NOW, NOW.plus(days * DAY));
    let ended = users_of_ended_rules(db, window, MOST).await.unwrap();
    let late = passed(db, &rules, window, MOST).await.unwrap();
    let told: BTreeSet<UserId> = ended.into_iter().chain(late).collect();
    for (id, person) in ids.iter().zip(&people) {
        let (before, after) = (
            stands(&rules, person, window.0),
            stands(&rules, person, window.1),
        );
        prop_assert!(
            before == after || told.contains(id),
            "{person:?} under {rules:?}: {before:?}, then {after:?}"
        );
    }
    Ok(())
}

#[test]
fn whatever_the_rules_are_windows_hear_of_each_user_for_whom_something_begins_or_ends() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let app = runtime.block_on(TestApp::new());
    let config = ProptestConfig {
        cases: 150,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let told = |case| runtime.block_on(check(&app, case));
    TestRunner::new(config)
        .run(&(rules(), vec(person(), 1..60), 1..4_i64), told)
        .unwrap();
}
