//! An event is committed with its change, or not at all.

use crate::support::{Enrolled, TestApp};
use backend::Error;
use backend::access::Principal;
use domain::UserId;
use test_support::sql;

async fn count(app: &TestApp, query: &str) -> i64 {
    sql::value(app.db().write(), query).await
}

async fn counts(app: &TestApp) -> [i64; 3] {
    [
        count(app, "SELECT count(*) FROM events").await,
        count(app, "SELECT count(*) FROM audit_entries").await,
        count(
            app,
            "SELECT count(*) FROM users WHERE override_rule = 'required'",
        )
        .await,
    ]
}

async fn require(app: &TestApp, admin: &Principal, user: UserId) -> backend::Result<()> {
    let right = admin.fresh_admin().unwrap();
    let saved = app.backend.save_requirement(right, user, true).await;
    saved.map(|_| ())
}

#[tokio::test]
async fn a_change_and_its_event_are_made_together() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let [events, entries, _] = counts(&app).await;
    require(&app, &admin, lea.id).await.unwrap();
    assert_eq!(counts(&app).await, [events + 2, entries + 1, 1]);
    // An action without a change writes no event.
    require(&app, &admin, lea.id).await.unwrap();
    assert_eq!(counts(&app).await, [events + 2, entries + 1, 1]);
}

#[tokio::test]
async fn without_its_event_nothing_is_changed() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let before = counts(&app).await;
    app.refuse("INSERT", "events").await;
    assert!(require(&app, &admin, lea.id).await.is_err());
    assert_eq!(counts(&app).await, before);
}

#[tokio::test]
async fn without_its_change_nothing_is_told() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let before = counts(&app).await;
    app.refuse("UPDATE", "audit_heads").await;
    assert!(require(&app, &admin, lea.id).await.is_err());
    assert_eq!(counts(&app).await, before);
}

#[tokio::test]
async fn a_stream_opens_only_for_a_session_that_is_open_and_has_not_ended() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let Enrolled { phone, token, .. } = app.enrol(&lea).await;
    let open = app.load(&token).await;
    let member = open.member().unwrap();
    let subscribe = async || app.backend.subscribe(member, None).await.map(|_| ());
    assert!(subscribe().await.is_ok());
    app.advance(30);
    let code = phone.at(app.now());
    let renewed = app.backend.renew_recovery_codes(member, &code).await;
    let refused = subscribe().await;
    assert!(
        matches!(refused, Err(Error::Unauthenticated)),
        "codes to save: {refused:?}"
    );
    let waiting = app.load(&renewed.unwrap()).await;
    let enrollee = waiting.enrollee().unwrap();
    app.backend.finish_enrolment(enrollee, true).await.unwrap();
    assert!(subscribe().await.is_ok());
    app.advance(3_600);
    let refused = subscribe().await;
    assert!(
        matches!(refused, Err(Error::Unauthenticated)),
        "idle: {refused:?}"
    );
}

#[tokio::test]
async fn the_open_session_of_somebody_else_opens_no_stream() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let max = app.user("Max Martin").await;
    app.open(&max).await;
    let ended = app.open(&lea).await;
    app.backend.sign_out(&ended).await.unwrap();
    let opened = app.backend.subscribe(ended.member().unwrap(), None).await;
    assert!(matches!(opened, Err(Error::Unauthenticated)), "{opened:?}");
}
