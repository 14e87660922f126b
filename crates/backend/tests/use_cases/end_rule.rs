//! The individual rule of a user: ending it whatever the policy is, and suspending a requirement for a time.

use crate::support::{Person, TestApp};
use backend::access::Principal;
use backend::policy::PolicyChange;
use backend::users::RequirementInput;
use domain::{AuditAction, OverrideRule, Policy, Rule, Timestamp, TwoFactorStatus};
use wire::view::UserDetail;

/// The last day of the exemption, the day after the tests begin, and its end.
const LAST_DAY: &str = "2027-01-16";
const END: Timestamp = Timestamp::from_unix(1_800_144_000);
const EXEMPT: Rule = Rule::Override(OverrideRule::Exempt);
const REQUIRED: Rule = Rule::Override(OverrideRule::Required);

async fn detail(app: &TestApp, admin: &Principal, user: &Person) -> UserDetail {
    let right = admin.admin().unwrap();
    app.backend.user_detail(right, user.id).await.unwrap()
}

/// The rule that applies, and the one after it.
async fn rules(app: &TestApp, admin: &Principal, user: &Person) -> (Rule, Option<Rule>) {
    let detail = detail(app, admin, user).await;
    (detail.row.rule, detail.after_rule)
}

async fn end(app: &TestApp, admin: &Principal, user: &Person, seen: OverrideRule) -> Option<bool> {
    let right = admin.fresh_admin().unwrap();
    app.backend.end_rule(right, user.id, seen).await.unwrap()
}

/// Unchecks the box: with this last day and a reason, or alone.
async fn uncheck(app: &TestApp, admin: &Principal, user: &Person, last_day: &str) -> bool {
    let right = admin.fresh_admin().unwrap();
    let asked = RequirementInput::NotRequired {
        reason: if last_day.is_empty() { "" } else { "chantier" },
        last_day,
        zone: "",
        kind: None,
    };
    let saved = app.backend.save_requirement(right, user.id, asked).await;
    saved.unwrap().changed
}

/// Zoé, of whom alone 2FA is required since before, while it is optional for all.
async fn zoe() -> (TestApp, Principal, Person) {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let zoe = app.user_with("Zoé Petit", OverrideRule::Required).await;
    app.advance(60);
    (app, admin, zoe)
}

#[tokio::test]
async fn an_exemption_is_ended_under_either_policy_and_what_applies_then_is_said() {
    for policy in Policy::ALL {
        let app = TestApp::new().await;
        let admin = app.admin().await;
        let max = app.user_with("Max Martin", OverrideRule::Exempt).await;
        if *policy == Policy::Required {
            app.set_policy(&admin, *policy).await;
        }
        let then = Rule::Policy(*policy);
        assert_eq!(rules(&app, &admin, &max).await, (EXEMPT, Some(then)));
        let required = end(&app, &admin, &max, OverrideRule::Exempt).await;
        assert_eq!(required, Some(*policy == Policy::Required));
        assert_eq!(rules(&app, &admin, &max).await, (then, None));
        let actions = app.actions(&admin, max.id).await;
        assert_eq!(actions[0], AuditAction::UserFollowsPolicy);
    }
}

#[tokio::test]
async fn an_individual_requirement_is_lifted_under_either_policy() {
    for policy in Policy::ALL {
        let (app, admin, zoe) = zoe().await;
        if *policy == Policy::Required {
            app.set_policy(&admin, *policy).await;
        }
        let then = Rule::Policy(*policy);
        assert_eq!(rules(&app, &admin, &zoe).await, (REQUIRED, Some(then)));
        let required = end(&app, &admin, &zoe, OverrideRule::Required).await;
        assert_eq!(required, Some(*policy == Policy::Required));
        assert_eq!(rules(&app, &admin, &zoe).await, (then, None));
        let actions = app.actions(&admin, zoe.id).await;
        assert_eq!(actions[0], AuditAction::UserRequirementLifted);
    }
}

#[tokio::test]
async fn a_rule_that_is_another_one_by_now_or_none_is_not_ended() {
    let (app, admin, zoe) = zoe().await;
    let before = app.entry_count().await;
    assert_eq!(end(&app, &admin, &zoe, OverrideRule::Exempt).await, None);
    assert_eq!(app.entry_count().await, before);
    let lifted = end(&app, &admin, &zoe, OverrideRule::Required).await;
    assert_eq!(lifted, Some(false));
    let again = end(&app, &admin, &zoe, OverrideRule::Required).await;
    assert_eq!((again, app.entry_count().await), (None, before + 1));
}

#[tokio::test]
async fn a_requirement_that_is_suspended_applies_again_at_the_minute_as_it_was_made() {
    for policy in Policy::ALL {
        let (app, admin, zoe) = zoe().await;
        let made = detail(&app, &admin, &zoe).await.row;
        if *policy == Policy::Required {
            app.set_policy(&admin, *policy).await;
        }
        assert!(uncheck(&app, &admin, &zoe, LAST_DAY).await);
        let row = app.row(&admin, zoe.id).await;
        assert_eq!(
            (row.status, row.rule_until),
            (TwoFactorStatus::Inactive, Some(END))
        );
        assert_eq!(
            rules(&app, &admin, &zoe).await,
            (EXEMPT, Some(REQUIRED)),
            "{policy}"
        );
        assert!(!uncheck(&app, &admin, &zoe, LAST_DAY).await);
        app.advance(END.since(app.now()) - 1);
        assert_eq!(app.row(&admin, zoe.id).await.rule, EXEMPT);
        app.advance(1);
        let row = app.row(&admin, zoe.id).await;
        assert_eq!((row.status, row.rule), (TwoFactorStatus::Pending, REQUIRED));
        assert_eq!(
            (row.rule_since, row.rule_by, row.rule_until, row.rule_reason),
            (made.rule_since, made.rule_by, None, None)
        );
        let then = Some(Rule::Policy(*policy));
        assert_eq!(rules(&app, &admin, &zoe).await, (REQUIRED, then));
    }
}

#[tokio::test]
async fn ending_the_suspension_early_or_checking_the_box_restores_the_requirement() {
    for by_box in [false, true] {
        let (app, admin, zoe) = zoe().await;
        let made = detail(&app, &admin, &zoe).await.row;
        uncheck(&app, &admin, &zoe, LAST_DAY).await;
        if by_box {
            let right = admin.fresh_admin().unwrap();
            let saved = app.backend.save_requirement(right, zoe.id, true).await;
            assert!(saved.unwrap().changed);
        } else {
            let required = end(&app, &admin, &zoe, OverrideRule::Exempt).await;
            assert_eq!(required, Some(true));
        }
        let row = app.row(&admin, zoe.id).await;
        assert_eq!((row.status, row.rule), (TwoFactorStatus::Pending, REQUIRED));
        assert_eq!(
            (row.rule_since, row.rule_by),
            (made.rule_since, made.rule_by)
        );
        let actions = app.actions(&admin, zoe.id).await;
        assert_eq!(actions[0], AuditAction::UserFollowsPolicy);
    }
}

#[tokio::test]
async fn by_the_box_alone_a_requirement_is_lifted_and_does_not_come_back() {
    let (app, admin, zoe) = zoe().await;
    uncheck(&app, &admin, &zoe, LAST_DAY).await;
    assert!(uncheck(&app, &admin, &zoe, "").await);
    let free = Rule::Policy(Policy::Optional);
    assert_eq!(rules(&app, &admin, &zoe).await, (free, None));
    app.advance(END.since(app.now()));
    assert_eq!(rules(&app, &admin, &zoe).await, (free, None));
}

#[tokio::test]
async fn a_suspended_requirement_is_lifted_with_all_others_and_comes_back_when_that_is_undone() {
    let (app, admin, zoe) = zoe().await;
    uncheck(&app, &admin, &zoe, LAST_DAY).await;
    app.set_policy(&admin, Policy::Required).await;
    app.set_policy(&admin, Policy::Optional).await;
    let free = Rule::Policy(Policy::Optional);
    assert_eq!(rules(&app, &admin, &zoe).await, (EXEMPT, Some(free)));
    // The same once more, of one that was made between the change and its undoing.
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let change = async |policy| {
        let change = PolicyChange {
            policy,
            end_sessions: false,
            end_exemptions: false,
            keep_individual: false,
            grace: domain::Grace::None,
            keep_announced: false,
        };
        let right = admin.fresh_admin().unwrap();
        app.backend.change_policy(right, change).await.unwrap();
    };
    change(Policy::Required).await;
    change(Policy::Optional).await;
    let right = admin.fresh_admin().unwrap();
    let saved = app.backend.save_requirement(right, lea.id, true).await;
    assert!(saved.unwrap().changed);
    uncheck(&app, &admin, &lea, LAST_DAY).await;
    app.backend.undo_policy(right, 2).await.unwrap();
    assert_eq!(rules(&app, &admin, &lea).await, (EXEMPT, Some(REQUIRED)));
    change(Policy::Optional).await;
    assert_eq!(rules(&app, &admin, &lea).await, (EXEMPT, Some(free)));
}
