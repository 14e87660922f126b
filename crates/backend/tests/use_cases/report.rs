//! The report for auditors.

use crate::support::{TestApp, asked};
use backend::access::Principal;
use backend::audit::{Broken, Flaw, Verdict};
use backend::policy::PolicyChange;
use domain::{AuditAction, Policy, Role, Timestamp};
use wire::ReportQuery;

const DAY: i64 = 86_400;

/// An auditor, signed in.
async fn auditor(app: &TestApp) -> Principal {
    let aude = app.with_role("Aude Lire", Role::Auditor).await;
    app.open(&aude).await
}

async fn policy(app: &TestApp, admin: &Principal, policy: Policy) {
    let change = PolicyChange::to(policy);
    let right = admin.fresh_admin().unwrap();
    assert!(app.backend.change_policy(right, change).await.unwrap());
}

#[tokio::test]
async fn the_report_has_the_rules_the_figures_the_exemptions_and_the_changes_of_its_days() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let aude = auditor(&app).await;
    let lea = app.user("Léa Lefèvre").await;
    let first = app.now();
    policy(&app, &admin, Policy::Required).await;
    let right = admin.fresh_admin().unwrap();
    app.backend
        .save_requirement(right, lea.id, asked(false))
        .await
        .unwrap();
    let reader = aude.reader().unwrap();
    let report = app
        .backend
        .report(reader, ReportQuery::default())
        .await
        .unwrap();
    assert_eq!(report.at, app.now());
    assert_eq!(report.overview.policy, Policy::Required);
    assert_eq!(report.overview.distribution.total(), 3);
    assert_eq!(report.period.to.plus(-89 * DAY), report.period.from);
    let (exempt, more) = app.backend.report_exemptions(reader, None).await.unwrap();
    assert_eq!(more, None);
    let reasons: Vec<(&str, Option<&str>)> = exempt
        .iter()
        .map(|row| (row.name.as_str(), row.reason.as_deref()))
        .collect();
    assert_eq!(reasons, [("Léa Lefèvre", Some("motif de test"))]);
    let changes = app.backend.report_changes(reader, report.period, None);
    let (changes, older) = changes.await.unwrap();
    let actions: Vec<AuditAction> = changes.iter().map(|entry| entry.action).collect();
    assert_eq!(
        actions,
        [AuditAction::UserExempted, AuditAction::PolicyRequired]
    );
    assert_eq!(older, None);

    // Another period has none of them.
    let earlier = ReportQuery {
        from: None,
        to: Timestamp::parse_day(&first.plus(-DAY).to_day()),
    };
    let report = app.backend.report(reader, earlier).await.unwrap();
    let changes = app.backend.report_changes(reader, report.period, None);
    assert!(changes.await.unwrap().0.is_empty());
}

#[tokio::test]
async fn the_report_says_what_was_verified_of_the_log_and_up_to_which_entry() {
    let app = TestApp::new().await;
    app.admin().await;
    let aude = auditor(&app).await;
    let reader = aude.reader().unwrap();
    let log = app.backend.report(reader, ReportQuery::default());
    let log = log.await.unwrap().log;
    let entries = u64::try_from(app.entry_count().await).unwrap();
    assert!(log.is_followed);
    assert_eq!(
        (log.verdict, log.entries),
        (Verdict::Holds(entries), entries)
    );
    let head = app.backend.audit_head(&TestApp::operator()).await.unwrap();
    assert_eq!((log.head, log.at), (head, app.now()));
    let last = app.number("SELECT max(id) FROM audit_entries").await;
    assert_eq!(log.last, last);
}

#[tokio::test]
async fn the_report_tells_of_a_log_that_was_changed() {
    let app = TestApp::new().await;
    app.admin().await;
    let aude = auditor(&app).await;
    let first = app.number("SELECT min(id) FROM audit_entries").await;
    app.take_trigger_away("audit_entries", "audit_entries_fix")
        .await;
    let change = format!("UPDATE audit_entries SET detail = 'x' WHERE id = {first}");
    app.sql(&change).await;
    let reader = aude.reader().unwrap();
    let log = app.backend.report(reader, ReportQuery::default());
    let log = log.await.unwrap().log;
    let flaw = Flaw::Changed;
    assert_eq!(log.verdict, Verdict::Broken(Broken { id: first, flaw }));
}

#[tokio::test]
async fn the_lists_of_the_report_go_on_where_a_part_ends() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let aude = auditor(&app).await;
    policy(&app, &admin, Policy::Required).await;
    let generation = app.number("SELECT exempt_generation FROM policies").await;
    app.sql(&format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 501) \
         INSERT INTO users (email, email_key, name, name_key, search_key, role, language, created_at, override_rule, \
           override_generation, override_at, override_reason, override_kind) \
         SELECT 'u' || i, 'u' || i, 'U' || i, 'u' || i, 'u' || i, 'user', 'fr', 0, 'exempt', {generation}, 1, 'r' || i, \
           'for-good' FROM n"
    ))
    .await;
    let reader = aude.reader().unwrap();
    let (first, next) = app.backend.report_exemptions(reader, None).await.unwrap();
    assert_eq!(first.len(), 500);
    let (rest, end) = app.backend.report_exemptions(reader, next).await.unwrap();
    assert_eq!((rest.len(), end), (1, None));
    assert!(!first.contains(&rest[0]));
}
