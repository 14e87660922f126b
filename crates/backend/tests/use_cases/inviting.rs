//! Invitations that are mailed again, and what becomes of them.

use crate::adding::{add_mailed, with_mails};
use crate::support::{START, TestApp, origin, problem, token_in};
use backend::access::Principal;
use backend::notice::DueMail;
use domain::problem::Problem;
use domain::{AuditAction, NoticeKind, ResetFallback, UserId};
use wire::view::{GivenInvitation, InvitationMail};

const CHOSEN: &str = "cinq chevaux verts dansent";

async fn invitation(app: &TestApp, admin: &Principal, id: UserId) -> Option<GivenInvitation> {
    let right = admin.admin().unwrap();
    app.backend.user_detail(right, id).await.unwrap().invitation
}

async fn mail(app: &TestApp, admin: &Principal, id: UserId) -> backend::Result<()> {
    let right = admin.fresh_admin().unwrap();
    app.backend.mail_invitation(right, id).await
}

/// The next invitation that is due.
async fn due(app: &TestApp) -> DueMail {
    while let Some(mail) = app.backend.take_due_mail().await.unwrap() {
        if mail.notice.kind == NoticeKind::Invited {
            return mail;
        }
    }
    panic!("no invitation is due");
}

#[tokio::test]
async fn an_invitation_is_mailed_again_and_the_one_before_ends() {
    let app = with_mails().await;
    let ada = app.add_admin("Ada Byron").await;
    let admin = app.open(&ada).await;
    let lea = add_mailed(&app, &admin).await;
    let first = due(&app).await;
    app.advance(72 * 3_600);
    let admin = app.open(&ada).await;
    let lapsed = invitation(&app, &admin, lea).await.unwrap();
    assert_eq!((lapsed.given, lapsed.link), (START, None));
    mail(&app, &admin, lea).await.unwrap();
    let second = due(&app).await;
    let token = |mail: DueMail| token_in(&mail.link.unwrap().url);
    let (first, second) = (token(first), token(second));
    assert_eq!(
        problem(app.backend.invitation(&first).await),
        Problem::LinkGone
    );
    app.backend
        .accept_invitation(&second, CHOSEN, CHOSEN, &origin())
        .await
        .unwrap();
    assert_eq!(
        invitation(&app, &admin, lea).await,
        None,
        "there is a password"
    );
    let invited = app.actions(&admin, lea).await;
    let invited = invited.iter().filter(|a| **a == AuditAction::Invited);
    assert_eq!(invited.count(), 2);
}

#[tokio::test]
async fn the_page_of_the_user_says_what_becomes_of_the_mail_and_of_the_link() {
    let app = with_mails().await;
    let admin = app.admin().await;
    let none = app.invitee("Noé Neuf").await;
    assert_eq!(invitation(&app, &admin, none.id).await, None);
    let lea = add_mailed(&app, &admin).await;
    let of = async || invitation(&app, &admin, lea).await.unwrap();
    assert_eq!(of().await.mail, Some(InvitationMail::Waiting));
    let first = due(&app).await;
    // The mail server has not said yes.
    assert_eq!(of().await.mail, Some(InvitationMail::Again(START.plus(60))));
    app.advance(60);
    let sent = due(&app).await;
    app.backend.mail_sent(&sent.notice).await.unwrap();
    let now = of().await;
    assert_eq!(now.mail, Some(InvitationMail::Sent(START.plus(60))));
    let link = now.link.unwrap();
    assert_eq!(
        (link.until, link.opened),
        (START.plus(60 + 72 * 3_600), None)
    );
    app.advance(60);
    assert!(
        app.backend
            .invitation(&token_in(&first.link.unwrap().url))
            .await
            .is_err()
    );
    assert_eq!(of().await.link.unwrap().opened, None);
    let token = token_in(&sent.link.unwrap().url);
    for _ in 0..2 {
        app.backend.invitation(&token).await.unwrap();
        let opened = of().await.link.unwrap().opened;
        assert_eq!(opened, Some(START.plus(120)));
        app.advance(60);
    }
    // Shown to the admin: there is no mail of this one.
    let right = admin.fresh_admin().unwrap();
    app.backend.invite(&right.into(), lea).await.unwrap();
    let shown = of().await;
    assert_eq!((shown.mail, shown.given), (None, app.now()));
}

#[tokio::test]
async fn an_invitation_that_the_mail_server_never_takes_is_said_to_be_refused() {
    let app = with_mails().await;
    let admin = app.admin().await;
    let lea = add_mailed(&app, &admin).await;
    let mail = due(&app).await;
    app.backend.mail_impossible(mail.notice.id).await.unwrap();
    let refused = invitation(&app, &admin, lea).await.unwrap();
    assert_eq!(refused.mail, Some(InvitationMail::Refused));
}

#[tokio::test]
async fn only_who_is_active_and_has_no_password_and_no_reset_is_mailed_an_invitation() {
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    let right = admin.fresh_admin().unwrap();
    let password = app.user("Max Martin").await.id;
    let gone = app.invitee("Guy Parti").await.id;
    app.backend.set_disabled(right, gone, true).await.unwrap();
    let reset = app.user("Rosa Perdue").await.id;
    app.backend
        .reset_two_factor(right, reset, "perdu", ResetFallback::Link)
        .await
        .unwrap();
    for id in [password, gone, reset] {
        let detail = app.backend.user_detail(admin.admin().unwrap(), id).await;
        assert!(!detail.unwrap().can_be_mailed);
        assert_eq!(problem(mail(&app, &admin, id).await), Problem::Unknown);
    }
    let without = TestApp::new().await;
    let admin = without.admin().await;
    let lea = without.invitee("Léa Lefèvre").await.id;
    assert_eq!(problem(mail(&without, &admin, lea).await), Problem::Unknown);
}

#[tokio::test]
async fn attack_25_a_mailed_invitation_counts_as_a_link_for_an_admin() {
    let app = with_mails().await;
    let ada = app.admin_with_factor().await;
    let bob = app.add_admin("Bob Martin").await;
    let bob = app.open(&bob).await;
    let new = app.invitee("Zoé Petit").await.id;
    let right = ada.fresh_admin().unwrap();
    let role = domain::Role::Admin;
    app.backend.change_role(right, new, role).await.unwrap();
    let told = format!(
        "SELECT count(*) FROM notices WHERE user_id = {} AND kind = 'admin-link-given'",
        bob.user()
    );
    mail(&app, &ada, new).await.unwrap();
    assert_eq!(app.number(&told).await, 1);
    let given = format!(
        "SELECT count(*) FROM handovers WHERE giver_id = {} AND user_id = {new} AND link_at IS NOT NULL",
        ada.user()
    );
    assert_eq!(app.number(&given).await, 1);
}
