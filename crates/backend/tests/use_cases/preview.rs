//! What a change of a rule would do is what it does, on organisations made at random.

mod changes;
mod many;

use crate::sql_deadline::{Person, grace, moment, person, row, rules};
use crate::support::{TestApp, problem};
use backend::access::Principal;
use backend::preview::{AccountProposal, Proposal};
use changes::{Asked, Stored, asked};
use domain::deadline::deadline;
use domain::problem::Problem;
use domain::requirement::resolve;
use domain::{
    Compliance, Grace, GroupId, GroupRule, Outcome, Outlook, Override, Policy, PolicyTime,
    Prospect, Role, Rules, Timestamp, UserId,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use std::collections::BTreeMap;
use store::entity::{group, group_member, policy, user};
use store::group::{Who, keep_requirement};

const GROUPS: usize = 3;

/// A user: without a factor or with one, deactivated or not, in groups since some moment.
type Member = (Person, bool, bool, Vec<(usize, Timestamp)>);

#[derive(Debug, Clone)]
struct Organisation {
    rules: Rules,
    groups: Vec<(GroupRule, Grace, Timestamp)>,
    users: Vec<Member>,
    change: Asked,
}

fn organisation() -> impl Strategy<Value = Organisation> {
    let group = (select(GroupRule::ALL), grace(), moment());
    let member = (
        person(),
        any::<bool>(),
        proptest::bool::weighted(0.1),
        vec((0..GROUPS, moment()), 0..3),
    );
    (rules(), vec(group, GROUPS), vec(member, 0..40), asked()).prop_map(
        |(rules, groups, users, change)| Organisation {
            rules,
            groups,
            users,
            change,
        },
    )
}

/// Writes the organisation; returns the numbers of its groups and users.
async fn write(app: &TestApp, made: &Organisation) -> (Vec<GroupId>, Vec<UserId>) {
    app.sql("DELETE FROM users WHERE role = 'user'").await;
    app.sql("DELETE FROM \"groups\"").await;
    let (db, now) = (app.db().write(), app.now());
    store::policy::change(db, &made.rules, None, store::account::Author::NOBODY, now)
        .await
        .unwrap();
    let mut groups = Vec::new();
    for (number, (rule, grace, at)) in made.groups.iter().enumerate() {
        let required = *rule == GroupRule::Required;
        let grace = if required { *grace } else { Grace::None };
        let row = group::ActiveModel {
            name: Set(format!("G{number}")),
            name_key: Set(format!("g{number}")),
            requires: Set((*rule).into()),
            created_at: Set(now.into()),
            required_at: Set(required.then_some((*at).into())),
            grace_days: Set(grace.days()),
            grace_until: Set(grace.until().map(Into::into)),
            ..Default::default()
        };
        groups.push(*row.insert(db).await.unwrap().id);
    }
    let mut rows = Vec::new();
    for (number, (person, active, deactivated, _)) in made.users.iter().enumerate() {
        let (stored, _, kept) = person;
        let kept = Compliance {
            group: None,
            group_days: None,
            ..*kept
        };
        let epoch = Timestamp::from_unix(0);
        let user = user::ActiveModel {
            two_factor_since: Set(active.then_some(epoch.into())),
            disabled_at: Set(deactivated.then_some(epoch.into())),
            ..row(number, &(*stored, GroupRule::Nothing, kept))
        };
        rows.push(user);
    }
    if !rows.is_empty() {
        user::Entity::insert_many(rows).exec(db).await.unwrap();
    }
    let users = user::Entity::find()
        .filter(user::Column::Role.eq("user"))
        .order_by_asc(user::Column::Id)
        .all(db)
        .await
        .unwrap();
    let users: Vec<UserId> = users.into_iter().map(|user| *user.id).collect();
    let mut rows = Vec::new();
    for (user, (.., member_of)) in users.iter().zip(&made.users) {
        let member_of: BTreeMap<usize, Timestamp> = member_of.iter().copied().collect();
        for (group, at) in member_of {
            let row = group_member::ActiveModel {
                group_id: Set(groups[group].into()),
                user_id: Set((*user).into()),
                added_at: Set(at.into()),
            };
            rows.push(row);
        }
    }
    if !rows.is_empty() {
        let members = group_member::Entity::insert_many(rows);
        members.exec(db).await.unwrap();
    }
    for group in &groups {
        keep_requirement(db, Who::Members(*group), (&made.rules, now))
            .await
            .unwrap();
    }
    (groups, users)
}

/// The rules and users as stored.
async fn read(app: &TestApp) -> (Rules, Vec<user::Model>) {
    let db = app.db().write();
    let row = policy::Entity::find().one(db).await.unwrap().unwrap();
    let rules = Rules {
        policy: *row.policy,
        required_generation: row.required_generation,
        exempt_generation: row.exempt_generation,
        time: PolicyTime {
            grace: Grace::kept(row.grace_days, row.grace_until.map(|at| *at)),
            announced: *row.announced_at,
            lifted: *row.lifted_at,
            made: *row.made_at,
            exemptions_ended: *row.exemptions_ended_at,
        },
    };
    (rules, user::Entity::find().all(db).await.unwrap())
}

fn prospect(user: &user::Model, required_now: bool, rules: &Rules, now: Timestamp) -> Prospect {
    let stored = user.override_rule.map(|rule| Override {
        rule: *rule,
        generation: user.override_generation.unwrap(),
        until: user.override_until.map(|at| *at),
        suspended: user.suspended_generation,
    });
    let groups = GroupRule::kept(user.group_required_since.map(|at| *at));
    let kept = Compliance {
        since: user.comply_since.map(|at| *at),
        not_before: user.comply_not_before.map(|at| *at),
        used_up: user.grace_used_up_at.map(|at| *at),
        own: user.own_deadline.map(|at| *at),
        own_days: user.own_grace_days,
        group: user.group_deadline.map(|at| *at),
        group_days: user.group_grace_days,
    };
    let is_active = user.two_factor_since.is_some();
    let end = deadline(rules, stored.as_ref(), groups, &kept, now);
    Prospect {
        required_now,
        requirement: resolve(rules, stored.as_ref(), groups, now),
        is_active,
        deadline: end.filter(|_| !is_active),
        has_signed_in: kept.since.is_some(),
        rule_until: stored.and_then(|stored| stored.until),
    }
}

async fn told(
    app: &TestApp,
    admin: &Principal,
    proposal: &Proposal,
) -> (Outlook, BTreeMap<UserId, Outcome>) {
    let right = admin.admin().unwrap();
    let figures = app.backend.preview(right, proposal).await.unwrap();
    let (mut all, mut after) = (BTreeMap::new(), None);
    loop {
        let part = app.backend.preview_users(right, proposal, after);
        let (users, next) = part.await.unwrap();
        all.extend(users.into_iter().map(|user| (user.id, user.outcome)));
        match next {
            Some(next) => after = Some(next),
            None => return (figures.outlook, all),
        }
    }
}

async fn check(app: &TestApp, admin: &Principal, made: Organisation) -> Result<(), TestCaseError> {
    let (groups, users) = write(app, &made).await;
    let stored = Stored { groups, users };
    let now = app.now();
    let (rules, users) = read(app).await;
    let required_now: BTreeMap<UserId, bool> = users
        .iter()
        .map(|user| {
            let required = prospect(user, false, &rules, now).requirement.required;
            (*user.id, required)
        })
        .collect();
    let Some(proposal) = stored.proposal(app, admin, &made.change).await else {
        return Ok(());
    };
    let meant = stored.meant(app, &made.change).await;
    let proposal = match proposal {
        Ok(proposal) => proposal,
        Err(refused) => {
            let change = stored.make(app, admin, &made.change).await.unwrap_err();
            prop_assert_eq!(refused.to_string(), change.to_string());
            return Ok(());
        }
    };
    let (figures, foretold) = told(app, admin, &proposal).await;
    stored.make(app, admin, &made.change).await.unwrap();
    let (rules, users) = read(app).await;
    let came = users
        .iter()
        .filter(|user| user.disabled_at.is_none() && meant.contains(&*user.id));
    let came: BTreeMap<UserId, Outcome> = came
        .filter_map(|user| {
            let outcome = prospect(user, required_now[&*user.id], &rules, now).outcome(now)?;
            Some((*user.id, outcome))
        })
        .collect();
    prop_assert_eq!(&foretold, &came);
    let mut summed = Outlook::default();
    for outcome in came.into_values() {
        summed.add(1, outcome);
    }
    prop_assert_eq!(figures, summed);
    Ok(())
}

#[test]
fn what_was_foretold_of_each_user_and_in_figures_is_what_the_change_does() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let app = runtime.block_on(TestApp::new());
    let admin = runtime.block_on(app.admin_with_factor());
    let config = ProptestConfig {
        cases: 180,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let agrees = |made| runtime.block_on(check(&app, &admin, made));
    TestRunner::new(config)
        .run(&organisation(), agrees)
        .unwrap();
}

#[tokio::test]
async fn a_change_that_takes_the_last_usable_admin_away_is_foretold_and_refused() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.add_admin("Max Martin").await;
    // Max has given too many wrong codes, so Ada alone can sign in.
    app.sql(
        "INSERT INTO factor_attempts (user_id, kind, failures, last_failure_at) \
         SELECT id, 'totp', 100, 1 FROM users WHERE name = 'Max Martin'",
    )
    .await;
    let right = admin.admin().unwrap();
    let told = async |change| {
        let proposal = Proposal::Account(admin.user(), change);
        let foretold = app.backend.preview(right, &proposal).await.unwrap();
        (foretold.admins, foretold.is_refused)
    };
    for change in [
        AccountProposal::Deactivation,
        AccountProposal::Deletion,
        AccountProposal::Role(Role::User),
    ] {
        assert_eq!(told(change).await, (0, true), "{change:?}");
    }
    assert_eq!(told(AccountProposal::Role(Role::Admin)).await, (0, false));
    let fresh = admin.fresh_admin().unwrap();
    let refused = app.backend.set_disabled(fresh, admin.user(), true).await;
    assert_eq!(problem(refused), Problem::LastAdmin);
    app.sql("DELETE FROM factor_attempts").await;
    assert_eq!(told(AccountProposal::Deactivation).await, (1, false));
}

#[tokio::test]
async fn a_change_of_a_rule_tells_how_many_admins_can_sign_in_after_it() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let max = app.add_admin("Max Martin").await;
    let right = admin.admin().unwrap();
    let admins = async || {
        let required = backend::policy::PolicyChange::to(Policy::Required);
        let proposal = Proposal::Policy(required);
        app.backend.preview(right, &proposal).await.unwrap().admins
    };
    assert_eq!(admins().await, 2);
    let fresh = admin.fresh_admin().unwrap();
    app.backend.set_disabled(fresh, max.id, true).await.unwrap();
    assert_eq!(admins().await, 1);
}
