//! The resolver in SQL and the one in Rust agree on every combination.

use crate::support::{START, TestApp};
use backend::access::Principal;
use domain::requirement::resolve;
use domain::{
    AccountState, Distribution, ExemptionKind, GroupRule, Override, OverrideRule, Policy,
    Requirement, Role, Rule, Rules, Timestamp, TwoFactorStatus, UserId,
};
use sea_orm::{ActiveModelTrait, Set};
use std::collections::BTreeMap;
use store::entity::user;
use wire::{RequirementFilter, UserQuery, UserSort};

pub const NOW: Timestamp = START;

/// Everything that the outcome depends on, except the policy.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    pub stored: Option<Override>,
    pub groups: GroupRule,
    pub active: bool,
    pub state: AccountState,
}

fn rules(policy: Policy) -> Rules {
    Rules {
        policy,
        required_generation: 3,
        exempt_generation: 7,
        time: domain::PolicyTime::NEVER,
    }
}

/// No rule, and each rule of an older, the current and a later generation that never ends, has
/// ended, ends now, ends later; exemptions also with a requirement that they suspend, one that was lifted and one that was not; each
/// without and with a group that requires it, without and with a factor.
fn cases() -> Vec<Case> {
    let ends = [None, Some(NOW.plus(-1)), Some(NOW), Some(NOW.plus(1))];
    let mut stored = vec![None];
    for rule in OverrideRule::ALL {
        let present = rules(Policy::Optional).generation(*rule);
        let suspended: &[Option<i64>] = match rule {
            OverrideRule::Required => &[None],
            OverrideRule::Exempt => &[None, Some(2), Some(3)],
        };
        for generation in [present - 1, present, present + 1] {
            for suspended in suspended {
                stored.extend(ends.map(|until| {
                    Some(Override {
                        rule: *rule,
                        generation,
                        until,
                        suspended: *suspended,
                    })
                }));
            }
        }
    }
    stored
        .into_iter()
        .flat_map(|stored| GroupRule::ALL.iter().map(move |groups| (stored, *groups)))
        .flat_map(|(stored, groups)| {
            [false, true].map(|active| Case {
                stored,
                groups,
                active,
                state: AccountState::Usable,
            })
        })
        .collect()
}

/// The kind of the exemption of the case: that of a service account with every other generation.
pub fn kind_of(case: Case) -> Option<ExemptionKind> {
    let stored = case.stored?;
    let kind = if stored.generation % 2 == 0 {
        ExemptionKind::ServiceAccount
    } else {
        ExemptionKind::ForGood
    };
    (stored.rule == OverrideRule::Exempt).then_some(kind)
}

/// A user of the case, as stored.
pub fn row_of(number: usize, case: Case) -> user::ActiveModel {
    user::ActiveModel {
        email: Set(format!("u{number}@exemple.fr")),
        email_key: Set(format!("u{number}@exemple.fr")),
        name: Set(format!("Case {number:03}")),
        name_key: Set(format!("case {number:03}")),
        search_key: Set(format!("case {number:03}")),
        role: Set(Role::User.into()),
        language: Set(domain::Language::Fr.into()),
        created_at: Set(Timestamp::from_unix(0).into()),
        password_hash: Set((case.state == AccountState::Usable).then(|| "$argon2id$".to_owned())),
        disabled_at: Set(
            (case.state == AccountState::Deactivated).then_some(Timestamp::from_unix(0).into())
        ),
        invited_at: Set(match case.state {
            AccountState::Invited => Some(Timestamp::from_unix(0).into()),
            // Who has a password was invited before, or not.
            AccountState::Usable => number
                .is_multiple_of(2)
                .then(|| Timestamp::from_unix(0).into()),
            AccountState::NeverInvited | AccountState::Deactivated => None,
        }),
        two_factor_since: Set(case.active.then_some(Timestamp::from_unix(0).into())),
        override_rule: Set(case.stored.map(|o| o.rule.into())),
        override_generation: Set(case.stored.map(|o| o.generation)),
        override_until: Set(case.stored.and_then(|o| o.until).map(Into::into)),
        override_kind: Set(kind_of(case).map(Into::into)),
        suspended_generation: Set(case.stored.and_then(|o| o.suspended)),
        group_required_since: Set(
            (case.groups == GroupRule::Required).then_some(Timestamp::from_unix(0).into())
        ),
        ..Default::default()
    }
}

async fn insert(app: &TestApp, number: usize, case: Case) -> UserId {
    let row = row_of(number, case).insert(app.db().write());
    *row.await.unwrap().id
}

/// A database with every case, and Rust's outcome for each.
async fn every_case(policy: Policy) -> (TestApp, Principal, BTreeMap<UserId, (bool, Requirement)>) {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.sql(&format!(
        "UPDATE policies SET policy = '{policy}', required_generation = 3, exempt_generation = 7"
    ))
    .await;
    let mut expected = BTreeMap::new();
    for (number, case) in cases().into_iter().enumerate() {
        let id = insert(&app, number, case).await;
        let outcome = resolve(&rules(policy), case.stored.as_ref(), case.groups, NOW);
        expected.insert(id, (case.active, outcome));
    }
    assert_eq!(expected.len(), 2 * 2 * (1 + (1 + 3) * 3 * 4));
    (app, admin, expected)
}

pub fn status(case: (bool, Requirement)) -> TwoFactorStatus {
    TwoFactorStatus::of(case.0, case.1.required)
}

/// Everybody whom a query finds, over all pages; the admin is not a case. Without a search the users of whole segments are listed,
/// with one each user is resolved in SQL: as the name of each case has « case », both find the same, in the same order.
pub async fn found(app: &TestApp, admin: &Principal, query: UserQuery) -> Vec<UserId> {
    let by_segment = pages_of(app, admin, query.clone()).await;
    if query.search.is_empty() {
        let search = "case".to_owned();
        let resolved = pages_of(app, admin, UserQuery { search, ..query }).await;
        assert_eq!(by_segment, resolved, "without and with a search");
    }
    by_segment
}

async fn pages_of(app: &TestApp, admin: &Principal, query: UserQuery) -> Vec<UserId> {
    let mut ids = Vec::new();
    let query = UserQuery {
        role: Some(Role::User),
        ..query
    };
    for number in 1..100 {
        let right = admin.admin().unwrap();
        let page = app
            .backend
            .list_users(right, &query.on_page(number))
            .await
            .unwrap();
        ids.extend(page.rows.iter().map(|row| row.id));
        if ids.len() as u64 == page.total {
            break;
        }
        assert!(!page.rows.is_empty(), "{} of {}", ids.len(), page.total);
    }
    ids
}

async fn found_sorted(app: &TestApp, admin: &Principal, query: UserQuery) -> Vec<UserId> {
    let mut ids = found(app, admin, query).await;
    ids.sort();
    ids
}

#[tokio::test]
async fn each_row_shows_the_status_and_the_rule_that_rust_resolves() {
    for policy in Policy::ALL {
        let (app, admin, expected) = every_case(*policy).await;
        for (id, case) in &expected {
            let row = app.row(&admin, *id).await;
            assert_eq!(
                (row.status, row.rule),
                (status(*case), case.1.rule),
                "{}",
                row.name
            );
        }
    }
}

#[tokio::test]
async fn the_filter_by_status_finds_exactly_the_users_of_that_status() {
    for policy in Policy::ALL {
        let (app, admin, expected) = every_case(*policy).await;
        for wanted in TwoFactorStatus::ALL {
            let query = UserQuery {
                status: Some(*wanted),
                ..UserQuery::default()
            };
            let matching: Vec<UserId> = expected
                .iter()
                .filter(|(_, case)| status(**case) == *wanted)
                .map(|(id, _)| *id)
                .collect();
            assert!(!matching.is_empty());
            assert_eq!(
                found_sorted(&app, &admin, query).await,
                matching,
                "{policy} {wanted}"
            );
        }
    }
}

#[tokio::test]
async fn the_filter_by_requirement_finds_exactly_the_users_with_that_requirement() {
    for policy in Policy::ALL {
        let (app, admin, expected) = every_case(*policy).await;
        for wanted in RequirementFilter::ALL {
            let holds = |active: bool, case: Requirement| match wanted {
                RequirementFilter::Required => case.required,
                // This policy gives no time.
                RequirementFilter::InTime => false,
                RequirementFilter::Overdue => case.required && !active,
                RequirementFilter::Optional => !case.required,
                RequirementFilter::Individual => {
                    case.rule == Rule::Override(OverrideRule::Required)
                }
                RequirementFilter::Exempt => case.rule == Rule::Override(OverrideRule::Exempt),
                RequirementFilter::Unprotected => {
                    !active && case.rule != Rule::Override(OverrideRule::Exempt)
                }
            };
            let query = UserQuery {
                requirement: Some(*wanted),
                ..UserQuery::default()
            };
            let matching: Vec<UserId> = expected
                .iter()
                .filter(|(_, (active, case))| holds(*active, *case))
                .map(|(id, _)| *id)
                .collect();
            let nobody = *wanted == RequirementFilter::InTime;
            assert_eq!(matching.is_empty(), nobody);
            assert_eq!(
                found_sorted(&app, &admin, query).await,
                matching,
                "{policy} {wanted}"
            );
        }
    }
}

#[tokio::test]
async fn the_distribution_counts_what_rust_resolves() {
    for policy in Policy::ALL {
        let (app, admin, expected) = every_case(*policy).await;
        let mut counts = Distribution::default();
        for case in expected.values() {
            counts.add(status(*case), 1);
        }
        let right = admin.admin().unwrap();
        let users = UserQuery {
            role: Some(Role::User),
            ..UserQuery::default()
        };
        let page = app.backend.list_users(right, &users).await.unwrap();
        assert_eq!(page.counts, counts, "{policy}");
        // The admin has no rule and no factor.
        counts.add(TwoFactorStatus::of(false, *policy == Policy::Required), 1);
        let overview = app.backend.security_overview(right).await.unwrap();
        assert_eq!(overview.distribution, counts, "{policy}");
    }
}

#[tokio::test]
async fn the_order_by_status_follows_what_rust_resolves() {
    for policy in Policy::ALL {
        let (app, admin, expected) = every_case(*policy).await;
        let query = UserQuery {
            sort: UserSort::Status,
            ..UserQuery::default()
        };
        let order: Vec<TwoFactorStatus> = found(&app, &admin, query)
            .await
            .iter()
            .map(|id| status(expected[id]))
            .collect();
        let mut sorted = order.clone();
        let ascending = [
            TwoFactorStatus::Inactive,
            TwoFactorStatus::Pending,
            TwoFactorStatus::Voluntary,
            TwoFactorStatus::Protected,
        ];
        sorted.sort_by_key(|status| ascending.iter().position(|a| a == status));
        assert_eq!(order, sorted, "{policy}");
    }
}

#[tokio::test]
async fn the_consequences_of_requiring_count_what_rust_resolves() {
    let (app, admin, expected) = every_case(Policy::Optional).await;
    let after = rules(Policy::Optional).require_for_all(domain::Made::default(), NOW);
    let pending = cases()
        .iter()
        .filter(|case| {
            !case.active && resolve(&after, case.stored.as_ref(), case.groups, NOW).required
        })
        .count();
    let count = |rule| {
        expected
            .values()
            .filter(|c| c.1.rule == Rule::Override(rule))
            .count()
    };
    let overview = app
        .backend
        .security_overview(admin.admin().unwrap())
        .await
        .unwrap();
    let found = overview.consequences;
    let wanted = [
        pending + 1,
        count(OverrideRule::Exempt),
        count(OverrideRule::Required),
    ];
    assert_eq!(
        [found.to_activate, found.exempt, found.individual],
        wanted.map(|n| n as u64)
    );
}
