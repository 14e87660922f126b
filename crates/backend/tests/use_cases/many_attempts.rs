//! When a user is told of many failed attempts (attack 29).

use crate::security_events::{WRONG, from, notices};
use crate::support::{TestApp, problem};
use domain::problem::Problem;

async fn one_more(app: &TestApp, email: &str, network: usize) {
    let from = from(network);
    let refused = app.backend.sign_in(email, WRONG, &from, None).await;
    assert_eq!(problem(refused), Problem::Credentials);
}

#[tokio::test]
async fn attack_29_nine_wrong_passwords_tell_the_user_nothing_and_the_tenth_does_though_an_hour_begins()
 {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    app.advance(3_599 - app.now().unix().rem_euclid(3_600));
    for network in 0..9 {
        one_more(&app, &lea.email, network).await;
    }
    assert_eq!(notices(&app, lea.id).await, 0);
    app.advance(1);
    one_more(&app, &lea.email, 9).await;
    assert_eq!(notices(&app, lea.id).await, 1);
}

#[tokio::test]
async fn attack_29_wrong_passwords_of_the_day_before_do_not_count() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    for network in 0..9 {
        one_more(&app, &lea.email, network).await;
    }
    app.advance(86_400);
    for network in 9..18 {
        one_more(&app, &lea.email, network).await;
    }
    assert_eq!(notices(&app, lea.id).await, 0);
}

#[tokio::test]
async fn attack_29_what_was_told_of_is_not_told_again_and_what_comes_later_is() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let told = "SELECT coalesce(sum(count), 0) FROM notices WHERE kind = 'attempts'";
    for network in 0..15 {
        one_more(&app, &lea.email, network).await;
    }
    assert_eq!(app.number(told).await, 1);
    app.advance(7_200);
    for network in 15..24 {
        one_more(&app, &lea.email, network).await;
    }
    assert_eq!(app.number(told).await, 1);
    one_more(&app, &lea.email, 24).await;
    assert_eq!(app.number(told).await, 2);
}

#[tokio::test]
async fn attack_29_the_owners_own_sign_in_is_not_the_tenth_attempt() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    for network in 0..9 {
        one_more(&app, &lea.email, network).await;
    }
    let half = app.begin(&lea).await;
    assert_eq!(notices(&app, lea.id).await, 0);
    app.advance(30);
    app.give(&half, &phone.at(app.now())).await.unwrap();
    assert_eq!(notices(&app, lea.id).await, 0);
    // What was followed by no code counts at the next attempt.
    app.begin(&lea).await;
    assert_eq!(notices(&app, lea.id).await, 0);
    app.begin(&lea).await;
    assert_eq!(notices(&app, lea.id).await, 1);
}

#[tokio::test]
async fn attack_29_a_notice_of_a_clock_that_was_ahead_silences_none() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let last = "SELECT max(last_at) FROM notices WHERE kind = 'attempts'";
    app.advance(86_400);
    for network in 0..10 {
        one_more(&app, &lea.email, network).await;
    }
    let ahead = app.now().unix();
    assert_eq!(app.number(last).await, ahead);
    app.advance(-86_400);
    for network in 10..19 {
        one_more(&app, &lea.email, network).await;
    }
    assert_eq!(app.number(last).await, ahead);
    one_more(&app, &lea.email, 19).await;
    assert_eq!(app.number(last).await, app.now().unix());
}

#[tokio::test]
async fn attack_29_exactly_ten_right_passwords_without_a_code_are_told_by_the_next_sweep_once() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    for _ in 0..10 {
        app.advance(30);
        app.begin(&lea).await;
    }
    // The code of the last one may follow yet.
    app.backend.sweep(app.now()).await.unwrap();
    assert_eq!(notices(&app, lea.id).await, 0);
    app.advance(300);
    for _ in 0..2 {
        app.backend.sweep(app.now()).await.unwrap();
        assert_eq!(notices(&app, lea.id).await, 1);
    }
    let told = "SELECT sum(count) FROM notices WHERE kind = 'attempts'";
    assert_eq!(app.number(told).await, 1);
}

#[tokio::test]
async fn attack_29_a_sweep_tells_nobody_of_nine_nor_of_addresses_without_an_account() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    for network in 0..12 {
        one_more(&app, "nobody@exemple.fr", network).await;
    }
    for _ in 0..9 {
        app.advance(30);
        app.begin(&lea).await;
    }
    app.advance(300);
    app.backend.sweep(app.now()).await.unwrap();
    let all = "SELECT count(*) FROM notices WHERE kind = 'attempts'";
    assert_eq!(app.number(all).await, 0);
}
