//! On which days before a deadline users are reminded.

use crate::adding::with_mails;
use crate::support::problem;
use backend::policy::PolicyChange;
use domain::problem::Problem;
use domain::{AuditAction, Grace, Policy};

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
