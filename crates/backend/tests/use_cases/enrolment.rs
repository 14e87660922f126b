//! Enrolling an authenticator app.

use crate::support::{PASSWORD, Phone, START, TestApp, problem};
use backend::Error;
use domain::problem::Problem;
use domain::{AuditAction, Gate, OverrideRule, TwoFactorStatus};
use wire::view::Enrolment;

#[tokio::test]
async fn the_steps_lead_from_the_secret_over_a_code_and_the_saved_codes_to_an_open_session() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    let principal = app.begin(&lea).await;
    let enrollee = principal.enrollee().unwrap();
    assert!(matches!(
        app.backend.enrolment(enrollee).await.unwrap(),
        Enrolment::Begin
    ));
    assert_eq!(
        app.row(&admin, lea.id).await.status,
        TwoFactorStatus::Pending
    );

    let (_, token) = app.confirm(&principal).await;
    let row = app.row(&admin, lea.id).await;
    assert_eq!(
        (row.status, row.active_since),
        (TwoFactorStatus::Protected, Some(START))
    );
    let principal = app.load(&token).await;
    assert_eq!(
        (principal.gate(), principal.is_active()),
        (Gate::Enrolment, true)
    );
    assert!(principal.is_fresh());

    assert_eq!(app.codes_to_save(&principal).await.len(), 10);
    let enrollee = principal.enrollee().unwrap();
    let last = app
        .backend
        .finish_enrolment(enrollee, true)
        .await
        .unwrap()
        .session;
    let principal = app.load(&last).await;
    assert_eq!(principal.gate(), Gate::Open);
    let enrollee = principal.enrollee().unwrap();
    assert!(matches!(
        app.backend.enrolment(enrollee).await.unwrap(),
        Enrolment::Done
    ));
    let actions = app.actions(&admin, lea.id).await;
    assert_eq!(
        actions[..2],
        [AuditAction::SignedIn, AuditAction::FactorActivated]
    );
}

#[tokio::test]
async fn each_step_gives_the_session_a_new_token() {
    let app = TestApp::new().await;
    let lea = app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    let first = app.password(&lea).await.token;
    let (_, second) = app.confirm(&app.load(&first).await).await;
    assert!(app.find(&first).await.is_none());
    let principal = app.load(&second).await;
    let enrollee = principal.enrollee().unwrap();
    let third = app
        .backend
        .finish_enrolment(enrollee, true)
        .await
        .unwrap()
        .session;
    assert!(app.find(&second).await.is_none());
    assert!(app.find(&third).await.is_some());
}

#[tokio::test]
async fn the_secret_has_160_bits_and_is_the_one_in_the_qr_code() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let pending = app.secret(&app.open(&lea).await).await;
    assert_eq!(pending.secret.len(), 32);
    assert!(
        pending
            .url
            .starts_with("otpauth://totp/127.0.0.1%203000:lea.lefevre%40exemple.fr?")
    );
    assert!(pending.url.contains(&format!("secret={}", pending.secret)));
    assert!(pending.qr.size >= 21 && pending.qr.path.starts_with("M0 0h1v1h-1z"));
}

#[tokio::test]
async fn attack_06_a_pending_secret_belongs_to_the_session_that_began_it() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let (owner, other) = (app.open(&lea).await, app.open(&lea).await);
    let phone = Phone::scan(&app.secret(&owner).await.secret);
    let enrollee = other.enrollee().unwrap();
    assert!(matches!(
        app.backend.enrolment(enrollee).await.unwrap(),
        Enrolment::Begin
    ));
    let code = phone.at(app.now());
    let refused = app
        .backend
        .confirm_enrolment(other.fresh_enrollee().unwrap(), &code)
        .await;
    assert_eq!(problem(refused), Problem::EnrolmentGone);
    let confirmed = app
        .backend
        .confirm_enrolment(owner.fresh_enrollee().unwrap(), &code)
        .await;
    assert!(confirmed.is_ok());
}

#[tokio::test]
async fn beginning_again_shows_the_same_secret_until_it_is_over() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let principal = app.open(&lea).await;
    let first = app.secret(&principal).await.secret;
    app.advance(299);
    assert_eq!(app.secret(&principal).await.secret, first);
    let confirmed = app
        .backend
        .confirm_enrolment(
            principal.fresh_enrollee().unwrap(),
            &Phone::scan(&first).at(app.now()),
        )
        .await;
    assert!(confirmed.is_ok());
    let max = app.user("Max Martin").await;
    let principal = app.begin(&max).await;
    let first = app.secret(&principal).await.secret;
    app.advance(30 * 60);
    assert_ne!(app.secret(&principal).await.secret, first);
}

#[tokio::test]
async fn attack_23_a_secret_that_was_begun_before_the_last_proof_is_not_shown_again() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let left = app.open(&lea).await;
    let photographed = app.secret(&left).await.secret;
    app.advance(600);
    let member = left.member().unwrap();
    let token = app.backend.step_up(member, PASSWORD).await.unwrap();
    let owner = app.load(&token).await;
    assert_ne!(app.secret(&owner).await.secret, photographed);
}

#[tokio::test]
async fn beginning_anew_makes_the_first_secret_worthless() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let principal = app.open(&lea).await;
    let first = Phone::scan(&app.secret(&principal).await.secret);
    app.backend
        .begin_enrolment_anew(principal.fresh_enrollee().unwrap())
        .await
        .unwrap();
    let second = Phone::scan(&app.secret(&principal).await.secret);
    let refused = app
        .backend
        .confirm_enrolment(principal.fresh_enrollee().unwrap(), &first.at(START))
        .await;
    assert_eq!(problem(refused), Problem::CodeWrong);
    assert!(
        app.backend
            .confirm_enrolment(principal.fresh_enrollee().unwrap(), &second.at(START))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn beginning_in_another_session_makes_the_first_secret_worthless() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let (one, two) = (app.open(&lea).await, app.open(&lea).await);
    let first = Phone::scan(&app.secret(&one).await.secret);
    app.secret(&two).await;
    let code = first.at(START);
    let refused = app
        .backend
        .confirm_enrolment(one.fresh_enrollee().unwrap(), &code)
        .await;
    assert_eq!(problem(refused), Problem::EnrolmentGone);
}

#[tokio::test]
async fn a_wrong_code_confirms_nothing_and_leaves_the_secret_as_it_was() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let principal = app.open(&lea).await;
    let phone = Phone::scan(&app.secret(&principal).await.secret);
    let wrong = app
        .backend
        .confirm_enrolment(principal.fresh_enrollee().unwrap(), &phone.wrong(START))
        .await;
    assert_eq!(problem(wrong), Problem::CodeWrong);
    let form = app
        .backend
        .confirm_enrolment(principal.fresh_enrollee().unwrap(), "12345")
        .await;
    assert_eq!(problem(form), Problem::CodeForm);
    let late = app
        .backend
        .confirm_enrolment(
            principal.fresh_enrollee().unwrap(),
            &phone.at(START.plus(-90)),
        )
        .await;
    assert!(
        matches!(late, Err(Error::ClockOff { seconds: -90 })),
        "{late:?}"
    );
    let none = app
        .backend
        .own_factor(principal.member().unwrap())
        .await
        .unwrap();
    assert_eq!(none, None);
    assert!(
        app.backend
            .confirm_enrolment(principal.fresh_enrollee().unwrap(), &phone.at(START))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_confirmed_factor_ends_the_other_sessions_of_its_user_and_nobody_elses() {
    let app = TestApp::new().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    let (other, stranger) = (
        app.password(&lea).await.token,
        app.password(&max).await.token,
    );
    let (_, own) = app.confirm(&app.open(&lea).await).await;
    assert!(app.find(&other).await.is_none());
    assert!(app.find(&own).await.is_some());
    assert!(app.find(&stranger).await.is_some());
}

#[tokio::test]
async fn recovery_codes_can_be_read_until_they_are_saved_and_not_after() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let (_, token) = app.confirm(&app.open(&lea).await).await;
    let principal = app.load(&token).await;
    let enrollee = principal.enrollee().unwrap();
    let codes = app.codes_to_save(&principal).await;
    assert_eq!(app.codes_to_save(&principal).await, codes);
    let unticked = app.backend.finish_enrolment(enrollee, false).await;
    assert_eq!(problem(unticked), Problem::CodesNotSaved);
    assert_eq!(app.load(&token).await.gate(), Gate::Enrolment);
    assert_eq!(app.codes_to_save(&principal).await, codes);
    app.backend.finish_enrolment(enrollee, true).await.unwrap();
    assert!(matches!(
        app.backend.enrolment(enrollee).await.unwrap(),
        Enrolment::Done
    ));
    let again = app.backend.finish_enrolment(enrollee, true).await;
    assert_eq!(problem(again), Problem::EnrolmentGone);
}

#[tokio::test]
async fn finishing_without_a_confirmed_factor_opens_nothing() {
    let app = TestApp::new().await;
    let lea = app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    let token = app.password(&lea).await.token;
    let principal = app.load(&token).await;
    app.secret(&principal).await;
    let refused = app
        .backend
        .finish_enrolment(principal.enrollee().unwrap(), true)
        .await;
    assert_eq!(problem(refused), Problem::EnrolmentGone);
    assert_eq!(app.load(&token).await.gate(), Gate::Enrolment);
}

#[tokio::test]
async fn until_the_recovery_codes_are_saved_no_second_enrolment_begins() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let (_, token) = app.confirm(&app.open(&lea).await).await;
    let principal = app.load(&token).await;
    let refused = app
        .backend
        .begin_enrolment(principal.fresh_enrollee().unwrap())
        .await;
    assert_eq!(problem(refused), Problem::EnrolmentGone);
    assert_eq!(app.number("SELECT count(*) FROM totp_factors").await, 1);
}

#[tokio::test]
async fn a_request_that_was_on_its_way_when_the_factor_was_confirmed_begins_nothing() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let (own, other) = (app.open(&lea).await, app.open(&lea).await);
    app.confirm(&own).await;
    for before in [&own, &other] {
        let refused = app
            .backend
            .begin_enrolment(before.fresh_enrollee().unwrap())
            .await;
        assert_eq!(problem(refused), Problem::EnrolmentGone);
    }
    assert_eq!(app.number("SELECT count(*) FROM totp_factors").await, 1);
}

#[tokio::test]
async fn attack_05_the_password_alone_of_a_user_with_a_factor_binds_no_second_phone() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let thief = app.begin(&lea).await;
    let refused = thief.enrollee();
    assert!(
        matches!(refused, Err(Error::Gate(Gate::SecondFactor))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_session_that_ended_while_the_code_was_typed_binds_no_phone() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let principal = app.open(&lea).await;
    let phone = Phone::scan(&app.secret(&principal).await.secret);
    app.backend.sign_out(&principal).await.unwrap();
    let late = app
        .backend
        .confirm_enrolment(principal.fresh_enrollee().unwrap(), &phone.at(START))
        .await;
    assert!(late.is_err(), "{late:?}");
    assert_eq!(app.open(&lea).await.gate(), Gate::Open);
    assert_eq!(app.number("SELECT count(*) FROM recovery_codes").await, 0);
}

#[tokio::test]
async fn activating_by_choice_in_an_open_session_is_no_sign_in() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let principal = app.open(&lea).await;
    app.advance(60);
    let (_, token) = app.confirm(&principal).await;
    let principal = app.load(&token).await;
    app.backend
        .finish_enrolment(principal.enrollee().unwrap(), true)
        .await
        .unwrap();
    let row = app.row(&admin, lea.id).await;
    assert_eq!(
        (row.status, row.last_sign_in),
        (TwoFactorStatus::Voluntary, Some(START))
    );
    assert_eq!(
        app.actions(&admin, lea.id).await[0],
        AuditAction::FactorActivated
    );
}
