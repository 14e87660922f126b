//! The link on which an invited user chooses a password.

use crate::support::{PASSWORD, PUBLIC_URL, START, TestApp, origin, problem, token_in};
use domain::problem::Problem;
use domain::{AuditAction, Gate};
use tokio::task::JoinSet;

const CHOSEN: &str = "cinq chevaux verts dansent";

async fn invite(app: &TestApp, person: &crate::support::Person) -> String {
    let link = app
        .backend
        .invite(&TestApp::operator(), person.id)
        .await
        .unwrap();
    token_in(&link.url)
}

async fn accept(app: &TestApp, token: &str) -> backend::Result<()> {
    app.backend
        .accept_invitation(token, CHOSEN, CHOSEN, &origin())
        .await
}

#[tokio::test]
async fn an_invited_user_chooses_a_password_and_signs_in_with_it() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.invitee("Léa Lefèvre").await;
    let manager = admin.fresh_admin().unwrap().into();
    let link = app.backend.invite(&manager, lea.id).await.unwrap();
    assert!(link.url.starts_with(&format!("{PUBLIC_URL}/invitation/")));
    assert_eq!(link.expires, START.plus(72 * 3_600));
    let token = token_in(&link.url);
    let invitation = app.backend.invitation(&token).await.unwrap();
    assert_eq!(
        (&invitation.name, &invitation.email),
        (&lea.name, &lea.email)
    );
    accept(&app, &token).await.unwrap();
    let signed_in = app
        .backend
        .sign_in(&lea.email, CHOSEN, &origin(), None)
        .await
        .unwrap();
    assert_eq!(signed_in.gate, Gate::Open);
    let actions = app.actions(&admin, lea.id).await;
    assert_eq!(
        actions[1..3],
        [AuditAction::PasswordChosen, AuditAction::Invited]
    );
}

#[tokio::test]
async fn a_link_works_for_72_hours() {
    let app = TestApp::new().await;
    let lea = app.invitee("Léa Lefèvre").await;
    let token = invite(&app, &lea).await;
    app.advance(72 * 3_600 - 1);
    assert!(app.backend.invitation(&token).await.is_ok());
    app.advance(1);
    assert_eq!(
        problem(app.backend.invitation(&token).await),
        Problem::LinkGone
    );
    assert_eq!(problem(accept(&app, &token).await), Problem::LinkGone);
    app.advance(-1);
    assert!(accept(&app, &token).await.is_ok());
}

#[tokio::test]
async fn a_link_works_once() {
    let app = TestApp::new().await;
    let lea = app.invitee("Léa Lefèvre").await;
    let token = invite(&app, &lea).await;
    accept(&app, &token).await.unwrap();
    assert_eq!(
        problem(app.backend.invitation(&token).await),
        Problem::LinkGone
    );
    let again = app
        .backend
        .accept_invitation(&token, PASSWORD, PASSWORD, &origin())
        .await;
    assert_eq!(problem(again), Problem::LinkGone);
    assert!(
        app.backend
            .sign_in(&lea.email, CHOSEN, &origin(), None)
            .await
            .is_ok()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_ten_who_use_a_link_at_once_one_chooses_the_password() {
    let app = TestApp::new().await;
    let lea = app.invitee("Léa Lefèvre").await;
    let token = invite(&app, &lea).await;
    let mut posts = JoinSet::new();
    for number in 0..10 {
        let (backend, token) = (app.backend.clone(), token.clone());
        posts.spawn(async move {
            let password = format!("mot de passe numéro {number}");
            let answer = backend
                .accept_invitation(&token, &password, &password, &origin())
                .await;
            (password, answer)
        });
    }
    let (won, lost): (Vec<_>, Vec<_>) = posts
        .join_all()
        .await
        .into_iter()
        .partition(|(_, answer)| answer.is_ok());
    assert_eq!(won.len(), 1);
    for (_, answer) in lost {
        assert_eq!(problem(answer), Problem::LinkGone);
    }
    assert!(
        app.backend
            .sign_in(&lea.email, &won[0].0, &origin(), None)
            .await
            .is_ok()
    );
    let chosen = "SELECT count(*) FROM audit_entries WHERE action = 'password-chosen'";
    assert_eq!(app.number(chosen).await, 1);
}

#[tokio::test]
async fn a_new_link_replaces_the_old_one_of_the_same_user_only() {
    let app = TestApp::new().await;
    let (lea, max) = (
        app.invitee("Léa Lefèvre").await,
        app.invitee("Max Martin").await,
    );
    let of_max = invite(&app, &max).await;
    let (old, new) = (invite(&app, &lea).await, invite(&app, &lea).await);
    assert_eq!(problem(accept(&app, &old).await), Problem::LinkGone);
    assert!(accept(&app, &new).await.is_ok());
    assert!(accept(&app, &of_max).await.is_ok());
}

#[tokio::test]
async fn a_password_that_is_refused_leaves_the_link_usable() {
    let app = TestApp::new().await;
    let lea = app.invitee("Léa Lefèvre").await;
    let token = invite(&app, &lea).await;
    for (password, repeated, refusal) in [
        ("court", "court", Problem::PasswordTooShort),
        (
            "bonjour lefevre !",
            "bonjour lefevre !",
            Problem::PasswordOwnWords,
        ),
        (CHOSEN, PASSWORD, Problem::PasswordsDiffer),
    ] {
        let refused = app
            .backend
            .accept_invitation(&token, password, repeated, &origin())
            .await;
        assert_eq!(problem(refused), refusal);
    }
    assert!(accept(&app, &token).await.is_ok());
}

#[tokio::test]
async fn attack_08_a_link_is_no_way_around_the_second_factor() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    let token = invite(&app, &lea).await;
    accept(&app, &token).await.unwrap();
    assert!(app.find(&enrolled.token).await.is_none());
    let signed_in = app
        .backend
        .sign_in(&lea.email, CHOSEN, &origin(), None)
        .await
        .unwrap();
    assert_eq!(signed_in.gate, Gate::SecondFactor);
    app.advance(30);
    let principal = app.load(&signed_in.token).await;
    let opened = app
        .give(&principal, &enrolled.phone.at(app.now()))
        .await
        .unwrap();
    assert_eq!(opened.gate, Gate::Open);
}

#[tokio::test]
async fn the_link_of_a_deactivated_user_does_not_work() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.invitee("Léa Lefèvre").await;
    let token = invite(&app, &lea).await;
    let right = admin.fresh_admin().unwrap();
    app.backend.set_disabled(right, lea.id, true).await.unwrap();
    assert_eq!(
        problem(app.backend.invitation(&token).await),
        Problem::LinkGone
    );
    assert_eq!(problem(accept(&app, &token).await), Problem::LinkGone);
    app.backend
        .set_disabled(right, lea.id, false)
        .await
        .unwrap();
    assert_eq!(problem(accept(&app, &token).await), Problem::LinkGone);
}

#[tokio::test]
async fn what_is_no_link_is_refused_like_one_that_is_gone() {
    let app = TestApp::new().await;
    let lea = app.invitee("Léa Lefèvre").await;
    let token = invite(&app, &lea).await;
    let never = backend::token::Token::generate().unwrap().reveal();
    for text in ["", "x", &token[..42], &format!("{token}A"), &never] {
        assert_eq!(
            problem(app.backend.invitation(text).await),
            Problem::LinkGone
        );
        assert_eq!(problem(accept(&app, text).await), Problem::LinkGone);
    }
    // A link for one purpose does not work for another, and is no session.
    assert_eq!(
        problem(app.backend.check_set_up(&token).await),
        Problem::LinkGone
    );
    let as_session = backend::token::Token::parse(&token).unwrap();
    assert!(app.find(&as_session).await.is_none());
}

/// All data of the accounts and their factors, as text.
async fn dump(app: &TestApp) -> String {
    use sea_orm::EntityTrait;
    use store::entity::{recovery_code, totp_factor, user};
    let db = app.db().read();
    let users = user::Entity::find().all(db).await.unwrap();
    let factors = totp_factor::Entity::find().all(db).await.unwrap();
    let codes = recovery_code::Entity::find().all(db).await.unwrap();
    format!("{users:?} {factors:?} {codes:?}")
}

#[tokio::test]
async fn attack_08_an_import_is_no_way_around_the_second_factor() {
    let app = TestApp::new().await;
    app.add_admin("Ada Byron").await;
    let lea = app
        .user_with("Léa Lefèvre", domain::OverrideRule::Required)
        .await;
    let enrolled = app.enrol(&lea).await;
    let before = dump(&app).await;
    let entries = app.entry_count().await;
    let header = "email,name,role,language,required,group";
    let same = format!("{},Léa Lefèvre,user,fr", lea.email);
    for (row, differs) in [
        (format!("{same},,"), false),
        (format!("{same},yes,"), false),
        (format!("{same},no,"), false),
        (format!("{same},exempt,"), false),
        (format!("{},Léa Lefèvre,admin,fr,exempt,", lea.email), true),
        (
            format!("{},Eve,admin,en,no,Direction", lea.email.to_uppercase()),
            true,
        ),
    ] {
        let file = format!("{header}\n{row}\n");
        for all_or_nothing in [false, true] {
            let options = backend::import::ImportOptions {
                all_or_nothing,
                ..Default::default()
            };
            let manager = TestApp::operator();
            let import = app
                .backend
                .import_users(&manager, file.as_bytes(), &options, |_| {});
            let report = import.await.unwrap();
            assert!(report.changed_nothing(), "{row}");
            assert_eq!((report.created, report.already_there), (0, 1), "{row}");
            assert_eq!(report.differing, u64::from(differs), "{row}");
        }
        assert_eq!(dump(&app).await, before, "{row}");
    }
    assert_eq!(app.entry_count().await, entries);
    assert!(app.find(&enrolled.token).await.is_some());
    assert_eq!(app.password(&lea).await.gate, Gate::SecondFactor);
}

#[tokio::test]
async fn a_link_is_asked_for_its_purpose_even_where_nothing_else_speaks_against_it() {
    let app = TestApp::new().await;
    let set_up = token_in(&app.backend.set_up_link().await.unwrap().unwrap());
    assert!(app.backend.check_set_up(&set_up).await.is_ok());
    app.sql("UPDATE one_time_links SET purpose = 'invitation'")
        .await;
    let refused = app.backend.check_set_up(&set_up).await;
    assert_eq!(problem(refused), Problem::LinkGone);
    let lea = app.invitee("Léa Lefèvre").await;
    let token = invite(&app, &lea).await;
    app.sql("UPDATE one_time_links SET purpose = 'set-up'")
        .await;
    assert_eq!(problem(accept(&app, &token).await), Problem::LinkGone);
}
