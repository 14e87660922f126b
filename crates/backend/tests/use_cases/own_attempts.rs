//! Wrong codes of one's own are no news to the session that then gave the right one, and to no other one less.

use crate::notices::{elsewhere, lea, mark_read, unread};
use crate::support::{Enrolled, Person, TestApp};
use backend::access::Principal;
use domain::NoticeKind;

/// The next code of the phone opens the session.
async fn prove(app: &TestApp, claimant: &Principal, enrolled: &Enrolled) -> Principal {
    app.advance(30);
    let right = enrolled.phone.at(app.now());
    let signed_in = app.give(claimant, &right).await.unwrap();
    app.load(&signed_in.token).await
}

async fn mistype(app: &TestApp, claimant: &Principal, enrolled: &Enrolled) {
    let wrong = enrolled.phone.wrong(app.now());
    assert!(app.give(claimant, &wrong).await.is_err());
}

/// A session in which a code was mistyped, and then the right one given.
async fn after_a_typing_error(app: &TestApp, person: &Person, enrolled: &Enrolled) -> Principal {
    let claimant = app.begin(person).await;
    mistype(app, &claimant, enrolled).await;
    prove(app, &claimant, enrolled).await
}

#[tokio::test]
async fn the_session_that_mistyped_a_code_and_gave_the_right_one_is_told_of_nothing() {
    let app = TestApp::new().await;
    let (person, enrolled, other) = lea(&app).await;
    let own = after_a_typing_error(&app, &person, &enrolled).await;
    assert_eq!(unread(&app, &own).await, []);
    assert_eq!(unread(&app, &other).await, [NoticeKind::CodeRefused]);
    // It cannot read away for the others what it is not shown.
    mark_read(&app, &own).await;
    assert_eq!(unread(&app, &other).await, [NoticeKind::CodeRefused]);
    mark_read(&app, &other).await;
    assert_eq!(unread(&app, &elsewhere(&app, &other).await).await, []);
}

#[tokio::test]
async fn attack_27_who_mistypes_codes_hides_nothing_from_the_owner_and_not_what_the_owner_mistyped()
{
    let app = TestApp::new().await;
    let (person, enrolled, _) = lea(&app).await;
    let thief = app.begin(&person).await;
    mistype(&app, &thief, &enrolled).await;
    // The owner's own error does not make the thief's one of theirs.
    let own = after_a_typing_error(&app, &person, &enrolled).await;
    assert_eq!(unread(&app, &own).await, [NoticeKind::CodeRefused]);
    mark_read(&app, &own).await;
    let own = after_a_typing_error(&app, &person, &enrolled).await;
    assert_eq!(unread(&app, &own).await, []);
    // A further one brings the notice back.
    mistype(&app, &thief, &enrolled).await;
    assert_eq!(unread(&app, &own).await, [NoticeKind::CodeRefused]);
}

#[tokio::test]
async fn a_wrong_code_a_quarter_of_an_hour_before_the_right_one_is_told() {
    let app = TestApp::new().await;
    let (_, enrolled, own) = lea(&app).await;
    let wrong = enrolled.phone.wrong(app.now());
    let member = own.member().unwrap();
    assert!(app.backend.step_up(member, &wrong).await.is_err());
    app.advance(900);
    let right = enrolled.phone.at(app.now());
    app.backend.step_up(member, &right).await.unwrap();
    assert_eq!(unread(&app, &own).await, [NoticeKind::CodeRefused]);
}
