//! The report of what was done to many users: each of them, with what came of it.

use crate::bulk::everybody;
use crate::support::TestApp;
use backend::bulk::{Reported, ReportedOutcome, Selected, Terms};
use domain::{AuditAction, BulkKind, OperationId, OverrideRule, UserId};

impl TestApp {
    /// The report of an operation, in as many parts as it has steps.
    async fn report(&self, id: OperationId) -> (Vec<Reported>, usize) {
        let (mut all, mut parts, mut after) = (Vec::new(), 0, None);
        loop {
            let by = Self::operator();
            let part = self.backend.report_of_operation(&by, id, after).await;
            let (users, last) = part.unwrap();
            all.extend(users);
            if last.is_none() {
                return (all, parts);
            }
            (after, parts) = (last, parts + 1);
        }
    }
}

fn outcomes<'a>(report: &'a [Reported]) -> Vec<(UserId, &'a str, &'a str)> {
    let row = |one: &'a Reported| (one.user, one.outcome.as_str(), one.outcome.reason());
    report.iter().map(row).collect()
}

#[tokio::test]
async fn each_user_is_there_once_done_already_so_or_refused_in_the_order_of_the_numbers() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    app.user_with("Zoé Petit", OverrideRule::Required).await;
    app.users_of_file(1_100).await;
    let by = admin.fresh_admin().unwrap().into();
    let none = Terms::default();
    let (_, kept, _) = app.ran(&by, BulkKind::Require, none, &everybody()).await;
    let (report, parts) = app.report(kept.id).await;
    assert_eq!((report.len(), parts), (1_102, 5));
    assert!(report.is_sorted_by_key(|one| one.user));
    let already: Vec<_> = report
        .iter()
        .filter(|one| one.outcome == ReportedOutcome::Already)
        .filter_map(|one| one.named.as_ref())
        .collect();
    assert_eq!(already.len(), 1);
    assert_eq!(already[0].0, "Zoé Petit");
    let undone = app.backend.run_undo(&by, kept.id, |_, _| {}).await;
    let (report, parts) = app.report(undone.unwrap().0.id).await;
    assert_eq!((report.len(), parts), (1_101, 5));
    let done = |one: &Reported| one.outcome == ReportedOutcome::Done;
    assert!(report.iter().all(done));
}

#[tokio::test]
async fn who_is_refused_has_the_reason_and_who_is_deleted_since_the_name_of_then() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let max = app.user("Max Martin").await;
    let by = admin.fresh_admin().unwrap().into();
    app.backend.delete_user(&by, max.id).await.unwrap();
    let listed = Selected::Listed(vec![admin.user(), lea.id, max.id]);
    let none = Terms::default();
    let (_, kept, _) = app.ran(&by, BulkKind::Deactivate, none, &listed).await;
    // What is done to them elsewhere is in no report of it.
    let right = admin.fresh_admin().unwrap();
    app.backend
        .set_disabled(right, lea.id, false)
        .await
        .unwrap();
    app.backend.delete_user(&by, lea.id).await.unwrap();
    let (report, _) = app.report(kept.id).await;
    let expected = [
        (admin.user(), "refused", "own-account"),
        (lea.id, "done", ""),
        (max.id, "refused", "gone"),
    ];
    assert_eq!(outcomes(&report), expected);
    let named = Some(("Léa Lefèvre".to_owned(), lea.email.clone()));
    assert_eq!(report[1].named, named);
    assert_eq!(report[2].named, None);
    let right = admin.admin().unwrap();
    app.backend
        .begin_operation_report(right.into(), kept.id, "csv")
        .await
        .unwrap();
    assert_eq!(app.entries_of(AuditAction::UsersExported).await, 1);
}

#[tokio::test]
async fn of_what_an_earlier_version_has_done_the_refused_users_are_there() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let by = admin.fresh_admin().unwrap().into();
    let none = Terms::default();
    let (_, kept, _) = app.ran(&by, BulkKind::Deactivate, none, &everybody()).await;
    app.sql("DELETE FROM bulk_steps").await;
    let (report, _) = app.report(kept.id).await;
    let expected = [(admin.user(), "refused", "own-account")];
    assert_eq!(outcomes(&report), expected);
}
