//! Inviting all users who have no password.

use crate::adding::with_mails;
use crate::support::TestApp;
use backend::access::Principal;
use domain::{AuditAction, NoticeKind, ResetFallback};

/// Invites the next of a round, and says how many mails there were.
async fn step(app: &TestApp) -> usize {
    app.backend.go_on_inviting().await.unwrap();
    let mut count = 0;
    while let Some(mail) = app.backend.take_due_mail().await.unwrap() {
        app.backend.mail_sent(&mail.notice).await.unwrap();
        count += usize::from(mail.notice.kind == NoticeKind::Invited);
    }
    count
}

async fn uninvited(app: &TestApp, admin: &Principal) -> (u64, bool) {
    let right = admin.admin().unwrap();
    let found = app.backend.uninvited(right).await.unwrap();
    (found.count, found.under_way)
}

#[tokio::test]
async fn all_who_have_no_password_and_no_invitation_are_invited_fifty_at_a_time() {
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    let right = admin.fresh_admin().unwrap();
    let mut ids = Vec::new();
    for number in 0..60 {
        ids.push(app.invitee(&format!("Personne {number}")).await.id);
    }
    app.user("Max Martin").await;
    app.backend.invite(&right.into(), ids[0]).await.unwrap();
    app.backend.set_disabled(right, ids[1], true).await.unwrap();
    let reset = ResetFallback::Later;
    app.backend
        .reset_two_factor(right, ids[2], "perdu", reset)
        .await
        .unwrap();
    assert_eq!(uninvited(&app, &admin).await, (57, false));
    for _ in 0..2 {
        app.backend.invite_all(right).await.unwrap();
    }
    let rounds = "SELECT count(*) FROM invitation_rounds";
    assert_eq!(app.number(rounds).await, 1);
    // Who comes later is not in it.
    let late = app.invitee("Zoé Petit").await.id;
    assert_eq!(step(&app).await, 50);
    assert_eq!(uninvited(&app, &admin).await, (8, true));
    assert_eq!((step(&app).await, step(&app).await), (7, 0));
    assert_eq!(uninvited(&app, &admin).await, (1, false));
    let actions = app.actions(&admin, late).await;
    assert!(!actions.contains(&AuditAction::Invited));
    let entries = app.entries(&admin, ids[59]).await;
    assert_eq!(entries[0].action, AuditAction::Invited);
    assert_eq!(entries[0].actor_id, Some(admin.user()));
    let invited = "SELECT count(*) FROM audit_entries WHERE action = 'invited'";
    assert_eq!(app.number(invited).await, 58);
}

#[tokio::test]
async fn no_further_users_are_invited_while_many_mails_wait() {
    let app = with_mails().await;
    let admin = app.admin().await;
    for number in 0..160 {
        app.invitee(&format!("Personne {number}")).await;
    }
    let right = admin.fresh_admin().unwrap();
    app.backend.invite_all(right).await.unwrap();
    for _ in 0..4 {
        app.backend.go_on_inviting().await.unwrap();
    }
    let waiting = "SELECT count(*) FROM notices WHERE kind = 'invited'";
    assert_eq!(app.number(waiting).await, 100);
    assert_eq!(step(&app).await, 100);
    assert_eq!(step(&app).await, 50);
    assert_eq!(step(&app).await, 10);
}

#[tokio::test]
async fn attack_24_a_round_of_invitations_ends_with_the_role_of_the_admin_who_began_it() {
    for change in ["role", "disabled", "restored"] {
        let app = with_mails().await;
        let ada = app.admin_with_factor().await;
        let bob = app.add_admin("Bob Martin").await;
        let session = app.open(&bob).await;
        app.invitee("Léa Lefèvre").await;
        let right = session.fresh_admin().unwrap();
        app.backend.invite_all(right).await.unwrap();
        let right = ada.fresh_admin().unwrap();
        match change {
            "role" => {
                let role = domain::Role::User;
                app.backend.change_role(right, bob.id, role).await.unwrap();
            }
            "disabled" => {
                let done = app.backend.set_disabled(right, bob.id, true).await;
                done.unwrap();
            }
            _ => {
                let operator = TestApp::operator();
                app.backend.close_restored(&operator, &[]).await.unwrap();
            }
        }
        assert_eq!(step(&app).await, 0, "{change}");
        let rounds = "SELECT count(*) FROM invitation_rounds";
        assert_eq!(app.number(rounds).await, 0, "{change}");
    }
}

#[tokio::test]
async fn attack_25_a_round_gives_no_admin_a_link_beside_a_code_from_the_same_hands() {
    let app = with_mails().await;
    let ada = app.admin_with_factor().await;
    let right = ada.fresh_admin().unwrap();
    let new = app.invitee("Zoé Petit").await.id;
    app.invitee("Zélie Ray").await;
    let role = domain::Role::Admin;
    app.backend.change_role(right, new, role).await.unwrap();
    app.sql(&format!(
        "INSERT INTO handovers (giver_id, user_id, code_at) VALUES ({}, {new}, {})",
        ada.user(),
        app.now().unix()
    ))
    .await;
    app.backend.invite_all(right).await.unwrap();
    assert_eq!(step(&app).await, 1, "the other one");
    let actions = app.actions(&ada, new).await;
    assert!(!actions.contains(&AuditAction::Invited));
}
