//! The checkbox on the user's page.

use crate::support::{Person, TestApp, asked, problem};
use backend::Error;
use backend::access::Principal;
use backend::users::RequirementInput;
use domain::problem::Problem;
use domain::{AuditAction, Gate, OverrideRule, Policy, Rule, TwoFactorStatus, UserId};

/// Saves the box; where that exempts, with a reason.
async fn save(
    app: &TestApp,
    admin: &Principal,
    user: UserId,
    required: bool,
) -> (bool, TwoFactorStatus) {
    let right = admin.fresh_admin().unwrap();
    let policy = app.backend.policy(admin.reader().unwrap()).await.unwrap();
    let asked = match policy {
        Policy::Required => asked(required),
        Policy::Optional => RequirementInput::from_form(required, "", "", "", None),
    };
    let saved = app.backend.save_requirement(right, user, asked).await;
    let saved = saved.unwrap();
    (saved.changed, saved.status)
}

/// An admin and a user under a policy.
async fn under(policy: Policy) -> (TestApp, Principal, Person) {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    if policy == Policy::Required {
        app.set_policy(&admin, policy).await;
    }
    (app, admin, lea)
}

#[tokio::test]
async fn checked_while_2fa_is_optional_requires_it_of_this_user() {
    let (app, admin, lea) = under(Policy::Optional).await;
    app.advance(5);
    assert_eq!(
        save(&app, &admin, lea.id, true).await,
        (true, TwoFactorStatus::Pending)
    );
    let row = app.row(&admin, lea.id).await;
    assert_eq!(row.rule, Rule::Override(OverrideRule::Required));
    assert_eq!(
        (
            row.rule_since,
            row.rule_by.as_ref().map(|by| by.name.as_str())
        ),
        (Some(app.now()), Some("Ada Byron"))
    );
    assert_eq!(
        app.actions(&admin, lea.id).await[0],
        AuditAction::UserRequired
    );
    assert_eq!(app.password(&lea).await.gate, Gate::Enrolment);
}

#[tokio::test]
async fn unchecked_while_2fa_is_required_for_all_exempts_this_user() {
    let (app, admin, lea) = under(Policy::Required).await;
    app.advance(5);
    assert_eq!(
        save(&app, &admin, lea.id, false).await,
        (true, TwoFactorStatus::Inactive)
    );
    let row = app.row(&admin, lea.id).await;
    assert_eq!(row.rule, Rule::Override(OverrideRule::Exempt));
    assert_eq!(
        (
            row.rule_since,
            row.rule_by.as_ref().map(|by| by.name.as_str())
        ),
        (Some(app.now()), Some("Ada Byron"))
    );
    assert_eq!(
        app.actions(&admin, lea.id).await[0],
        AuditAction::UserExempted
    );
    assert_eq!(app.password(&lea).await.gate, Gate::Open);
}

#[tokio::test]
async fn unchecked_again_while_2fa_is_optional_leaves_no_rule_on_the_user() {
    let (app, admin, lea) = under(Policy::Optional).await;
    save(&app, &admin, lea.id, true).await;
    assert_eq!(
        save(&app, &admin, lea.id, false).await,
        (true, TwoFactorStatus::Inactive)
    );
    let row = app.row(&admin, lea.id).await;
    assert_eq!(
        (row.rule, row.rule_by),
        (Rule::Policy(Policy::Optional), None)
    );
    assert_eq!(
        app.actions(&admin, lea.id).await[0],
        AuditAction::UserNotRequired
    );
    assert_eq!(
        app.number("SELECT count(*) FROM users WHERE override_rule IS NOT NULL")
            .await,
        0
    );
}

#[tokio::test]
async fn checked_again_while_2fa_is_required_for_all_leaves_no_rule_on_the_user() {
    let (app, admin, lea) = under(Policy::Required).await;
    save(&app, &admin, lea.id, false).await;
    assert_eq!(
        save(&app, &admin, lea.id, true).await,
        (true, TwoFactorStatus::Pending)
    );
    let row = app.row(&admin, lea.id).await;
    assert_eq!(row.rule, Rule::Policy(Policy::Required));
    assert_eq!(
        app.actions(&admin, lea.id).await[0],
        AuditAction::UserFollowsPolicy
    );
    assert_eq!(
        app.number("SELECT count(*) FROM users WHERE override_rule IS NOT NULL")
            .await,
        0
    );
}

#[tokio::test]
async fn saving_what_is_so_already_says_so_and_writes_nothing() {
    for (policy, required) in [(Policy::Optional, false), (Policy::Required, true)] {
        let (app, admin, lea) = under(policy).await;
        let before = app.entry_count().await;
        let status = TwoFactorStatus::of(false, required);
        assert_eq!(save(&app, &admin, lea.id, required).await, (false, status));
        assert!(save(&app, &admin, lea.id, !required).await.0);
        assert_eq!(
            save(&app, &admin, lea.id, !required).await,
            (false, TwoFactorStatus::of(false, !required))
        );
        assert_eq!(app.entry_count().await, before + 1);
    }
}

#[tokio::test]
async fn the_status_that_saving_gives_back_is_the_one_of_the_table() {
    let (app, admin, lea) = under(Policy::Optional).await;
    app.enrol(&lea).await;
    for (required, status) in [
        (true, TwoFactorStatus::Protected),
        (false, TwoFactorStatus::Voluntary),
    ] {
        assert_eq!(save(&app, &admin, lea.id, required).await, (true, status));
        assert_eq!(app.row(&admin, lea.id).await.status, status);
    }
}

#[tokio::test]
async fn a_rule_that_ended_by_itself_is_replaced_by_one_without_an_end() {
    let (app, admin, lea) = under(Policy::Required).await;
    save(&app, &admin, lea.id, false).await;
    app.sql("UPDATE users SET override_until = 1800000060 WHERE override_rule = 'exempt'")
        .await;
    app.advance(60);
    assert_eq!(
        app.row(&admin, lea.id).await.status,
        TwoFactorStatus::Pending
    );
    assert_eq!(
        save(&app, &admin, lea.id, false).await,
        (true, TwoFactorStatus::Inactive)
    );
    app.advance(600);
    assert_eq!(
        app.row(&admin, lea.id).await.status,
        TwoFactorStatus::Inactive
    );
}

#[tokio::test]
async fn there_is_nothing_to_save_for_a_user_who_is_not_there() {
    let (app, admin, _) = under(Policy::Optional).await;
    let right = admin.fresh_admin().unwrap();
    let refused = app
        .backend
        .save_requirement(right, UserId::new(9_999), true)
        .await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
}

#[tokio::test]
async fn attack_40_a_form_that_was_rendered_under_another_policy_changes_nothing() {
    let (app, admin, lea) = under(Policy::Required).await;
    let right = admin.fresh_admin().unwrap();
    let before = app.entry_count().await;
    let unchecked = RequirementInput::from_form(false, "motif", "", "", None);
    let stale = unchecked.seen_under(Policy::Optional);
    let refused = app.backend.save_requirement(right, lea.id, stale).await;
    assert_eq!(problem(refused), Problem::PolicyChanged);
    assert_eq!(app.entry_count().await, before);
    assert!(app.row(&admin, lea.id).await.status.is_required());
    let seen = unchecked.seen_under(Policy::Required);
    let saved = app.backend.save_requirement(right, lea.id, seen).await;
    assert!(saved.unwrap().changed);
}
