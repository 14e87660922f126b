//! The deadline in SQL and the one in Rust agree on random rows under random rules.

use crate::sql_resolver::{Case, NOW, row_of};
use crate::support::TestApp;
use domain::deadline::deadline;
use domain::{
    AccountState, Compliance, Deadline, Grace, GroupRule, Override, OverrideRule, Policy,
    PolicyTime, Rules, Timestamp, UserId,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use std::collections::BTreeSet;
use store::column::Stored;
use store::deadline::{is_between, is_over, may_be_over, may_end_after};
use store::entity::user;
use store::requirement::is_required;

/// Moments around the present one, days apart, some of them exactly days.
pub fn moment() -> impl Strategy<Value = Timestamp> {
    (-4..=4_i64, select(&[-1_i64, 0, 0, 0, 1]))
        .prop_map(|(days, second)| NOW.plus(days * domain::grace::DAY + second))
}

pub fn grace() -> impl Strategy<Value = Grace> {
    prop_oneof![
        Just(Grace::None),
        (1..4_i64).prop_map(Grace::Days),
        moment().prop_map(Grace::Until),
    ]
}

pub fn rules() -> impl Strategy<Value = Rules> {
    let time = (grace(), moment(), moment(), moment(), moment()).prop_map(
        |(grace, announced, lifted, made, exemptions_ended)| PolicyTime {
            grace,
            announced,
            lifted,
            made,
            exemptions_ended,
        },
    );
    (select(Policy::ALL), 0..3_i64, 0..3_i64, time).prop_map(|(policy, required, exempt, time)| {
        Rules {
            policy,
            required_generation: required,
            exempt_generation: exempt,
            time,
        }
    })
}

fn stored() -> impl Strategy<Value = Override> {
    let suspended = option::of(0..3_i64);
    (
        select(OverrideRule::ALL),
        0..3_i64,
        option::of(moment()),
        suspended,
    )
        .prop_map(|(rule, generation, until, suspended)| Override {
            rule,
            generation,
            until,
            suspended: suspended.filter(|_| rule == OverrideRule::Exempt),
        })
}

fn kept() -> impl Strategy<Value = Compliance> {
    (
        option::weighted(0.8, moment()),
        option::weighted(0.3, moment()),
        option::weighted(0.1, moment()),
        option::weighted(0.4, moment()),
        option::weighted(0.3, 1..4_i64),
        option::weighted(0.5, moment()),
        option::weighted(0.3, 1..4_i64),
    )
        .prop_map(
            |(since, not_before, used_up, own, own_days, group, group_days)| Compliance {
                since,
                not_before,
                used_up,
                own,
                own_days,
                group,
                group_days,
            },
        )
}

pub type Person = (Option<Override>, GroupRule, Compliance);

pub fn person() -> impl Strategy<Value = Person> {
    let groups = select(GroupRule::ALL);
    (
        option::weighted(0.6, stored()),
        groups,
        kept(),
        any::<bool>(),
    )
        .prop_map(|(stored, groups, kept, of_exemption)| {
            let until = stored.as_ref().and_then(|stored| stored.until);
            let kept = match until.filter(|_| of_exemption) {
                Some(end) => Compliance {
                    since: Some(end),
                    not_before: Some(end.plus(domain::grace::DAY)),
                    ..kept
                },
                None => kept,
            };
            (stored, groups, kept)
        })
}

pub fn row(number: usize, (stored, groups, kept): &Person) -> user::ActiveModel {
    let case = Case {
        stored: *stored,
        groups: *groups,
        active: false,
        state: AccountState::Usable,
    };
    let moment = |at: Option<Timestamp>| Set(at.map(Into::into));
    user::ActiveModel {
        comply_since: moment(kept.since),
        comply_not_before: moment(kept.not_before),
        grace_used_up_at: moment(kept.used_up),
        own_deadline: moment(kept.own),
        own_grace_days: Set(kept.own_days),
        group_deadline: moment(kept.group),
        group_grace_days: Set(kept.group_days),
        ..row_of(number, case)
    }
}

async fn found(app: &TestApp, condition: sea_orm::Condition) -> BTreeSet<UserId> {
    let ids: Vec<Stored<UserId>> = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(user::Column::Role.eq("user"))
        .filter(condition)
        .into_tuple()
        .all(app.db().read())
        .await
        .unwrap();
    ids.into_iter().map(|id| *id).collect()
}

/// Puts these people in the place of all ordinary users, and says their ids.
pub async fn replace_users(app: &TestApp, people: &[Person]) -> Vec<UserId> {
    app.sql("DELETE FROM users WHERE role = 'user'").await;
    let rows = people.iter().enumerate();
    let rows = rows.map(|(number, person)| row(number, person));
    let db = app.db().write();
    user::Entity::insert_many(rows).exec(db).await.unwrap();
    let users = user::Entity::find()
        .filter(user::Column::Role.eq("user"))
        .order_by_asc(user::Column::Id)
        .all(db)
        .await
        .unwrap();
    users.iter().map(|user| *user.id).collect()
}

async fn check(app: &TestApp, rules: Rules, people: Vec<Person>) -> Result<(), TestCaseError> {
    let ids = replace_users(app, &people).await;
    let of =
        |(stored, groups, kept): &Person| deadline(&rules, stored.as_ref(), *groups, kept, NOW);
    let required = || is_required(&rules, NOW, true);
    for asked in [true, false] {
        let expected: BTreeSet<UserId> = ids
            .iter()
            .zip(&people)
            .filter(|(_, person)| of(person).is_some_and(|end| end.is_over(NOW) == asked))
            .map(|(id, _)| *id)
            .collect();
        let are_so = || required().add(is_over(&rules, NOW, asked));
        prop_assert_eq!(&found(app, are_so()).await, &expected);
        let may_be_so = if asked {
            may_be_over(&rules, NOW)
        } else {
            may_end_after(&rules, NOW)
        };
        prop_assert_eq!(found(app, are_so().add(may_be_so)).await, expected);
    }
    let window = (NOW.plus(-1), NOW.plus(2 * domain::grace::DAY));
    let is_in = |end: Deadline| end.at().is_some_and(|at| at > window.0 && at <= window.1);
    let expected: BTreeSet<UserId> = ids
        .iter()
        .zip(&people)
        .filter(|(_, person)| of(person).is_some_and(is_in))
        .map(|(id, _)| *id)
        .collect();
    let are_so = || required().add(is_between(&rules, NOW, window));
    prop_assert_eq!(&found(app, are_so()).await, &expected);
    let restricted = are_so().add(may_end_after(&rules, window.0));
    prop_assert_eq!(found(app, restricted).await, expected);
    Ok(())
}

#[test]
fn who_is_overdue_is_the_same_in_sql_whatever_the_rules_are() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let app = runtime.block_on(TestApp::new());
    let config = ProptestConfig {
        cases: 150,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let agrees = |(rules, people)| runtime.block_on(check(&app, rules, people));
    TestRunner::new(config)
        .run(&(rules(), vec(person(), 1..60)), agrees)
        .unwrap();
}
