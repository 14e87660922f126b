//! On which days before a deadline users are reminded, and by whose rule.

use crate::adding::with_mails;
use crate::support::{TestApp, problem};
use backend::groups::GroupRuleChange;
use backend::policy::PolicyChange;
use domain::problem::Problem;
use domain::{AuditAction, Grace, GroupRule, Policy};

const DAY: i64 = 86_400;

#[tokio::test]
async fn an_admin_chooses_on_which_days_users_are_reminded_and_the_change_is_in_the_log() {
    let app = with_mails().await;
    let lea = app.user("Léa Roy").await;
    app.password(&lea).await;
    let admin = app.admin_with_factor().await;
    let days = async || {
        let right = admin.admin().unwrap();
        app.backend.reminder_days(right).await.unwrap().to_string()
    };
    let choose = async |typed: &str| {
        let right = admin.fresh_admin().unwrap();
        app.backend.change_reminder_days(right, typed).await
    };
    assert_eq!(days().await, "14, 7, 3, 1");
    assert!(!choose("14,7 3;1").await.unwrap());
    assert_eq!(problem(choose("0").await), Problem::ReminderDays);
    assert!(choose("10").await.unwrap());
    let entry = app.entries(&admin, admin.user()).await.remove(0);
    assert_eq!(entry.action, AuditAction::OrganisationChanged);
    assert_eq!(entry.detail.to_string(), "14, 7, 3, 1 → 10");
    let change = PolicyChange {
        grace: Grace::Days(14),
        ..PolicyChange::to(Policy::Required)
    };
    let right = admin.fresh_admin().unwrap();
    app.backend.change_policy(right, change).await.unwrap();
    let due = async || app.backend.remind_before_deadlines().await.unwrap();
    assert_eq!(due().await, 0);
    app.advance(4 * DAY);
    assert_eq!(due().await, 1);
    app.advance(5 * DAY);
    let admin = app.open(&app.add_admin("Bea Roux").await).await;
    let right = admin.fresh_admin().unwrap();
    app.backend.change_reminder_days(right, " ").await.unwrap();
    assert_eq!(due().await, 0);
    let right = admin.fresh_admin().unwrap();
    app.backend.change_reminder_days(right, "5").await.unwrap();
    assert_eq!(due().await, 1);
}

#[tokio::test]
async fn a_reminder_names_the_groups_whose_rule_gives_the_time() {
    let app = with_mails().await;
    let lea = app.user("Léa Roy").await;
    app.password(&lea).await;
    let admin = app.admin_with_factor().await;
    let by = TestApp::operator();
    for (name, rule) in [
        ("Ventes", GroupRule::Required),
        ("Nord", GroupRule::Required),
        ("Sud", GroupRule::Nothing),
    ] {
        let group = app.group_of(name, &[lea.id]).await;
        let change = GroupRuleChange {
            rule,
            grace: Grace::Days(14),
            end_sessions: false,
        };
        app.backend
            .set_group_rule(&by, group, change)
            .await
            .unwrap();
    }
    let right = admin.fresh_admin().unwrap();
    app.backend.remind(right, lea.id).await.unwrap();
    let mut told = Vec::new();
    while let Some(mail) = app.backend.take_due_mail().await.unwrap() {
        app.backend.mail_sent(&mail.notice).await.unwrap();
        told.extend(mail.time_left.map(|left| left.groups));
    }
    assert_eq!(told, [["Nord", "Ventes"]]);
    let member = app.open(&lea).await;
    let named = app.backend.own_requiring_groups(member.member().unwrap());
    assert_eq!(named.await.unwrap(), ["Nord", "Ventes"]);
    let detail = app.backend.user_detail(admin.admin().unwrap(), lea.id);
    assert_eq!(
        detail.await.unwrap().row.requiring.named,
        ["Nord", "Ventes"]
    );
}
