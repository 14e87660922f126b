//! Links to another password that are asked for on the page of the sign-in.

use crate::adding::with_mails;
use crate::support::{PASSWORD, Person, START, TestApp, origin, problem, token_in};
use backend::Result;
use backend::access::Principal;
use backend::notice::DueMail;
use domain::problem::Problem;
use domain::{AuditAction, AuditDetail, Gate, NoticeKind, ResetFallback, Role};

const CHOSEN: &str = "cinq chevaux verts dansent";

pub async fn ask(app: &TestApp, email: &str) -> Result<()> {
    app.backend.ask_for_password(email, &origin()).await
}

/// The mails that hold a link that was asked for, each taken once.
pub async fn mails(app: &TestApp) -> Vec<DueMail> {
    app.backend.look_at_password_requests().await.unwrap();
    let mut mails = Vec::new();
    while let Some(mail) = app.backend.take_due_mail().await.unwrap() {
        if mail.notice.kind == NoticeKind::PasswordAsked {
            app.backend.mail_sent(&mail.notice).await.unwrap();
            mails.push(mail);
        }
    }
    mails
}

/// The token in the one mail that is due.
pub async fn mailed(app: &TestApp) -> String {
    let mut mails = mails(app).await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    token_in(&mails.pop().unwrap().link.unwrap().url)
}

/// The token in the mail that this user gets after asking.
pub async fn asked(app: &TestApp, person: &Person) -> String {
    ask(app, &person.email).await.unwrap();
    mailed(app).await
}

async fn choose(app: &TestApp, token: &str) -> Result<()> {
    app.backend
        .accept_invitation(token, CHOSEN, CHOSEN, &origin())
        .await
}

pub async fn works(app: &TestApp, token: &str) -> bool {
    app.backend.invitation(token).await.is_ok()
}

async fn sign_in(app: &TestApp, person: &Person) -> Principal {
    let signed_in = app
        .backend
        .sign_in(&person.email, CHOSEN, &origin(), None)
        .await;
    app.load(&signed_in.unwrap().token).await
}

#[tokio::test]
async fn who_asks_gets_a_link_by_mail_that_is_stored_nowhere_and_works_once() {
    let app = with_mails().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    ask(&app, " LEA.Lefevre@EXEMPLE.fr ").await.unwrap();
    app.advance(60);
    let mail = mails(&app).await.pop().unwrap();
    assert_eq!(mail.email, lea.email);
    let link = mail.link.unwrap();
    assert_eq!(link.expires, START.plus(60 + 1_800));
    let token = token_in(&link.url);
    let stored = app.stored().await;
    assert!(!stored.windows(token.len()).any(|w| w == token.as_bytes()));
    let invitation = app.backend.invitation(&token).await.unwrap();
    assert!(invitation.asked && !invitation.recovery);
    choose(&app, &token).await.unwrap();
    assert_eq!(problem(choose(&app, &token).await), Problem::LinkGone);
    assert_eq!(sign_in(&app, &lea).await.gate(), Gate::Open);
    let entries = app.entries(&admin, lea.id).await;
    let actions: Vec<AuditAction> = entries.iter().map(|entry| entry.action).collect();
    assert_eq!(
        actions[1..3],
        [AuditAction::PasswordChosen, AuditAction::PasswordAsked]
    );
    assert_eq!(entries[1].detail, AuditDetail::Nothing, "nobody gave it");
}

#[tokio::test]
async fn the_user_is_told_of_the_new_password_and_of_the_request_only_by_mail() {
    let app = with_mails().await;
    let lea = app.user("Léa Lefèvre").await;
    choose(&app, &asked(&app, &lea).await).await.unwrap();
    let session = sign_in(&app, &lea).await;
    let member = session.member().unwrap();
    let unread = app.backend.unread_notices(member).await.unwrap().notices;
    let kinds: Vec<NoticeKind> = unread.iter().map(|notice| notice.kind).collect();
    assert!(kinds.contains(&NoticeKind::PasswordReset), "{kinds:?}");
    assert!(!kinds.contains(&NoticeKind::PasswordAsked), "{kinds:?}");
    let activity = app.backend.own_activity(member).await.unwrap();
    assert!(
        activity
            .iter()
            .any(|notice| notice.kind == NoticeKind::PasswordAsked)
    );
}

#[tokio::test]
async fn a_link_that_was_asked_for_works_for_thirty_minutes_and_none_is_mailed_later() {
    let app = with_mails().await;
    let lea = app.user("Léa Lefèvre").await;
    let token = asked(&app, &lea).await;
    app.advance(1_799);
    assert!(works(&app, &token).await);
    app.advance(1);
    assert_eq!(problem(choose(&app, &token).await), Problem::LinkGone);
    app.advance(3_600);
    // Nobody has looked at the request for half an hour.
    ask(&app, &lea.email).await.unwrap();
    app.advance(1_800);
    assert!(mails(&app).await.is_empty());
    // Or the mail server has taken nothing for half an hour.
    ask(&app, &lea.email).await.unwrap();
    app.backend.look_at_password_requests().await.unwrap();
    app.advance(1_800);
    assert!(mails(&app).await.is_empty());
}

#[tokio::test]
async fn a_request_is_looked_at_by_one_process_and_leaves_no_address_behind() {
    let app = with_mails().await;
    let lea = app.user("Léa Lefèvre").await;
    ask(&app, &lea.email).await.unwrap();
    ask(&app, "nobody@exemple.fr").await.unwrap();
    let other = app.another_process().await;
    let both = tokio::join!(
        app.backend.look_at_password_requests(),
        other.look_at_password_requests()
    );
    assert!(both.0.is_ok() && both.1.is_ok());
    let asked = "SELECT count(*) FROM audit_entries WHERE action = 'password-asked'";
    assert_eq!(app.number(asked).await, 1);
    let left =
        "SELECT count(*) FROM password_requests WHERE email_key IS NOT NULL OR address <> ''";
    assert_eq!(app.number(left).await, 0);
    app.advance(3_600);
    app.backend.sweep(app.now()).await.unwrap();
    assert_eq!(
        app.number("SELECT count(*) FROM password_requests").await,
        0
    );
}

#[tokio::test]
async fn without_a_mail_server_no_link_is_promised() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    assert_eq!(problem(ask(&app, &lea.email).await), Problem::Unknown);
    assert_eq!(
        app.number("SELECT count(*) FROM password_requests").await,
        0
    );
}

#[tokio::test]
async fn attack_14_whoever_asks_for_whomever_gets_the_same_answer_and_leaves_the_same_behind() {
    let app = with_mails().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let new = app.invitee("Noé Neuf").await;
    let gone = app.user("Guy Parti").await;
    let right = admin.fresh_admin().unwrap();
    app.backend
        .set_disabled(right, gone.id, true)
        .await
        .unwrap();
    let entries = app.entry_count().await;
    let notices = app.number("SELECT count(*) FROM notices").await;
    let emails = [
        lea.email.as_str(),
        &new.email,
        &gone.email,
        "nobody@exemple.fr",
    ];
    for (asked, email) in (1..).zip(emails) {
        ask(&app, email).await.unwrap();
        let waiting = "SELECT count(*) FROM password_requests WHERE email_key IS NOT NULL";
        assert_eq!(app.number(waiting).await, asked, "{email}");
    }
    // What cannot be an address may be a password: not even its hash is stored, only that the network asked.
    ask(&app, "quatre chevaux").await.unwrap();
    assert_eq!(
        app.number("SELECT count(*) FROM password_requests").await,
        5
    );
    let of_network = "SELECT count(*) FROM password_requests WHERE email_key IS NULL AND subject = network \
        AND address = '' AND user_agent = ''";
    assert_eq!(app.number(of_network).await, 1);
    assert_eq!(app.entry_count().await, entries, "nothing else is written");
    assert_eq!(
        app.number("SELECT count(*) FROM notices").await,
        notices,
        "and nobody is told yet"
    );
    let mails = mails(&app).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].email, lea.email);
}

#[tokio::test]
async fn attack_08_a_link_that_was_asked_for_stands_in_for_no_second_factor() {
    let app = with_mails().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    choose(&app, &asked(&app, &lea).await).await.unwrap();
    assert!(app.find(&enrolled.token).await.is_none(), "sessions end");
    let session = sign_in(&app, &lea).await;
    assert_eq!(session.gate(), Gate::SecondFactor);
    assert!(session.member().is_err() && session.enrollee().is_err());
    app.advance(30);
    let opened = app.give(&session, &enrolled.phone.at(app.now())).await;
    assert_eq!(opened.unwrap().gate, Gate::Open);
}

#[tokio::test]
async fn attack_21_after_a_reset_a_link_that_was_asked_for_proves_nothing() {
    for fallback in [ResetFallback::Code, ResetFallback::Later] {
        let app = with_mails().await;
        let admin = app.admin_with_factor().await;
        let lea = app.user("Léa Lefèvre").await;
        app.enrol(&lea).await;
        let before = asked(&app, &lea).await;
        let right = admin.fresh_admin().unwrap();
        let given = app
            .backend
            .reset_two_factor(right, lea.id, "perdu", fallback)
            .await
            .unwrap();
        assert!(!works(&app, &before).await, "one of before has ended");
        choose(&app, &asked(&app, &lea).await).await.unwrap();
        let session = sign_in(&app, &lea).await;
        assert_eq!(session.gate(), Gate::SecondFactor, "{fallback}");
        assert!(session.enrollee().is_err(), "{fallback}");
        // The user, who has forgotten the password as well, still has the code.
        if let Some(code) = given.code {
            let entered = app.give(&session, &code.code).await.unwrap();
            assert_eq!(entered.gate, Gate::Enrolment);
        }
    }
}

#[tokio::test]
async fn attack_21_after_a_reset_with_a_link_the_mailbox_alone_gets_none() {
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let right = admin.fresh_admin().unwrap();
    let given = app
        .backend
        .reset_two_factor(right, lea.id, "perdu", ResetFallback::Link)
        .await
        .unwrap();
    ask(&app, &lea.email).await.unwrap();
    assert!(mails(&app).await.is_empty(), "there is no password");
    let token = token_in(&given.link.unwrap().url);
    assert!(works(&app, &token).await, "and the link of the admin stays");
}

#[tokio::test]
async fn attack_45_a_link_that_was_asked_for_gives_no_further_tries_at_the_access_code() {
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let right = admin.fresh_admin().unwrap();
    app.backend
        .reset_two_factor(right, lea.id, "perdu", ResetFallback::Code)
        .await
        .unwrap();
    app.sql(&format!(
        "INSERT INTO factor_attempts (user_id, kind, failures, last_failure_at) VALUES ({}, 'access-code', 99, 0)",
        lea.id
    ))
    .await;
    choose(&app, &asked(&app, &lea).await).await.unwrap();
    let left = format!(
        "SELECT failures FROM factor_attempts WHERE kind = 'access-code' AND user_id = {}",
        lea.id
    );
    assert_eq!(app.number(&left).await, 99);
}

#[tokio::test]
async fn attack_24_a_link_that_was_asked_for_ends_with_what_it_was_asked_in() {
    for change in ["password", "address", "role", "disabled", "again"] {
        let app = with_mails().await;
        let admin = app.admin_with_factor().await;
        let lea = app.user("Léa Lefèvre").await;
        let session = app.open(&lea).await;
        let token = asked(&app, &lea).await;
        // A sign-in does not end it: it may be that of a stranger who knows the old password.
        app.password(&lea).await;
        assert!(works(&app, &token).await);
        let right = admin.fresh_admin().unwrap();
        match change {
            "password" => {
                let member = session.member().unwrap();
                let new = (CHOSEN, CHOSEN);
                let changed = app.backend.change_password(member, PASSWORD, new, false);
                changed.await.unwrap();
            }
            "address" => {
                let input = backend::users::ProfileInput {
                    name: &lea.name,
                    email: "lea@ailleurs.fr",
                    language: domain::Language::Fr,
                };
                app.backend.edit_user(right, lea.id, input).await.unwrap();
            }
            "role" => {
                let changed = app.backend.change_role(right, lea.id, Role::Admin).await;
                changed.unwrap();
            }
            "disabled" => {
                for disabled in [true, false] {
                    let done = app.backend.set_disabled(right, lea.id, disabled).await;
                    done.unwrap();
                }
            }
            _ => assert!(works(&app, &asked(&app, &lea).await).await),
        }
        assert!(!works(&app, &token).await, "{change}");
    }
}

#[tokio::test]
async fn attack_25_the_other_admins_are_told_of_an_admin_s_new_password_and_not_of_each_request() {
    let app = with_mails().await;
    let ada = app.admin().await;
    let bob = app.add_admin("Bob Martin").await;
    let told = format!(
        "SELECT count(*) FROM notices WHERE user_id = {} AND kind LIKE 'admin-link-%'",
        ada.user()
    );
    let token = asked(&app, &bob).await;
    assert_eq!(app.number(&told).await, 0, "anybody can ask");
    choose(&app, &token).await.unwrap();
    assert_eq!(app.number(&told).await, 1);
}

#[tokio::test]
async fn attack_36_a_restored_database_mails_nothing_that_was_asked_for_before() {
    let app = with_mails().await;
    let lea = app.user("Léa Lefèvre").await;
    ask(&app, &lea.email).await.unwrap();
    let operator = TestApp::operator();
    app.backend.close_restored(&operator, &[]).await.unwrap();
    assert!(mails(&app).await.is_empty());
}
