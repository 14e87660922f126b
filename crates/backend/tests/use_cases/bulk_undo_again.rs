//! Taking back what was done to many users, where others decided in between, and where that itself was ended early.

use crate::bulk::everybody;
use crate::support::{TestApp, problem};
use backend::access::Principal;
use backend::bulk::{Selected, Terms};
use domain::problem::Problem;
use domain::{AuditAction, BulkKind, BulkRefusal, BulkState, OperationId};

#[tokio::test]
async fn who_was_added_and_removed_again_since_a_group_was_left_stays_out_of_it() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let by = admin.fresh_admin().unwrap().into();
    let mut members = Vec::new();
    for name in ["Léa Lefèvre", "Max Martin", "Zoé Petit"] {
        members.push(app.user(name).await.id);
    }
    let [lea, max, zoe] = members[..] else {
        panic!("three");
    };
    let group = app.group_of("Ventes", &members).await;
    // What happened before is no later decision.
    app.backend.remove_member(&by, group, zoe).await.unwrap();
    let again = [zoe.to_string()];
    app.backend.add_members(&by, group, &again).await.unwrap();
    let terms = Terms {
        group: Some(group),
        ..Terms::default()
    };
    let listed = Selected::Listed(members.clone());
    let (_, left, _) = app.ran(&by, BulkKind::Leave, terms, &listed).await;
    assert_eq!(left.done, 3);
    let other = app.group_of("Stages", &[max]).await;
    app.backend.remove_member(&by, other, max).await.unwrap();
    let again = [lea.to_string()];
    app.backend.add_members(&by, group, &again).await.unwrap();
    // Under the name that the group had at that moment.
    let renamed = app.backend.rename_group(&by, group, "Commerce").await;
    renamed.unwrap();
    app.backend.remove_member(&by, group, lea).await.unwrap();
    let renamed = app.backend.rename_group(&by, group, "Terrain").await;
    renamed.unwrap();
    let undone = app.undone(&admin, left.id).await;
    assert_eq!((undone.done, undone.refused), (2, 1));
    let refused = app.refused_of(&admin, undone.id).await;
    assert_eq!(refused[0].user, lea);
    assert_eq!(refused[0].reason, Some(BulkRefusal::Changed));
    let members = format!("SELECT count(*) FROM group_members WHERE user_id IN ({max}, {zoe})");
    assert_eq!(app.number(&members).await, 2);
}

#[tokio::test]
async fn an_undoing_that_was_ended_early_is_taken_up_again_where_it_stood_by_any_admin() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let max = app.open(&app.add_admin("Max Martin").await).await;
    app.users_of_file(1_200).await;
    let id = app.begun(&admin, BulkKind::Require, &everybody()).await;
    app.backend.carry_out_operations().await.unwrap();
    let begin = async |by: &Principal| {
        let right = by.fresh_admin().unwrap();
        app.backend.undo_operation(right, id).await
    };
    let shown = async |id: OperationId| {
        let shown = app.backend.operation(max.admin().unwrap(), id).await;
        shown.unwrap()
    };
    let undo = begin(&admin).await.unwrap();
    assert!(app.backend.carry_out_users(undo).await.unwrap());
    assert_eq!(shown(id).await.undo, None, "under way");
    let right = max.fresh_admin().unwrap();
    assert!(app.backend.cancel_operation(right, undo).await.unwrap());
    let offered = shown(id).await.undo;
    assert_eq!(offered.map(|(undone, _)| undone), Some(id));
    assert_eq!(shown(undo).await.undo, offered);
    // It counts from its own last step as well.
    app.advance(299);
    assert_eq!(begin(&max).await.unwrap(), undo);
    assert!(app.backend.carry_out_users(undo).await.unwrap());
    app.sql(&format!(
        "UPDATE users SET role = 'user' WHERE id = {}",
        max.user()
    ))
    .await;
    assert!(!app.backend.carry_out_users(undo).await.unwrap());
    assert_eq!(app.stands(&admin, undo).await.state, BulkState::Stopped);
    app.advance(599);
    app.backend.sweep(app.now()).await.unwrap();
    assert_eq!(begin(&admin).await.unwrap(), undo);
    app.backend.carry_out_operations().await.unwrap();
    let kept = app.stands(&admin, undo).await;
    assert_eq!((kept.state, kept.total), (BulkState::Done, 1_202));
    assert_eq!((kept.done, kept.refused), (1_202, 0));
    assert_eq!(app.entries_of(AuditAction::UserNotRequired).await, 1_202);
    assert_eq!(app.entries_of(AuditAction::BulkUndone).await, 3);
    assert_eq!(app.stands(&admin, id).await.done, 1_202);
    app.advance(600);
    app.backend.sweep(app.now()).await.unwrap();
    assert_eq!(app.number("SELECT count(*) FROM bulk_undos").await, 0);
}

#[tokio::test]
async fn an_undoing_that_was_ended_early_ends_for_good_ten_minutes_after_its_last_step() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    app.users_of_file(700).await;
    let id = app.begun(&admin, BulkKind::Require, &everybody()).await;
    app.backend.carry_out_operations().await.unwrap();
    let right = || admin.fresh_admin().unwrap();
    let undo = app.backend.undo_operation(right(), id).await.unwrap();
    app.backend.carry_out_users(undo).await.unwrap();
    app.backend.cancel_operation(right(), undo).await.unwrap();
    app.advance(600);
    let shown = app.backend.operation(admin.admin().unwrap(), undo).await;
    assert_eq!(shown.unwrap().undo, None);
    let late = app.backend.undo_operation(right(), id).await;
    assert_eq!(problem(late), Problem::UndoTooLate);
    app.backend.sweep(app.now()).await.unwrap();
    assert_eq!(app.number("SELECT count(*) FROM bulk_undos").await, 0);
}
