//! The list of exemptions, and those that end by themselves.

use crate::support::{Person, TestApp};
use backend::access::Principal;
use backend::policy::PolicyChange;
use backend::users::RequirementInput;
use domain::{
    AuditAction, AuditDetail, ExemptionKind, OverrideRule, Policy, Rule, Timestamp, TwoFactorStatus,
};
use wire::ExemptionQuery;

/// The last day of the first exemption that ends, the day after the tests begin, and its end.
const LAST_DAY: &str = "2027-01-16";
const END: Timestamp = Timestamp::from_unix(1_800_144_000);

/// An admin with a factor, while 2FA is required for all.
async fn required() -> (TestApp, Principal) {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    policy(&app, &admin, Policy::Required, false).await;
    (app, admin)
}

async fn policy(app: &TestApp, admin: &Principal, policy: Policy, end_exemptions: bool) {
    let change = PolicyChange {
        policy,
        end_sessions: false,
        end_exemptions,
        keep_individual: false,
        grace: domain::Grace::None,
        keep_announced: false,
    };
    let right = admin.fresh_admin().unwrap();
    assert!(app.backend.change_policy(right, change).await.unwrap());
}

async fn exempt(
    app: &TestApp,
    admin: &Principal,
    user: &Person,
    last_day: &str,
    kind: Option<ExemptionKind>,
) {
    let right = admin.fresh_admin().unwrap();
    let asked = RequirementInput::from_form(false, "chantier", last_day, "", kind);
    let saved = app.backend.save_requirement(right, user.id, asked).await;
    assert!(saved.unwrap().changed);
}

async fn ended(app: &TestApp) -> usize {
    app.backend.end_exemptions().await.unwrap()
}

async fn entries_of_ends(app: &TestApp) -> i64 {
    let entries = "SELECT count(*) FROM audit_entries WHERE action = 'exemption-ended'";
    app.number(entries).await
}

#[tokio::test]
async fn an_exemption_that_ends_by_itself_has_one_entry_however_many_processes_look() {
    let (app, admin) = required().await;
    let lea = app.user("Léa Lefèvre").await;
    exempt(&app, &admin, &lea, LAST_DAY, None).await;
    app.advance(END.since(app.now()) - 1);
    assert_eq!(ended(&app).await, 0);
    app.advance(61);
    let looks = tokio::join!(ended(&app), ended(&app), ended(&app));
    assert_eq!(looks.0 + looks.1 + looks.2, 1);
    assert_eq!(ended(&app).await, 0);
    assert_eq!(entries_of_ends(&app).await, 1);
    let entry = app.entries(&admin, lea.id).await.remove(0);
    let detail = AuditDetail::Exemption {
        until: Some(END),
        reason: "chantier".to_owned(),
        kind: Some(ExemptionKind::ForATime),
    };
    assert_eq!(
        (entry.action, entry.detail, entry.actor_id),
        (AuditAction::ExemptionEnded, detail, None)
    );
    let row = app.row(&admin, lea.id).await;
    assert_eq!(
        (row.status, row.rule),
        (TwoFactorStatus::Pending, Rule::Policy(Policy::Required))
    );
}

#[tokio::test]
async fn what_ended_while_no_process_ran_is_written_down_later_all_of_it() {
    let (app, admin) = required().await;
    for number in 0..7 {
        let user = app.invitee(&format!("Person {number}")).await;
        exempt(&app, &admin, &user, LAST_DAY, None).await;
    }
    let kept = app.user("Max Martin").await;
    exempt(&app, &admin, &kept, "", None).await;
    app.advance(END.since(app.now()) + 86_400);
    assert_eq!(ended(&app).await, 7);
    assert_eq!(entries_of_ends(&app).await, 7);
    let rule = app.row(&admin, kept.id).await.rule;
    assert_eq!(rule, Rule::Override(OverrideRule::Exempt));
}

#[tokio::test]
async fn the_requirement_that_was_suspended_takes_the_place_of_the_exemption() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let zoe = app.user_with("Zoé Petit", OverrideRule::Required).await;
    let made = app.row(&admin, zoe.id).await;
    app.advance(60);
    exempt(&app, &admin, &zoe, LAST_DAY, None).await;
    app.advance(END.since(app.now()));
    let before = app.row(&admin, zoe.id).await;
    assert_eq!(ended(&app).await, 1);
    let row = app.row(&admin, zoe.id).await;
    assert_eq!(row, before);
    assert_eq!(
        (row.rule, row.rule_since, row.rule_by),
        (
            Rule::Override(OverrideRule::Required),
            made.rule_since,
            made.rule_by
        )
    );
    let suspended = "SELECT count(*) FROM users WHERE suspended_generation IS NOT NULL";
    assert_eq!(app.number(suspended).await, 0);
}

#[tokio::test]
async fn an_exemption_that_ended_with_all_others_does_not_end_once_more() {
    let (app, admin) = required().await;
    let lea = app.user("Léa Lefèvre").await;
    exempt(&app, &admin, &lea, LAST_DAY, None).await;
    policy(&app, &admin, Policy::Optional, false).await;
    policy(&app, &admin, Policy::Required, true).await;
    app.advance(END.since(app.now()));
    assert_eq!(ended(&app).await, 0);
    assert_eq!(entries_of_ends(&app).await, 0);
}

/// The names on each page, by kind, and how many there are.
async fn pages(
    app: &TestApp,
    admin: &Principal,
    kind: Option<ExemptionKind>,
) -> (Vec<Vec<String>>, u64) {
    let right = admin.admin().unwrap();
    let mut query = ExemptionQuery { kind, after: None };
    let mut pages = Vec::new();
    loop {
        let page = app.backend.exemptions(right, query).await.unwrap();
        pages.push(page.rows.iter().map(|row| row.name.clone()).collect());
        query.after = page.next;
        if query.after.is_none() {
            return (pages, page.total);
        }
    }
}

#[tokio::test]
async fn those_that_end_soon_come_first_then_the_oldest_and_each_kind_can_be_asked_for() {
    let (app, admin) = required().await;
    let robot = app.user("Robot").await;
    exempt(
        &app,
        &admin,
        &robot,
        "",
        Some(ExemptionKind::ServiceAccount),
    )
    .await;
    for (name, last_day) in [
        ("Older", ""),
        ("Later", "2027-02-01"),
        ("Newer", ""),
        ("Soon", LAST_DAY),
    ] {
        app.advance(1);
        let user = app.user(name).await;
        exempt(&app, &admin, &user, last_day, None).await;
    }
    for (kind, names) in [
        (None, vec!["Soon", "Later", "Robot", "Older", "Newer"]),
        (Some(ExemptionKind::ForATime), vec!["Soon", "Later"]),
        (Some(ExemptionKind::ForGood), vec!["Older", "Newer"]),
        (Some(ExemptionKind::ServiceAccount), vec!["Robot"]),
    ] {
        let (found, total) = pages(&app, &admin, kind).await;
        assert_eq!(
            (found.concat(), total),
            (
                names.iter().map(|n| (*n).to_owned()).collect(),
                names.len() as u64
            )
        );
    }
    app.advance(END.since(app.now()));
    assert_eq!(pages(&app, &admin, None).await.0.concat()[0], "Later");
    policy(&app, &admin, Policy::Optional, false).await;
    policy(&app, &admin, Policy::Required, true).await;
    assert_eq!(pages(&app, &admin, None).await, (vec![Vec::new()], 0));
}

#[tokio::test]
async fn every_page_goes_on_where_the_one_before_has_ended() {
    let (app, admin) = required().await;
    let generation = "UPDATE users SET override_rule = 'exempt', override_kind = 'for-good', \
                      override_generation = 0, override_at = 1800000000, override_reason = 'r', \
                      override_by = 'Ada Byron' WHERE role = 'user'";
    for number in 0..120 {
        app.invitee(&format!("Person {number:03}")).await;
    }
    app.sql(generation).await;
    let (found, total) = pages(&app, &admin, None).await;
    let sizes: Vec<usize> = found.iter().map(Vec::len).collect();
    assert_eq!((sizes, total), (vec![50, 50, 20], 120));
    let mut names = found.concat();
    names.dedup();
    assert!(names.is_sorted() && names.len() == 120, "{names:?}");
}
