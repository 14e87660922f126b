//! The resolver in SQL and the one in Rust agree on random databases.

use crate::sql_resolver::{Case, NOW, found, kind_of, row_of, status};
use crate::support::TestApp;
use backend::access::{Manager, Principal};
use backend::groups::GroupRuleChange;
use domain::requirement::resolve;
use domain::{
    AccountState, Distribution, ExemptionKind, GroupId, GroupRule, Override, OverrideRule, Policy,
    Requirement, Role, Rule, Rules, TwoFactorStatus, UserId,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;
use store::entity::user;
use wire::{AccountFilter, Direction, RequirementFilter, UserQuery, UserSort};

const GROUPS: usize = 3;
const SEARCHES: &[&str] = &["", "", "case", "CASÉ 00", "1", "0 2", "%", "nobody"];

/// An organisation, and the query on its table of users.
#[derive(Debug, Clone)]
struct Organisation {
    rules: Rules,
    /// What each group requires.
    groups: [GroupRule; GROUPS],
    /// The users, each with the groups that the user is in, some of them twice.
    users: Vec<(Case, Vec<usize>)>,
    query: UserQuery,
    /// The group that the query asks for.
    filter: Option<usize>,
}

fn stored() -> impl Strategy<Value = Override> {
    let until = option::of(prop_oneof![-2..=2_i64, -1_000_000..1_000_000_i64]);
    let suspended = option::of(0..4_i64);
    (select(OverrideRule::ALL), 0..4_i64, until, suspended).prop_map(
        |(rule, generation, until, suspended)| Override {
            rule,
            generation,
            until: until.map(|seconds| NOW.plus(seconds)),
            suspended: suspended.filter(|_| rule == OverrideRule::Exempt),
        },
    )
}

fn rules() -> impl Strategy<Value = Rules> {
    (select(Policy::ALL), 0..4_i64, 0..4_i64).prop_map(|(policy, required, exempt)| Rules {
        policy,
        required_generation: required,
        exempt_generation: exempt,
        time: domain::PolicyTime::NEVER,
    })
}

fn query() -> impl Strategy<Value = UserQuery> {
    (
        select(SEARCHES),
        option::of(select(TwoFactorStatus::ALL)),
        option::of(select(RequirementFilter::ALL)),
        option::of(select(AccountFilter::ALL)),
        select(UserSort::ALL),
        select(Direction::ALL),
    )
        .prop_map(
            |(search, status, requirement, state, sort, direction)| UserQuery {
                search: search.to_owned(),
                status,
                requirement,
                role: Some(Role::User),
                state,
                group: None,
                undeliverable: false,
                sort,
                direction,
                ..UserQuery::default()
            },
        )
}

fn organisation() -> impl Strategy<Value = Organisation> {
    let case = (
        option::weighted(0.8, stored()),
        any::<bool>(),
        select(AccountState::ALL),
    )
        .prop_map(|(stored, active, state)| Case {
            stored,
            groups: GroupRule::Nothing,
            active,
            state,
        });
    let user = (case, vec(0..GROUPS, 0..3));
    (
        rules(),
        [
            select(GroupRule::ALL),
            select(GroupRule::ALL),
            select(GroupRule::ALL),
        ],
        vec(user, 0..70),
        (query(), option::weighted(0.3, 0..GROUPS)),
    )
        .prop_map(|(rules, groups, users, (query, filter))| {
            let users = users.into_iter().map(|(case, member_of)| {
                let of_groups = member_of.iter().map(|at| groups[*at]);
                let asked = GroupRule::together(of_groups);
                (
                    Case {
                        groups: asked,
                        ..case
                    },
                    member_of,
                )
            });
            Organisation {
                rules,
                groups,
                users: users.collect(),
                query,
                filter,
            }
        })
}

impl Organisation {
    /// Replaces the previous organisation; returns Rust's outcome for each user, with the name and whether the user is in the group
    /// that the query asks for. Groups and memberships are made by the use cases, which keep on the rows what groups ask.
    async fn store(
        &mut self,
        app: &TestApp,
        manager: &Manager,
    ) -> BTreeMap<UserId, (String, Case, Requirement, bool)> {
        let Rules {
            policy,
            required_generation,
            exempt_generation,
            ..
        } = self.rules;
        app.sql("DELETE FROM users WHERE role = 'user'").await;
        app.sql(&format!(
            "UPDATE policies SET policy = '{policy}', required_generation = \
             {required_generation}, exempt_generation = {exempt_generation}"
        ))
        .await;
        let rows = self.users.iter().enumerate();
        let alone = |case: Case| Case {
            groups: GroupRule::Nothing,
            ..case
        };
        let rows = rows.map(|(number, (case, _))| row_of(number, alone(*case)));
        let db = app.db().write();
        if !self.users.is_empty() {
            user::Entity::insert_many(rows).exec(db).await.unwrap();
        }
        let stored = user::Entity::find()
            .filter(user::Column::Role.eq("user"))
            .order_by_asc(user::Column::Id)
            .all(db)
            .await
            .unwrap();
        assert_eq!(stored.len(), self.users.len());
        let groups = self.store_groups(app, manager, &stored).await;
        self.query.group = self.filter.map(|at| groups[at]);
        let cases = stored.into_iter().zip(&self.users);
        cases
            .map(|(row, (case, member_of))| {
                let is_asked = self.filter.is_none_or(|at| member_of.contains(&at));
                let outcome = resolve(&self.rules, case.stored.as_ref(), case.groups, NOW);
                (*row.id, (row.name, *case, outcome, is_asked))
            })
            .collect()
    }

    /// Makes the groups: the first gets its rule before it has members, the others after that.
    async fn store_groups(
        &self,
        app: &TestApp,
        manager: &Manager,
        users: &[user::Model],
    ) -> Vec<GroupId> {
        app.sql("DELETE FROM \"groups\"").await;
        let mut made = Vec::new();
        for (at, rule) in self.groups.iter().enumerate() {
            let name = format!("Group {at}");
            let id = app.backend.create_group(manager, &name).await.unwrap();
            let change = GroupRuleChange {
                rule: *rule,
                end_sessions: false,
                grace: domain::Grace::None,
            };
            if at == 0 {
                app.backend
                    .set_group_rule(manager, id, change)
                    .await
                    .unwrap();
            }
            let members = users.iter().zip(&self.users);
            let members = members.filter(|(_, (_, member_of))| member_of.contains(&at));
            let members: Vec<String> = members.map(|(user, _)| user.id.to_string()).collect();
            let added = app
                .backend
                .add_members(manager, id, &members)
                .await
                .unwrap();
            assert_eq!(added.added, members.len() as u64);
            app.backend
                .set_group_rule(manager, id, change)
                .await
                .unwrap();
            made.push(id);
        }
        made
    }

    /// Whether the query, without its status, finds this user.
    fn selects(&self, name: &str, case: &Case, outcome: Requirement) -> bool {
        let state = case.state;
        let search = domain::fold::fold(&self.query.search);
        let name = domain::fold::fold(name);
        let right = match self.query.requirement {
            None => true,
            Some(RequirementFilter::Required) => outcome.required,
            Some(RequirementFilter::Optional) => !outcome.required,
            Some(RequirementFilter::Individual) => {
                outcome.rule == Rule::Override(OverrideRule::Required)
            }
            Some(RequirementFilter::Exempt) => outcome.rule == Rule::Override(OverrideRule::Exempt),
            Some(RequirementFilter::Unprotected) => {
                let exempt = outcome.rule == Rule::Override(OverrideRule::Exempt);
                !exempt && !case.active && state != AccountState::Deactivated
            }
            // No rule gives time here.
            Some(RequirementFilter::InTime) => false,
            Some(RequirementFilter::Overdue) => {
                outcome.required && !case.active && state != AccountState::Deactivated
            }
        };
        let right = right
            && self
                .query
                .state
                .is_none_or(|asked| asked.lists(state, is_service(case, outcome)));
        right && search.split(' ').all(|word| name.contains(word))
    }
}

/// Whether the user is exempt as a service account.
fn is_service(case: &Case, outcome: Requirement) -> bool {
    outcome.rule == Rule::Override(OverrideRule::Exempt)
        && kind_of(*case) == Some(ExemptionKind::ServiceAccount)
}

/// Counts one user of this status, or one whose account is deactivated.
fn add(counts: &mut Distribution, status: Option<TwoFactorStatus>) {
    match status {
        Some(status) => counts.add(status, 1),
        None => counts.deactivated += 1,
    }
}

async fn check(
    app: &TestApp,
    admin: &Principal,
    mut organisation: Organisation,
) -> Result<(), TestCaseError> {
    let everybody = organisation.store(app, &TestApp::operator()).await;
    let organisation = &organisation;
    let query = &organisation.query;
    let (mut counts, mut all, mut matching) =
        (Distribution::default(), Distribution::default(), Vec::new());
    for (id, (name, case, outcome, is_asked)) in &everybody {
        let counts_as =
            (case.state != AccountState::Deactivated).then(|| status((case.active, *outcome)));
        // The overview counts people.
        if counts_as.is_none() || !is_service(case, *outcome) {
            add(&mut all, counts_as);
        }
        if *is_asked && organisation.selects(name, case, *outcome) {
            add(&mut counts, counts_as);
            if query.status.is_none() || query.status == counts_as {
                matching.push(*id);
            }
        }
    }
    let right = admin.admin().unwrap();
    let page = app.backend.list_users(right, query).await.unwrap();
    prop_assert_eq!(page.counts, counts);
    prop_assert_eq!(page.total, matching.len() as u64);
    for row in &page.rows {
        let (_, case, outcome, _) = &everybody[&row.id];
        prop_assert_eq!(
            (row.status, row.rule, row.state),
            (status((case.active, *outcome)), outcome.rule, case.state)
        );
    }
    let mut ids = found(app, admin, query.clone()).await;
    if query.sort == UserSort::Status {
        let place =
            |id: &UserId| u8::from(everybody[id].2.required) + 2 * u8::from(everybody[id].1.active);
        let falls = query.direction == Direction::Descending;
        let in_order =
            |a: &UserId, b: &UserId| place(a) == place(b) || (place(a) > place(b)) == falls;
        prop_assert!(ids.is_sorted_by(in_order));
    }
    ids.sort();
    prop_assert_eq!(ids, matching);
    // The admin has no rule and no factor.
    let required = organisation.rules.policy == Policy::Required;
    all.add(TwoFactorStatus::of(false, required), 1);
    let overview = app.backend.security_overview(right).await.unwrap();
    prop_assert_eq!(overview.distribution, all);
    Ok(())
}

#[test]
fn lists_counts_and_filters_agree_with_rust_whatever_is_in_the_database() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (app, admin) = runtime.block_on(async {
        let app = TestApp::new().await;
        let admin = app.admin().await;
        (app, admin)
    });
    let config = ProptestConfig {
        cases: 60,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let agrees = |organisation| runtime.block_on(check(&app, &admin, organisation));
    TestRunner::new(config)
        .run(&organisation(), agrees)
        .unwrap();
}
