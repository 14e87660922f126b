//! Replacing one's own factor: also where it is required and cannot be removed.

use crate::support::{Enrolled, Person, TestApp, problem};
use domain::problem::Problem;
use domain::{AuditAction, Gate, OverrideRule};
use wire::view::Enrolment;

async fn required(app: &TestApp) -> (Person, Enrolled) {
    let lea = app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    let enrolled = app.enrol(&lea).await;
    (lea, enrolled)
}

#[tokio::test]
async fn a_required_user_replaces_the_factor_and_is_never_without_one() {
    let app = TestApp::new().await;
    let (lea, old) = required(&app).await;
    let since = app.number("SELECT two_factor_since FROM users").await;
    app.advance(60);
    let session = app.load(&old.token).await;
    app.secret(&session).await;
    let confirmed = "SELECT count(*) FROM factors WHERE confirmed_at IS NOT NULL";
    assert_eq!(
        app.number(confirmed).await,
        1,
        "the old one works until then"
    );
    let (phone, token) = app.confirm(&session).await;
    assert_eq!(app.number("SELECT count(*) FROM factors").await, 1);
    assert_eq!(
        app.number("SELECT two_factor_since FROM users").await,
        since,
        "2FA was active all the time"
    );
    let session = app.load(&token).await;
    assert_eq!(session.gate(), Gate::Enrolment, "new recovery codes wait");
    let codes = app.codes_to_save(&session).await;
    assert!(!codes.contains(&old.codes[0]));
    let enrollee = session.enrollee().unwrap();
    app.backend.finish_enrolment(enrollee, true).await.unwrap();
    app.open_with(&lea, &phone).await;
    app.advance(30);
    let refused = app
        .give(&app.begin(&lea).await, &old.phone.at(app.now()))
        .await;
    assert_eq!(problem(refused), Problem::CodeWrong);
}

#[tokio::test]
async fn a_replacement_ends_the_other_sessions_and_is_in_the_log() {
    let app = TestApp::new().await;
    let (lea, old) = required(&app).await;
    let other = app.open_with(&lea, &old.phone).await;
    app.confirm(&app.load(&old.token).await).await;
    let sessions = format!(
        "SELECT count(*) FROM sessions WHERE id = {}",
        other.session()
    );
    assert_eq!(app.number(&sessions).await, 0);
    let admin = app.admin().await;
    let actions = app.actions(&admin, lea.id).await;
    assert!(actions.contains(&AuditAction::FactorReplaced));
}

#[tokio::test]
async fn a_replacement_that_is_left_changes_nothing_and_its_secret_expires() {
    let app = TestApp::new().await;
    let (lea, old) = required(&app).await;
    let session = app.load(&old.token).await;
    let phone = crate::support::Phone::scan(&app.secret(&session).await.secret);
    let enrollee = session.enrollee().unwrap();
    app.advance(1_799);
    let waiting = app.backend.enrolment(enrollee).await.unwrap();
    assert!(matches!(waiting, Enrolment::Confirm(_)), "{waiting:?}");
    app.advance(1);
    let over = app.backend.enrolment(enrollee).await.unwrap();
    assert_eq!(over, Enrolment::Done);
    let code = phone.at(app.now());
    let late = app
        .backend
        .confirm_enrolment(session.fresh_enrollee().unwrap(), &code)
        .await;
    assert_eq!(problem(late), Problem::EnrolmentGone);
    app.open_with(&lea, &old.phone).await;
}
