//! Browsers that have signed in before are counted by themselves (attacks 27 to 29).

use crate::support::{PASSWORD, TestApp, origin, problem};
use backend::access::{Origin, Principal};
use backend::session::DeviceCookie;
use backend::sign_in::SignedIn;
use backend::{Error, Result};
use domain::problem::Problem;
use domain::{AuditAction, Gate};
use std::fmt::Debug;
use test_support::Person;

const WRONG: &str = "un autre mot de passe";

fn from(address: &str) -> Origin {
    Origin {
        address: address.to_owned(),
        ..origin()
    }
}

/// The browser of a sign-in that has made it known, wherever it is now.
fn known(signed_in: &SignedIn, address: &str) -> Origin {
    let token = signed_in.device.token().unwrap();
    Origin {
        devices: vec![token.hash()],
        ..from(address)
    }
}

async fn password(app: &TestApp, person: &Person, from: &Origin) -> Result<SignedIn> {
    app.backend
        .sign_in(&person.email, PASSWORD, from, None)
        .await
}

async fn fail(app: &TestApp, email: &str, from: &Origin, times: usize) {
    for _ in 0..times {
        let refused = app.backend.sign_in(email, WRONG, from, None).await;
        assert_eq!(problem(refused), Problem::Credentials);
    }
}

fn wait<T: Debug>(result: Result<T>) -> i64 {
    match result {
        Err(Error::Throttled { retry_after, .. }) => retry_after,
        other => panic!("{other:?}"),
    }
}

async fn load(app: &TestApp, signed_in: &SignedIn) -> Option<Principal> {
    app.find(&signed_in.token).await
}

#[tokio::test]
async fn attack_27_sign_ins_with_the_password_push_out_no_sign_in_on_a_known_device() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    app.advance(30);
    let first = app.password(&lea).await;
    let principal = load(&app, &first).await.unwrap();
    let code = enrolled.phone.at(app.now());
    let first = app.give(&principal, &code).await.unwrap();
    let own = known(&first, "203.0.113.9");
    let waiting = password(&app, &lea, &own).await.unwrap();
    assert_eq!(waiting.gate, Gate::SecondFactor);
    for number in 0..25 {
        password(&app, &lea, &from(&format!("198.51.{number}.1")))
            .await
            .unwrap();
    }
    assert!(load(&app, &waiting).await.is_some());
    // Nor do those on another device that is known.
    app.advance(30);
    let principal = load(&app, &app.password(&lea).await).await.unwrap();
    let code = enrolled.phone.at(app.now());
    let other = known(&app.give(&principal, &code).await.unwrap(), "203.0.113.9");
    for _ in 0..5 {
        password(&app, &lea, &other).await.unwrap();
    }
    assert!(load(&app, &waiting).await.is_some());
    // Its own sign-ins push out each other alone, and nobody else's.
    for _ in 0..5 {
        password(&app, &lea, &own).await.unwrap();
    }
    assert!(load(&app, &waiting).await.is_none());
}

#[tokio::test]
async fn attack_28_a_known_device_waits_for_nobody_of_its_network() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let own = known(&app.password(&lea).await, "198.51.100.7");
    for number in 0..50 {
        fail(
            &app,
            &format!("nobody{number}@exemple.fr"),
            &from("198.51.100.9"),
            1,
        )
        .await;
    }
    assert_eq!(wait(password(&app, &lea, &from("198.51.100.7")).await), 30);
    password(&app, &lea, &own).await.unwrap();
    // Nor for those who try the very account; its own wrong passwords it waits for.
    fail(&app, &lea.email, &own, 5).await;
    assert_eq!(wait(password(&app, &lea, &own).await), 30);
}

#[tokio::test]
async fn attack_28_the_turn_that_a_network_was_promised_is_kept() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let network = from("198.51.100.7");
    for number in 0..50 {
        fail(&app, &format!("nobody{number}@exemple.fr"), &network, 1).await;
    }
    let refused = app
        .backend
        .sign_in("other@exemple.fr", WRONG, &network, None);
    assert_eq!(wait(refused.await), 30);
    assert_eq!(wait(password(&app, &lea, &network).await), 60);
    app.advance(30);
    // The other one comes when told, and a third one in between.
    fail(&app, "other@exemple.fr", &network, 1).await;
    let refused = app
        .backend
        .sign_in("third@exemple.fr", WRONG, &network, None);
    assert_eq!(wait(refused.await), 60);
    assert_eq!(wait(password(&app, &lea, &network).await), 30);
    app.advance(30);
    password(&app, &lea, &network).await.unwrap();
}

#[tokio::test]
async fn attack_28_a_network_is_promised_an_hour_of_turns_and_beyond_them_no_time_is_named() {
    let app = TestApp::new().await;
    let network = from("198.51.100.7");
    for number in 0..50 {
        fail(&app, &format!("nobody{number}@exemple.fr"), &network, 1).await;
    }
    let one = async |number: i64| {
        let email = format!("many{number}@exemple.fr");
        app.backend.sign_in(&email, WRONG, &network, None).await
    };
    for number in 0..120 {
        assert_eq!(wait(one(number).await), 30 * (number + 1));
    }
    // No moment is named that would not be kept.
    for number in 120..130 {
        assert_eq!(problem(one(number).await), Problem::TooManyWait);
    }
    assert_eq!(app.number("SELECT count(*) FROM password_turns").await, 120);
    // Once one of them has been taken, there is one to promise.
    app.advance(30);
    assert_eq!(problem(one(0).await), Problem::Credentials);
    assert_eq!(wait(one(120).await), 3_600);
}

#[tokio::test]
async fn attack_29_a_hundred_wrong_passwords_by_unknown_browsers_are_the_last_and_the_owner_comes_in()
 {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let own = known(&app.password(&lea).await, "203.0.113.9");
    for number in 0..25 {
        fail(&app, &lea.email, &from(&format!("198.51.{number}.1")), 4).await;
    }
    let stranger = from("198.51.200.1");
    let refused = password(&app, &lea, &stranger).await;
    assert_eq!(problem(refused), Problem::PasswordBlocked);
    // An address without an account answers likewise.
    for number in 0..25 {
        fail(
            &app,
            "nobody@exemple.fr",
            &from(&format!("192.0.{number}.1")),
            4,
        )
        .await;
    }
    let refused = app
        .backend
        .sign_in("nobody@exemple.fr", WRONG, &stranger, None);
    assert_eq!(problem(refused.await), Problem::PasswordBlocked);
    password(&app, &lea, &own).await.unwrap();
    // The right password ends the series.
    password(&app, &lea, &stranger).await.unwrap();
}

#[tokio::test]
async fn attack_29_wrong_codes_by_unknown_browsers_block_no_known_device() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    app.advance(30);
    let principal = load(&app, &app.password(&lea).await).await.unwrap();
    let code = enrolled.phone.at(app.now());
    let own = known(&app.give(&principal, &code).await.unwrap(), "203.0.113.9");
    app.sql(&format!(
        "INSERT INTO factor_attempts (user_id, kind, device_id, failures, last_failure_at) \
         VALUES ({}, 'totp', 0, 100, 0)",
        lea.id
    ))
    .await;
    app.advance(30);
    let code = enrolled.phone.at(app.now());
    let stranger = load(&app, &app.password(&lea).await).await.unwrap();
    assert_eq!(
        problem(app.give(&stranger, &code).await),
        Problem::FactorBlocked
    );
    let signed_in = password(&app, &lea, &own).await.unwrap();
    let owner = load(&app, &signed_in).await.unwrap();
    app.give(&owner, &code).await.unwrap();
}

#[tokio::test]
async fn a_device_of_somebody_else_is_known_to_nobody() {
    let app = TestApp::new().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    let own = known(&app.password(&lea).await, "198.51.100.7");
    fail(&app, &max.email, &own, 5).await;
    assert_eq!(wait(password(&app, &max, &from("198.51.100.9")).await), 30);
    assert!(
        password(&app, &lea, &own)
            .await
            .unwrap()
            .device
            .token()
            .is_none()
    );
}

#[tokio::test]
async fn a_device_is_listed_until_its_user_forgets_it() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let signed_in = app.password(&lea).await;
    let own = known(&signed_in, "198.51.100.7");
    let principal = load(&app, &signed_in).await.unwrap();
    let member = principal.member().unwrap();
    let devices = app.backend.own_devices(member).await.unwrap();
    assert_eq!(devices.len(), 1);
    assert!(devices[0].current);
    let max = app.user("Max Martin").await;
    let other = app.open(&max).await;
    let refused = app
        .backend
        .forget_own_device(other.member().unwrap(), devices[0].id);
    assert!(matches!(refused.await, Err(Error::NotFound)));
    app.sql(&format!(
        "INSERT INTO factor_attempts (user_id, kind, device_id, failures, last_failure_at) \
         VALUES ({}, 'totp', {}, 1, 0)",
        lea.id, devices[0].id
    ))
    .await;
    app.backend
        .forget_own_device(member, devices[0].id)
        .await
        .unwrap();
    // Nothing is left that another device with its number would take over.
    for rows in [
        format!(
            "sessions WHERE user_id = {} AND device_id IS NOT NULL",
            lea.id
        ),
        "factor_attempts".to_owned(),
    ] {
        let left = app.number(&format!("SELECT count(*) FROM {rows}")).await;
        assert_eq!(left, 0, "{rows}");
    }
    assert!(app.backend.own_devices(member).await.unwrap().is_empty());
    let admin = app.admin().await;
    let actions = app.actions(&admin, lea.id).await;
    assert!(
        actions.contains(&AuditAction::DeviceForgotten),
        "{actions:?}"
    );
    // The session goes on, and the next sign-in makes the browser known anew.
    assert!(load(&app, &signed_in).await.is_some());
    assert!(
        password(&app, &lea, &own)
            .await
            .unwrap()
            .device
            .token()
            .is_some()
    );
}

#[tokio::test]
async fn a_new_password_forgets_the_devices_only_if_the_user_wants() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let principal = app.open(&lea).await;
    let member = principal.member().unwrap();
    let new = "quatre moutons bleus";
    let kept = app
        .backend
        .change_password(member, PASSWORD, (new, new), false);
    kept.await.unwrap();
    assert_eq!(app.backend.own_devices(member).await.unwrap().len(), 1);
    let newer = "cinq moutons verts";
    let forgotten = app
        .backend
        .change_password(member, new, (newer, newer), true);
    forgotten.await.unwrap();
    assert!(app.backend.own_devices(member).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_user_has_twenty_known_devices_at_most() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    for _ in 0..22 {
        app.advance(1);
        app.password(&lea).await;
    }
    let principal = app.open(&lea).await;
    let devices = app.backend.own_devices(principal.member().unwrap()).await;
    let devices = devices.unwrap();
    assert_eq!(devices.len(), 20);
    assert!(devices[0].current, "the oldest ones go");
}

#[tokio::test]
async fn the_cookie_of_a_known_device_is_renewed_by_sign_ins_after_thirty_days() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let own = known(&app.password(&lea).await, "198.51.100.7");
    app.advance(30 * 86_400 - 1);
    let kept = password(&app, &lea, &own).await.unwrap().device;
    assert!(matches!(kept, DeviceCookie::Kept));
    app.advance(1);
    let renewed = password(&app, &lea, &own).await.unwrap().device;
    assert!(matches!(renewed, DeviceCookie::Renewed));
}

#[tokio::test]
async fn a_few_wrong_passwords_are_forgotten_after_a_day_and_many_after_thirty() {
    let app = TestApp::new().await;
    let rows = "SELECT count(*) FROM account_failures";
    fail(&app, "few@exemple.fr", &from("198.51.100.7"), 4).await;
    for number in 0..5 {
        fail(
            &app,
            "many@exemple.fr",
            &from(&format!("198.51.{number}.1")),
            1,
        )
        .await;
    }
    app.advance(86_401);
    app.backend.sweep(app.now()).await.unwrap();
    assert_eq!(app.number(rows).await, 1);
    app.advance(30 * 86_400);
    app.backend.sweep(app.now()).await.unwrap();
    assert_eq!(app.number(rows).await, 0);
}

#[tokio::test]
async fn attack_03_a_wrong_password_in_an_open_session_counts_for_the_account_on_a_known_device_too()
 {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let signed_in = app.password(&lea).await;
    let device = known(&signed_in, "198.51.100.7");
    let own = app.backend.principal(&signed_in.token, device).await;
    let own = own.unwrap().unwrap();
    let wrong = app.backend.step_up(own.member().unwrap(), WRONG).await;
    assert_eq!(problem(wrong), Problem::CurrentPassword);
    let account = "SELECT count(*) FROM account_failures";
    assert_eq!(app.number(account).await, 1);
}
