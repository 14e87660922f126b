//! What was given to use once ends with the situation in which it was given (attack 24), and what binds a factor needs a fresh
//! proof at each step (attack 23).

use crate::support::{PASSWORD, Person, TestApp, origin, token_in};
use backend::Error;
use backend::access::{Operator, Principal};
use domain::{Gate, ResetFallback, Role};
use test_support::Phone;

const CHOSEN: &str = "cinq chevaux verts dansent";

/// Both rights of a user with a factor: a link and an access code.
async fn given(app: &TestApp, admin: &Principal, lea: &Person) -> (String, String) {
    let right = admin.fresh_admin().unwrap();
    let link = app.backend.invite(&right.into(), lea.id).await.unwrap();
    let code = app.backend.give_access_code(right, lea.id).await.unwrap();
    let token = link.url.rsplit('/').next().unwrap().to_owned();
    (token, code.code)
}

async fn link_works(app: &TestApp, token: &str) -> bool {
    app.backend.invitation(token).await.is_ok()
}

async fn code_works(app: &TestApp, lea: &Person, code: &str) -> bool {
    app.give(&app.begin(lea).await, code).await.is_ok()
}

#[tokio::test]
async fn attack_24_a_right_to_use_once_ends_with_a_new_role_and_with_deactivation() {
    for change in ["role", "disabled"] {
        let app = TestApp::new().await;
        let admin = app.admin_with_factor().await;
        let lea = app.user("Léa Lefèvre").await;
        app.enrol(&lea).await;
        let (token, code) = given(&app, &admin, &lea).await;
        assert!(link_works(&app, &token).await);
        let right = admin.fresh_admin().unwrap();
        if change == "role" {
            let changed = app.backend.change_role(right, lea.id, Role::Admin).await;
            changed.unwrap();
        } else {
            for disabled in [true, false] {
                let done = app.backend.set_disabled(right, lea.id, disabled).await;
                done.unwrap();
            }
        }
        assert!(!link_works(&app, &token).await, "{change}");
        assert!(!code_works(&app, &lea, &code).await, "{change}");
    }
}

#[tokio::test]
async fn attack_24_a_reset_and_a_new_password_end_what_was_given_before() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    let (token, code) = given(&app, &admin, &lea).await;
    let session = app.load(&enrolled.token).await;
    app.backend
        .change_password(session.member().unwrap(), PASSWORD, (CHOSEN, CHOSEN), false)
        .await
        .unwrap();
    assert!(!link_works(&app, &token).await);
    let rows = "SELECT count(*) FROM access_codes";
    assert_eq!(app.number(rows).await, 0, "{code}");

    let (token, _) = given(&app, &admin, &lea).await;
    let right = admin.fresh_admin().unwrap();
    app.backend
        .reset_two_factor(right, lea.id, "perdu", ResetFallback::Link)
        .await
        .unwrap();
    assert!(!link_works(&app, &token).await);
    assert_eq!(app.number(rows).await, 0);
}

#[tokio::test]
async fn attack_24_an_access_code_ends_with_a_sign_in_by_phone() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    let (_, code) = given(&app, &admin, &lea).await;
    app.advance(30);
    app.open_with(&lea, &enrolled.phone).await;
    assert!(!code_works(&app, &lea, &code).await);
}

#[tokio::test]
async fn attack_23_a_factor_is_shown_and_bound_with_a_fresh_proof_alone() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    app.advance(30);
    let code = enrolled.phone.at(app.now());
    let token = app.give(&app.begin(&lea).await, &code).await.unwrap().token;
    let session = app.load(&token).await;
    let right = session.fresh_enrollee().unwrap();
    app.backend.begin_enrolment(right).await.unwrap();
    let shown = app.secret_shown(&session).await;
    assert!(shown.is_some());

    app.advance(301);
    let stale = app.load(&token).await;
    assert_eq!(stale.gate(), Gate::Open);
    assert!(matches!(stale.fresh_enrollee(), Err(Error::StepUp(_))));
    assert_eq!(app.secret_shown(&stale).await, None);

    let code = enrolled.phone.at(app.now());
    let proven = app.backend.step_up(stale.member().unwrap(), &code).await;
    let fresh = app.load(&proven.unwrap()).await;
    assert_eq!(app.secret_shown(&fresh).await, shown);
    let phone = Phone::scan(&shown.unwrap());
    let confirmed = app
        .backend
        .confirm_enrolment(fresh.fresh_enrollee().unwrap(), &phone.at(app.now()))
        .await;
    assert!(confirmed.is_ok(), "{confirmed:?}");
}

#[tokio::test]
async fn attack_24_what_an_access_code_has_opened_ends_with_a_sign_in_by_phone() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    let (_, code) = given(&app, &admin, &lea).await;
    let overheard = app.give(&app.begin(&lea).await, &code).await.unwrap();
    assert_eq!(app.load(&overheard.token).await.gate(), Gate::Enrolment);
    app.advance(30);
    app.open_with(&lea, &enrolled.phone).await;
    assert!(app.find(&overheard.token).await.is_none());
}

async fn choose(app: &TestApp, token: &str) {
    let from = origin();
    let chosen = app.backend.accept_invitation(token, CHOSEN, CHOSEN, &from);
    chosen.await.unwrap();
}

#[tokio::test]
async fn attack_24_an_access_code_ends_with_a_password_that_is_chosen_through_a_link() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let (token, _) = given(&app, &admin, &lea).await;
    choose(&app, &token).await;
    assert_eq!(app.number("SELECT count(*) FROM access_codes").await, 0);
}

#[tokio::test]
async fn attack_24_a_link_ends_with_the_enrolment_of_a_phone() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let right = admin.fresh_admin().unwrap().into();
    let link = app.backend.invite(&right, lea.id).await.unwrap();
    app.enrol(&lea).await;
    assert!(!link_works(&app, &token_in(&link.url)).await);
}

#[tokio::test]
async fn attack_24_a_link_that_was_made_after_a_reset_ends_with_the_recovery_of_the_account() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let right = admin.fresh_admin().unwrap();
    app.backend
        .reset_two_factor(right, lea.id, "perdu", ResetFallback::Later)
        .await
        .unwrap();
    let link = app.backend.invite(&right.into(), lea.id).await.unwrap();
    let operator = Operator::assume_command_line();
    let recovery = app.backend.recover_admin(operator, &lea.email).await;
    choose(&app, &token_in(&recovery.unwrap().url)).await;
    assert!(!link_works(&app, &token_in(&link.url)).await);
}
