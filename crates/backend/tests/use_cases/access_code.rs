//! One-time access codes for lost phones.

use crate::support::{Enrolled, Person, TestApp, problem};
use backend::access::Principal;
use backend::factor::ACCESS_CODE_LIFETIME;
use domain::problem::Problem;
use domain::{AuditAction, Gate, ResetFallback};
use wire::view::Enrolment;

/// An admin with a factor, and a user whose phone is lost.
async fn scene(app: &TestApp) -> (Principal, Person, Enrolled) {
    let ada = app.add_admin("Ada Byron").await;
    let admin = app.load(&app.enrol(&ada).await.token).await;
    let lea = app.user("Léa Lefèvre").await;
    let lost = app.enrol(&lea).await;
    (admin, lea, lost)
}

async fn given(app: &TestApp, admin: &Principal, person: &Person) -> String {
    let right = admin.fresh_admin().unwrap();
    let given = app.backend.give_access_code(right, person.id).await;
    given.unwrap().code
}

#[tokio::test]
async fn an_access_code_leads_to_the_enrolment_of_a_new_factor_and_nowhere_else() {
    let app = TestApp::new().await;
    let (admin, lea, lost) = scene(&app).await;
    let code = given(&app, &admin, &lea).await;
    assert_eq!(code.len(), 9, "two groups of four");
    let signed_in = app.give(&app.begin(&lea).await, &code).await.unwrap();
    assert_eq!(signed_in.gate, Gate::Enrolment);
    let session = app.load(&signed_in.token).await;
    assert_eq!(session.gate(), Gate::Enrolment);
    assert!(session.member().is_err());
    let enrollee = session.enrollee().unwrap();
    let enrolment = app.backend.enrolment(enrollee).await.unwrap();
    assert_eq!(enrolment, Enrolment::Begin);

    let (phone, token) = app.confirm(&session).await;
    let session = app.load(&token).await;
    app.codes_to_save(&session).await;
    let enrollee = session.enrollee().unwrap();
    let token = app
        .backend
        .finish_enrolment(enrollee, true)
        .await
        .unwrap()
        .session;
    assert_eq!(app.load(&token).await.gate(), Gate::Open);

    app.advance(30);
    let refused = app
        .give(&app.begin(&lea).await, &lost.phone.at(app.now()))
        .await;
    assert_eq!(problem(refused), Problem::CodeWrong, "the lost phone");
    app.open_with(&lea, &phone).await;
    let refused = app.give(&app.begin(&lea).await, &lost.codes[0]).await;
    assert_eq!(problem(refused), Problem::CodeWrong, "the old paper");
    let actions = app.actions(&admin, lea.id).await;
    for action in [
        AuditAction::AccessCodeGiven,
        AuditAction::AccessCodeUsed,
        AuditAction::FactorReplaced,
    ] {
        assert!(actions.contains(&action), "{action}");
    }
}

#[tokio::test]
async fn codes_that_were_never_saved_are_not_shown_to_a_user_with_an_access_code() {
    let app = TestApp::new().await;
    let ada = app.add_admin("Ada Byron").await;
    let admin = app.load(&app.enrol(&ada).await.token).await;
    let lea = app.user("Léa Lefèvre").await;
    let (_, token) = app.confirm(&app.open(&lea).await).await;
    assert!(!app.codes_to_save(&app.load(&token).await).await.is_empty());
    let code = given(&app, &admin, &lea).await;
    let signed_in = app.give(&app.begin(&lea).await, &code).await.unwrap();
    let session = app.load(&signed_in.token).await;
    let enrolment = app.backend.enrolment(session.enrollee().unwrap()).await;
    assert_eq!(enrolment.unwrap(), Enrolment::Begin);
}

#[tokio::test]
async fn the_old_factor_stays_until_the_new_one_is_confirmed() {
    let app = TestApp::new().await;
    let (admin, lea, found_again) = scene(&app).await;
    let code = given(&app, &admin, &lea).await;
    app.give(&app.begin(&lea).await, &code).await.unwrap();
    app.open_with(&lea, &found_again.phone).await;
}

#[tokio::test]
async fn an_access_code_works_once_even_for_simultaneous_attempts() {
    let app = TestApp::new().await;
    let (admin, lea, _) = scene(&app).await;
    let code = given(&app, &admin, &lea).await;
    let (one, two) = (app.begin(&lea).await, app.begin(&lea).await);
    let (first, second) = tokio::join!(app.give(&one, &code), app.give(&two, &code));
    assert_eq!(
        usize::from(first.is_ok()) + usize::from(second.is_ok()),
        1,
        "{first:?} {second:?}"
    );
    app.advance(60);
    let refused = app.give(&app.begin(&lea).await, &code).await;
    assert_eq!(problem(refused), Problem::CodeWrong);
}

#[tokio::test]
async fn an_access_code_works_for_an_hour_and_only_the_latest_one() {
    let app = TestApp::new().await;
    let (admin, lea, _) = scene(&app).await;
    let earlier = given(&app, &admin, &lea).await;
    let latest = given(&app, &admin, &lea).await;
    let refused = app.give(&app.begin(&lea).await, &earlier).await;
    assert_eq!(problem(refused), Problem::CodeWrong);
    app.advance(ACCESS_CODE_LIFETIME);
    let refused = app.give(&app.begin(&lea).await, &latest).await;
    assert_eq!(problem(refused), Problem::CodeWrong, "an hour later");
}

#[tokio::test]
async fn an_access_code_is_of_one_user_alone_and_no_proof_for_sensitive_acts() {
    let app = TestApp::new().await;
    let (admin, lea, lost) = scene(&app).await;
    let eve = app.user("Ève Autre").await;
    app.enrol(&eve).await;
    let code = given(&app, &admin, &lea).await;
    let refused = app.give(&app.begin(&eve).await, &code).await;
    assert_eq!(problem(refused), Problem::CodeWrong);
    let open = app.load(&lost.token).await;
    let member = open.member().unwrap();
    let refusals = [
        problem(app.backend.step_up(member, &code).await),
        problem(app.backend.deactivate_two_factor(member, &code).await),
        problem(app.backend.renew_recovery_codes(member, &code).await),
    ];
    assert_eq!(refusals, [Problem::CodeForm; 3]);
}

#[tokio::test]
async fn wrong_access_codes_are_throttled_like_codes_of_the_phone() {
    let app = TestApp::new().await;
    let (admin, lea, _) = scene(&app).await;
    let code = given(&app, &admin, &lea).await;
    for _ in 0..5 {
        let refused = app.give(&app.begin(&lea).await, "AAAA-AAAA").await;
        assert_eq!(problem(refused), Problem::CodeWrong);
    }
    let refused = app.give(&app.begin(&lea).await, &code).await;
    assert!(
        matches!(refused, Err(backend::Error::Throttled { .. })),
        "{refused:?}"
    );
    app.advance(30);
    assert!(app.give(&app.begin(&lea).await, &code).await.is_ok());
}

#[tokio::test]
async fn a_reset_and_an_own_replacement_make_an_access_code_worthless() {
    let app = TestApp::new().await;
    let (admin, lea, lost) = scene(&app).await;
    given(&app, &admin, &lea).await;
    app.confirm(&app.load(&lost.token).await).await;
    assert_eq!(app.number("SELECT count(*) FROM access_codes").await, 0);
    let before = given(&app, &admin, &lea).await;
    let right = admin.fresh_admin().unwrap();
    let reset = app
        .backend
        .reset_two_factor(right, lea.id, "perdu", ResetFallback::Code)
        .await;
    let new = reset.unwrap().code.unwrap().code;
    let session = app.begin(&lea).await;
    assert_eq!(
        problem(app.give(&session, &before).await),
        Problem::AccessCodeWrong
    );
    assert!(app.give(&session, &new).await.is_ok());
}

#[tokio::test]
async fn a_user_without_a_factor_needs_no_access_code() {
    let app = TestApp::new().await;
    let (admin, _, _) = scene(&app).await;
    let eve = app.user("Ève Autre").await;
    let right = admin.fresh_admin().unwrap();
    let refused = app.backend.give_access_code(right, eve.id).await;
    assert_eq!(problem(refused), Problem::NoFactor);
}

#[tokio::test]
async fn of_an_access_code_only_a_slow_hash_is_stored() {
    let app = TestApp::new().await;
    let (admin, lea, _) = scene(&app).await;
    let code = given(&app, &admin, &lea).await;
    let slow = "SELECT count(*) FROM access_codes WHERE hash LIKE '$argon2id$%'";
    assert_eq!(app.number(slow).await, 1);
    let bytes = app.stored().await;
    for spelling in [code.clone(), code.replace('-', "")] {
        let found = bytes
            .windows(spelling.len())
            .any(|w| w == spelling.as_bytes());
        assert!(!found, "the code is in the database");
    }
}
