//! An enrolment that is not finished and is tried elsewhere (attack 21).

use crate::support::{PASSWORD, TestApp, origin};
use backend::access::{Origin, Principal};
use domain::{Gate, SecurityEventKind};
use test_support::{Person, REQUIRED, create};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 \
    (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

fn from(address: &str, user_agent: &str) -> Origin {
    Origin {
        address: address.to_owned(),
        user_agent: user_agent.to_owned(),
        ..origin()
    }
}

/// Signs in with the password and begins the enrolment, from there.
async fn begin(app: &TestApp, lea: &Person, from: &Origin) -> Principal {
    let signed_in = app.backend.sign_in(&lea.email, PASSWORD, from, None).await;
    let token = signed_in.unwrap().token;
    let session = app.backend.principal(&token, from.clone()).await.unwrap();
    let session = session.unwrap();
    assert_eq!(session.gate(), Gate::Enrolment);
    let enrollee = session.fresh_enrollee().unwrap();
    app.backend.begin_enrolment(enrollee).await.unwrap();
    session
}

/// How often the user was told, and how many events admins see.
async fn told(app: &TestApp, admin: &Principal, lea: &Person) -> (i64, u64) {
    let notices = "SELECT coalesce(sum(count), 0) FROM notices WHERE kind = 'enrolment-elsewhere'";
    let sums = app.backend.attempts_of(admin.admin().unwrap(), lea.id);
    let kind = SecurityEventKind::EnrolmentElsewhere;
    let sums = sums.await.unwrap();
    let sum = sums.iter().find(|sum| sum.kind == kind);
    (app.number(notices).await, sum.map_or(0, |sum| sum.day))
}

#[tokio::test]
async fn attack_21_from_the_second_network_or_device_of_an_unfinished_enrolment_user_and_admins_are_told()
 {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = create(&app.backend, "Léa Lefèvre", REQUIRED).await;
    for address in ["192.0.2.7", "192.0.2.9"] {
        begin(&app, &lea, &from(address, FIREFOX)).await;
        assert_eq!(told(&app, &admin, &lea).await, (0, 0), "{address}");
    }
    let events = "SELECT count(*) FROM events WHERE kind = 'attempts'";
    let before = app.number(events).await;
    begin(&app, &lea, &from("198.51.100.7", FIREFOX)).await;
    assert_eq!(told(&app, &admin, &lea).await, (1, 1));
    assert_eq!(app.number(events).await, before + 1);
    begin(&app, &lea, &from("192.0.2.7", SAFARI)).await;
    assert_eq!(told(&app, &admin, &lea).await, (2, 2));
    // Each place is told of once.
    begin(&app, &lea, &from("198.51.100.9", FIREFOX)).await;
    assert_eq!(told(&app, &admin, &lea).await, (2, 2));
}

#[tokio::test]
async fn attack_21_the_notice_says_from_where_and_nobody_s_session_hides_it() {
    let app = TestApp::new().await;
    let lea = create(&app.backend, "Léa Lefèvre", REQUIRED).await;
    begin(&app, &lea, &from("192.0.2.7", FIREFOX)).await;
    let thief = begin(&app, &lea, &from("198.51.100.7", SAFARI)).await;
    let row = "SELECT count(*) FROM notices WHERE kind = 'enrolment-elsewhere' \
        AND address = '198.51.100.7' AND session_id IS NULL AND mail_due_at IS NOT NULL";
    assert_eq!(app.number(row).await, 1);
    // Whose session confirms it has won: nothing is left of the places.
    app.confirm(&thief).await;
    assert_eq!(app.number("SELECT count(*) FROM enrolment_places").await, 0);
}

#[tokio::test]
async fn attack_21_places_are_forgotten_after_thirty_days_and_are_twenty_at_most() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = create(&app.backend, "Léa Lefèvre", REQUIRED).await;
    let places = "SELECT count(*) FROM enrolment_places";
    for network in 0..25 {
        begin(&app, &lea, &from(&format!("198.51.{network}.7"), FIREFOX)).await;
    }
    assert_eq!(app.number(places).await, 20);
    assert_eq!(told(&app, &admin, &lea).await, (24, 24));
    app.advance(30 * 86_400);
    app.backend.sweep(app.now()).await.unwrap();
    assert_eq!(app.number(places).await, 0);
    begin(&app, &lea, &from("203.0.113.7", FIREFOX)).await;
    let told = "SELECT count(*) FROM security_events WHERE kind = 'enrolment-elsewhere'";
    assert_eq!(app.number(told).await, 1);
}

#[tokio::test]
async fn attack_21_a_factor_that_is_replaced_is_begun_from_anywhere() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    for address in ["192.0.2.7", "198.51.100.7"] {
        let session = app
            .backend
            .principal(&enrolled.token, from(address, FIREFOX));
        let session = session.await.unwrap().unwrap();
        let enrollee = session.fresh_enrollee().unwrap();
        app.backend.begin_enrolment(enrollee).await.unwrap();
    }
    assert_eq!(told(&app, &admin, &lea).await, (0, 0));
}
