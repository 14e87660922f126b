//! Requiring 2FA for all, and making it optional again.

use crate::support::{START, TestApp, asked};
use backend::policy::PolicyChange;
use domain::{AuditAction, Distribution, OverrideRule, Policy, Rule, TwoFactorStatus};
use sea_orm::EntityTrait;
use wire::view::Consequences;

const REQUIRE: PolicyChange = PolicyChange {
    policy: Policy::Required,
    end_sessions: false,
    end_exemptions: false,
    keep_individual: false,
    grace: domain::Grace::None,
    keep_announced: false,
};

#[tokio::test]
async fn requiring_for_all_reaches_everybody_but_the_exempted() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let exempt = app.user_with("Max Martin", OverrideRule::Exempt).await;
    let right = admin.fresh_admin().unwrap();
    app.advance(5);
    assert!(app.backend.change_policy(right, REQUIRE).await.unwrap());
    let row = app.row(&admin, lea.id).await;
    assert_eq!(
        (row.status, row.rule),
        (TwoFactorStatus::Pending, Rule::Policy(Policy::Required))
    );
    assert_eq!(
        (
            row.rule_since,
            row.rule_by.as_ref().map(|by| by.name.as_str())
        ),
        (Some(START.plus(5)), Some("Ada Byron"))
    );
    let row = app.row(&admin, exempt.id).await;
    assert_eq!(
        (row.status, row.rule),
        (
            TwoFactorStatus::Inactive,
            Rule::Override(OverrideRule::Exempt)
        )
    );
    let by = domain::exemption::COMMAND_LINE;
    assert_eq!(row.rule_by.as_ref().map(|by| by.name.as_str()), Some(by));
}

#[tokio::test]
async fn exemptions_end_with_the_policy_where_the_admin_says_so() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let exempt = app.user_with("Max Martin", OverrideRule::Exempt).await;
    let required = app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    let right = admin.fresh_admin().unwrap();
    let change = PolicyChange {
        end_exemptions: true,
        ..REQUIRE
    };
    assert!(app.backend.change_policy(right, change).await.unwrap());
    let row = app.row(&admin, exempt.id).await;
    assert_eq!(
        (row.status, row.rule),
        (TwoFactorStatus::Pending, Rule::Policy(Policy::Required))
    );
    let row = app.row(&admin, required.id).await;
    assert_eq!(row.rule, Rule::Override(OverrideRule::Required));
    // A new exemption after that applies.
    app.backend
        .save_requirement(right, exempt.id, asked(false))
        .await
        .unwrap();
    assert_eq!(
        app.row(&admin, exempt.id).await.status,
        TwoFactorStatus::Inactive
    );
}

#[tokio::test]
async fn making_it_optional_lifts_every_individual_requirement() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let required = app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    let exempt = app.user_with("Max Martin", OverrideRule::Exempt).await;
    app.set_policy(&admin, Policy::Required).await;
    app.set_policy(&admin, Policy::Optional).await;
    let row = app.row(&admin, required.id).await;
    assert_eq!(
        (row.status, row.rule),
        (TwoFactorStatus::Inactive, Rule::Policy(Policy::Optional))
    );
    assert_eq!(
        row.rule_by.as_ref().map(|by| by.name.as_str()),
        Some("Ada Byron")
    );
    // A new individual requirement after that applies.
    let right = admin.fresh_admin().unwrap();
    app.backend
        .save_requirement(right, required.id, true)
        .await
        .unwrap();
    assert_eq!(
        app.row(&admin, required.id).await.status,
        TwoFactorStatus::Pending
    );
    // Exemptions were not touched.
    app.set_policy(&admin, Policy::Required).await;
    assert_eq!(
        app.row(&admin, exempt.id).await.status,
        TwoFactorStatus::Inactive
    );
}

#[tokio::test]
async fn individual_requirements_stay_where_the_admin_keeps_them_and_the_log_says_so() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let required = app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    let other = app.user("Max Martin").await;
    let right = admin.fresh_admin().unwrap();
    app.backend.change_policy(right, REQUIRE).await.unwrap();
    let keep = PolicyChange {
        policy: Policy::Optional,
        keep_individual: true,
        ..REQUIRE
    };
    assert!(app.backend.change_policy(right, keep).await.unwrap());
    let statuses = [required.id, other.id].map(async |id| app.row(&admin, id).await.status);
    let [kept, lifted] = statuses;
    assert_eq!(
        (kept.await, lifted.await),
        (TwoFactorStatus::Pending, TwoFactorStatus::Inactive)
    );
    let entries = app.entries(&admin, admin.user()).await;
    assert_eq!(entries[0].detail.to_string(), "keep-individual");
}

#[tokio::test]
async fn no_row_of_a_user_is_written() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    app.user_with("Max Martin", OverrideRule::Exempt).await;
    app.refuse("UPDATE", "users").await;
    let right = admin.fresh_admin().unwrap();
    let all = PolicyChange {
        end_exemptions: true,
        end_sessions: true,
        ..REQUIRE
    };
    assert!(app.backend.change_policy(right, all).await.unwrap());
    let optional = PolicyChange {
        policy: Policy::Optional,
        ..REQUIRE
    };
    assert!(app.backend.change_policy(right, optional).await.unwrap());
}

#[tokio::test]
async fn changing_to_what_is_so_already_changes_nothing_and_writes_nothing() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let required = app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    let exempt = app.user_with("Max Martin", OverrideRule::Exempt).await;
    let right = admin.fresh_admin().unwrap();
    let before = app.entry_count().await;
    let optional = PolicyChange {
        policy: Policy::Optional,
        ..REQUIRE
    };
    assert!(!app.backend.change_policy(right, optional).await.unwrap());
    assert_eq!(app.entry_count().await, before);
    assert_eq!(
        app.row(&admin, required.id).await.status,
        TwoFactorStatus::Pending
    );
    assert!(app.backend.change_policy(right, REQUIRE).await.unwrap());
    let again = PolicyChange {
        end_exemptions: true,
        end_sessions: true,
        ..REQUIRE
    };
    assert!(!app.backend.change_policy(right, again).await.unwrap());
    assert_eq!(app.entry_count().await, before + 1);
    assert_eq!(
        app.row(&admin, exempt.id).await.status,
        TwoFactorStatus::Inactive
    );
}

#[tokio::test]
async fn the_log_says_what_the_admin_chose() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let right = admin.fresh_admin().unwrap();
    let all = PolicyChange {
        end_exemptions: true,
        end_sessions: true,
        ..REQUIRE
    };
    app.backend.change_policy(right, all).await.unwrap();
    app.set_policy(&admin, Policy::Optional).await;
    let entries = app.entries(&admin, admin.user()).await;
    let described: Vec<_> = entries[..2]
        .iter()
        .map(|e| (e.action, e.detail.to_string()))
        .collect();
    let expected = [
        (AuditAction::PolicyOptional, String::new()),
        (
            AuditAction::PolicyRequired,
            "end-sessions end-exemptions".to_owned(),
        ),
    ];
    assert_eq!(described, expected);
    assert_eq!(
        (entries[1].actor.as_str(), entries[1].target.as_str()),
        ("Ada Byron", "")
    );
}

#[tokio::test]
async fn the_overview_counts_the_statuses_and_what_a_change_would_do() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.user("Léa Lefèvre").await;
    app.user_with("Max Martin", OverrideRule::Exempt).await;
    app.user_with("Zoé Petit", OverrideRule::Required).await;
    let active = app.user("Noé Roy").await;
    app.enrol(&active).await;
    let protected = app.user_with("Eva Blanc", OverrideRule::Required).await;
    app.enrol(&protected).await;
    let right = admin.admin().unwrap();
    let before = app.backend.security_overview(right).await.unwrap();
    // Inactive: Ada, Léa, Max.
    let expected = Distribution {
        protected: 1,
        voluntary: 1,
        pending: 1,
        inactive: 3,
        deactivated: 0,
    };
    assert_eq!(
        (before.policy, before.distribution),
        (Policy::Optional, expected)
    );
    assert_eq!((before.since, before.by, before.now), (None, None, START));
    let first = before.consequences.first_to_activate.clone();
    let consequences = Consequences {
        to_activate: 3,
        first_to_activate: first.clone(),
        own_factor: false,
        exempt: 1,
        individual: 2,
        first_individual: Vec::new(),
    };
    assert_eq!(before.consequences, consequences);

    app.advance(5);
    app.set_policy(&admin, Policy::Required).await;
    let after = app.backend.security_overview(right).await.unwrap();
    let expected = Distribution {
        protected: 2,
        voluntary: 0,
        pending: 3,
        inactive: 1,
        deactivated: 0,
    };
    assert_eq!(
        (after.policy, after.distribution),
        (Policy::Required, expected)
    );
    assert_eq!(after.distribution.pending, before.consequences.to_activate);
    let named = after.consequences.first_individual.iter();
    assert_eq!(named.count(), 2);
    assert_eq!(
        (after.since, after.by.map(|by| by.name).as_deref()),
        (Some(START.plus(5)), Some("Ada Byron"))
    );
}

#[tokio::test]
async fn the_policy_is_optional_in_a_new_database() {
    let app = TestApp::new().await;
    let found = store::entity::policy::Entity::find()
        .all(app.db().read())
        .await
        .unwrap();
    let epoch = store::column::Stored(domain::Timestamp::from_unix(0));
    let expected = store::entity::policy::Model {
        id: 1,
        policy: domain::Policy::Optional.into(),
        required_generation: 0,
        exempt_generation: 0,
        changed_at: None,
        changed_by: None,
        changed_by_email: None,
        changes: 0,
        before_policy: None,
        before_required_generation: None,
        before_exempt_generation: None,
        grace_days: None,
        grace_until: None,
        announced_at: epoch,
        lifted_at: epoch,
        made_at: epoch,
        exemptions_ended_at: epoch,
        before_grace_days: None,
        before_grace_until: None,
        before_announced_at: epoch,
        before_lifted_at: epoch,
        before_made_at: epoch,
        before_exemptions_ended_at: epoch,
    };
    assert_eq!(found, [expected]);
}
