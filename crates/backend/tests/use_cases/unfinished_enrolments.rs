//! An enrolment that is not finished and is tried elsewhere (attack 21).

use crate::admins::colleague;
use crate::notices;
use crate::support::{PASSWORD, TestApp, origin};
use backend::access::{Origin, Principal};
use domain::{Gate, Named, NoticeKind, SecurityEventKind};
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

/// The notices that an admin has of unfinished enrolments, the newest first: about whom, and from which address.
async fn told_of_users(app: &TestApp, admin: &Principal) -> Vec<(String, String)> {
    let all = notices::told(app, admin).await.into_iter();
    all.filter(|notice| notice.kind == NoticeKind::UserEnrolmentElsewhere)
        .map(|notice| {
            assert_eq!(notice.by, None);
            let about = notice.about.as_ref().and_then(Named::shown);
            (about.unwrap(), notice.address)
        })
        .collect()
}

#[tokio::test]
async fn attack_21_admins_have_a_notice_of_each_unfinished_enrolment_tried_elsewhere_once_a_day() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = create(&app.backend, "Léa Lefèvre", REQUIRED).await;
    let bob = create(&app.backend, "Bob Martin", REQUIRED).await;
    app.sql("DELETE FROM notices").await;
    app.sql("DELETE FROM events").await;
    let (of_lea, of_bob) = (
        format!("Léa Lefèvre ({})", lea.email),
        format!("Bob Martin ({})", bob.email),
    );
    begin(&app, &lea, &from("192.0.2.7", FIREFOX)).await;
    assert_eq!(told_of_users(&app, &admin).await, []);
    for network in 0..5 {
        begin(&app, &lea, &from(&format!("198.51.{network}.7"), FIREFOX)).await;
    }
    let one = (of_lea.clone(), "198.51.0.7".to_owned());
    assert_eq!(
        told_of_users(&app, &admin).await,
        std::slice::from_ref(&one)
    );
    let sent = format!(
        "SELECT count(*) FROM notices WHERE user_id = {} AND mail_due_at IS NOT NULL",
        admin.user()
    );
    let heard = format!(
        "SELECT count(*) FROM events WHERE user_id = {} AND kind = 'log'",
        admin.user()
    );
    assert_eq!((app.number(&sent).await, app.number(&heard).await), (1, 1));
    // Another user is another matter; so is another admin, who was not told yet.
    begin(&app, &bob, &from("192.0.2.7", FIREFOX)).await;
    begin(&app, &bob, &from("203.0.113.7", FIREFOX)).await;
    let two = (of_bob, "203.0.113.7".to_owned());
    assert_eq!(
        told_of_users(&app, &admin).await,
        [two.clone(), one.clone()]
    );
    let (_, max) = colleague(&app, "Max Durand").await;
    begin(&app, &lea, &from("203.0.113.7", FIREFOX)).await;
    let late = (of_lea.clone(), "203.0.113.7".to_owned());
    assert_eq!(told_of_users(&app, &max).await, [late]);
    assert_eq!(told_of_users(&app, &admin).await.len(), 2);
    app.advance(86_400);
    begin(&app, &lea, &from("198.51.100.7", SAFARI)).await;
    let next = (of_lea, "198.51.100.7".to_owned());
    assert_eq!(told_of_users(&app, &admin).await, [next, two, one]);
    let own = format!(
        "SELECT count(*) FROM notices WHERE kind = 'user-enrolment-elsewhere' AND user_id IN ({}, {})",
        lea.id, bob.id
    );
    assert_eq!(app.number(&own).await, 0);
}

#[tokio::test]
async fn attack_21_a_notice_of_a_clock_that_was_ahead_silences_none() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = create(&app.backend, "Léa Lefèvre", REQUIRED).await;
    begin(&app, &lea, &from("192.0.2.7", FIREFOX)).await;
    begin(&app, &lea, &from("198.51.100.7", FIREFOX)).await;
    let later = app.now().plus(7 * 86_400).unix();
    app.sql(&format!("UPDATE notices SET at = {later}")).await;
    begin(&app, &lea, &from("203.0.113.7", FIREFOX)).await;
    assert_eq!(told_of_users(&app, &admin).await.len(), 2);
}

#[tokio::test]
async fn attack_21_unfinished_enrolments_of_many_users_push_nothing_else_out_of_the_banner() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (bob, _) = colleague(&app, "Bob Martin").await;
    let (_, max) = colleague(&app, "Max Durand").await;
    app.sql("UPDATE notices SET seen_at = 1").await;
    let right = admin.fresh_admin().unwrap();
    let done = app.backend.set_disabled(right, bob.id, true);
    done.await.unwrap();
    for name in ["Léa Roy", "Zoé Petit", "Eve Petit", "Noé Bon"] {
        app.advance(1);
        let user = create(&app.backend, name, REQUIRED).await;
        begin(&app, &user, &from("192.0.2.7", FIREFOX)).await;
        begin(&app, &user, &from("198.51.100.7", FIREFOX)).await;
    }
    let unread = app.backend.unread_notices(max.member().unwrap()).await;
    let unread = unread.unwrap();
    let kinds: Vec<NoticeKind> = unread.notices.iter().map(|notice| notice.kind).collect();
    let elsewhere = NoticeKind::UserEnrolmentElsewhere;
    assert_eq!(kinds, [NoticeKind::AdminDisabled, elsewhere, elsewhere]);
    assert_eq!(
        (unread.more, unread.own, unread.of_others),
        (2, false, true)
    );
}
