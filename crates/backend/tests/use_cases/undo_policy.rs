//! Undoing the last change of the policy.

use crate::support::{START, TestApp, problem};
use backend::access::Principal;
use backend::policy::{PolicyChange, UndoableChange};
use domain::problem::Problem;
use domain::{AuditAction, AuditDetail, OverrideRule, Policy, Rule, TwoFactorStatus, UserId};

const REQUIRE: PolicyChange = PolicyChange {
    policy: Policy::Required,
    end_sessions: false,
    end_exemptions: true,
    keep_individual: false,
    grace: domain::Grace::None,
    keep_announced: false,
};
const OPTIONAL: PolicyChange = PolicyChange {
    policy: Policy::Optional,
    ..REQUIRE
};

async fn change(app: &TestApp, admin: &Principal, to: PolicyChange) {
    let right = admin.fresh_admin().unwrap();
    assert!(app.backend.change_policy(right, to).await.unwrap());
}

/// The last change, if it can be undone.
async fn last(app: &TestApp, admin: &Principal) -> Option<UndoableChange> {
    let right = admin.admin().unwrap();
    let overview = app.backend.security_overview(right).await.unwrap();
    overview.last_change
}

async fn undo(app: &TestApp, admin: &Principal, number: i64) -> backend::Result<Policy> {
    let right = admin.fresh_admin().unwrap();
    app.backend.undo_policy(right, number).await
}

/// Undoes the last change.
async fn undo_last(app: &TestApp, admin: &Principal) -> Policy {
    let number = last(app, admin).await.unwrap().number;
    undo(app, admin, number).await.unwrap()
}

async fn rule(app: &TestApp, admin: &Principal, id: UserId) -> (TwoFactorStatus, Rule) {
    let row = app.row(admin, id).await;
    (row.status, row.rule)
}

const EXEMPT: (TwoFactorStatus, Rule) = (
    TwoFactorStatus::Inactive,
    Rule::Override(OverrideRule::Exempt),
);
const REQUIRED: (TwoFactorStatus, Rule) = (
    TwoFactorStatus::Pending,
    Rule::Override(OverrideRule::Required),
);
const BY_POLICY: (TwoFactorStatus, Rule) =
    (TwoFactorStatus::Pending, Rule::Policy(Policy::Required));
const FREE: (TwoFactorStatus, Rule) = (TwoFactorStatus::Inactive, Rule::Policy(Policy::Optional));

#[tokio::test]
async fn undoing_an_optional_policy_brings_policy_and_individual_requirements_back() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    let max = app.user("Max Martin").await;
    change(&app, &admin, REQUIRE).await;
    app.advance(5);
    change(&app, &admin, OPTIONAL).await;
    let shown = last(&app, &admin).await.unwrap();
    assert_eq!(
        (
            shown.lifted,
            shown.ended,
            shown.by.map(|by| by.name).as_deref()
        ),
        (1, 0, Some("Ada Byron"))
    );
    assert_eq!(
        (shown.at, shown.until),
        (START.plus(5), START.plus(605)),
        "ten minutes"
    );
    assert_eq!(rule(&app, &admin, lea.id).await, FREE);
    assert_eq!(undo_last(&app, &admin).await, Policy::Required);
    assert_eq!(rule(&app, &admin, lea.id).await, REQUIRED);
    assert_eq!(rule(&app, &admin, max.id).await, BY_POLICY);
}

#[tokio::test]
async fn undoing_a_required_policy_brings_the_exemptions_back_that_ended_with_it() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let max = app.user_with("Max Martin", OverrideRule::Exempt).await;
    let lea = app.user("Léa Lefèvre").await;
    change(&app, &admin, REQUIRE).await;
    let shown = last(&app, &admin).await.unwrap();
    assert_eq!((shown.lifted, shown.ended), (0, 1));
    assert_eq!(rule(&app, &admin, max.id).await, BY_POLICY);
    assert_eq!(undo_last(&app, &admin).await, Policy::Optional);
    assert_eq!(rule(&app, &admin, max.id).await, EXEMPT);
    assert_eq!(rule(&app, &admin, lea.id).await, FREE);
}

#[tokio::test]
async fn what_was_decided_about_a_user_since_stays_and_is_lifted_once_with_all_others() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let zoe = app.user_with("Zoé Petit", OverrideRule::Required).await;
    change(&app, &admin, REQUIRE).await;
    change(&app, &admin, OPTIONAL).await;
    let right = admin.fresh_admin().unwrap();
    app.backend
        .save_requirement(right, lea.id, true)
        .await
        .unwrap();
    undo_last(&app, &admin).await;
    for id in [lea.id, zoe.id] {
        assert_eq!(rule(&app, &admin, id).await, REQUIRED);
    }
    // The generation is counted again: nothing of the first time comes back with it.
    for _ in 0..2 {
        change(&app, &admin, OPTIONAL).await;
        for id in [lea.id, zoe.id] {
            assert_eq!(rule(&app, &admin, id).await, FREE);
        }
        change(&app, &admin, REQUIRE).await;
        assert_eq!(rule(&app, &admin, lea.id).await, BY_POLICY);
    }
}

#[tokio::test]
async fn after_ten_minutes_it_is_too_late_and_nobody_is_offered_it() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    change(&app, &admin, REQUIRE).await;
    let number = last(&app, &admin).await.unwrap().number;
    app.advance(600);
    assert_eq!(last(&app, &admin).await, None);
    let before = app.entry_count().await;
    let refused = undo(&app, &admin, number).await;
    assert_eq!(problem(refused), Problem::UndoTooLate);
    assert_eq!(app.entry_count().await, before);
}

#[tokio::test]
async fn a_change_that_was_followed_by_another_one_or_is_undone_cannot_be_undone() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let refused = undo(&app, &admin, 0).await;
    assert_eq!(problem(refused), Problem::PolicyChanged);
    change(&app, &admin, REQUIRE).await;
    let first = last(&app, &admin).await.unwrap().number;
    change(&app, &admin, OPTIONAL).await;
    let refused = undo(&app, &admin, first).await;
    assert_eq!(problem(refused), Problem::PolicyChanged);
    let second = last(&app, &admin).await.unwrap().number;
    assert_eq!(undo_last(&app, &admin).await, Policy::Required);
    assert_eq!(last(&app, &admin).await, None);
    let refused = undo(&app, &admin, second).await;
    assert_eq!(problem(refused), Problem::PolicyChanged);
}

#[tokio::test]
async fn undoing_is_an_action_of_its_own_that_says_what_was_undone() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let eve = app.add_admin("Eve Blanc").await;
    let eve = app.load(&app.enrol(&eve).await.token).await;
    change(&app, &admin, REQUIRE).await;
    let at = app.now();
    app.advance(5);
    undo_last(&app, &eve).await;
    let entry = app.entries(&admin, eve.user()).await.remove(0);
    let detail = AuditDetail::UndonePolicy {
        policy: Policy::Required,
        at,
        by: format!("Ada Byron ({})", admin.email()),
    };
    assert_eq!(
        (entry.action, entry.detail, entry.actor.as_str()),
        (AuditAction::PolicyUndone, detail, "Eve Blanc")
    );
    let overview = app.backend.security_overview(admin.admin().unwrap());
    let overview = overview.await.unwrap();
    assert_eq!(
        (overview.since, overview.by.map(|by| by.name).as_deref()),
        (Some(at.plus(5)), Some("Eve Blanc"))
    );
}

#[tokio::test]
async fn whoever_makes_it_required_again_needs_a_factor() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let eve = app.add_admin("Eve Blanc").await;
    let eve = app.open(&eve).await;
    change(&app, &admin, REQUIRE).await;
    change(&app, &admin, OPTIONAL).await;
    let number = last(&app, &admin).await.unwrap().number;
    let refused = undo(&app, &eve, number).await;
    assert_eq!(problem(refused), Problem::OwnFactorMissing);
    assert_eq!(rule(&app, &admin, eve.user()).await, FREE);
}
