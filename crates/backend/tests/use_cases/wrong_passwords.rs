//! The throttle of wrong passwords (attack 3).

use crate::support::{PASSWORD, TestApp, origin, problem, token_in};
use backend::access::Origin;
use backend::{Error, Result};
use domain::problem::Problem;
use std::fmt::Debug;

const WRONG: &str = "un autre mot de passe";

fn from(address: &str) -> Origin {
    Origin {
        address: address.to_owned(),
        ..origin()
    }
}

fn wait<T: Debug>(result: Result<T>) -> i64 {
    match result {
        Err(Error::Throttled { retry_after, .. }) => retry_after,
        other => panic!("{other:?}"),
    }
}

async fn fail(app: &TestApp, email: &str, origin: &Origin, times: usize) {
    for _ in 0..times {
        let refused = app.backend.sign_in(email, WRONG, origin, None).await;
        assert_eq!(problem(refused), Problem::Credentials, "{email}");
    }
}

#[tokio::test]
async fn attack_03_the_sixth_wrong_password_waits_whatever_the_spelling_and_the_neighbouring_address()
 {
    let app = TestApp::new().await;
    app.user("Léa Lefèvre").await;
    for (email, address) in [
        ("lea.lefevre@exemple.fr", "192.0.2.7"),
        ("LEA.Lefevre@EXEMPLE.FR", "192.0.2.8"),
        ("  lea.lefevre@exemple.fr\t", "192.0.2.9"),
        ("ｌｅａ.lefevre＠exemple.fr", "::ffff:192.0.2.10"),
        ("Lea.Lefevre@exemple.fr", "192.0.2.250"),
    ] {
        fail(&app, email, &from(address), 1).await;
    }
    let sign_in = async |email, address| {
        let origin = from(address);
        app.backend.sign_in(email, PASSWORD, &origin, None).await
    };
    assert_eq!(
        wait(sign_in("LEA.lefevre@exemple.fr", "192.0.2.1").await),
        30
    );
    assert_eq!(
        wait(sign_in("lea.lefevre@exemple.fr", "192.0.2.7").await),
        30
    );
    assert_eq!(
        wait(sign_in("lea.lefevre＠exemple.fr", "192.0.2.7").await),
        30
    );
    app.clock.advance(29);
    assert_eq!(
        wait(sign_in("lea.lefevre@exemple.fr", "192.0.2.7").await),
        1
    );
    app.clock.advance(1);
    sign_in("lea.lefevre@exemple.fr", "192.0.2.7")
        .await
        .unwrap();
}

#[tokio::test]
async fn attack_03_a_strangers_wrong_passwords_do_not_make_the_owner_wait() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    fail(&app, &lea.email, &from("198.51.100.1"), 5).await;
    app.password(&lea).await;
    let stranger = app
        .backend
        .sign_in(&lea.email, PASSWORD, &from("198.51.100.1"), None)
        .await;
    assert_eq!(wait(stranger), 30);
}

#[tokio::test]
async fn the_delay_doubles_with_each_further_failure() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    fail(&app, &lea.email, &origin(), 5).await;
    for delay in [30, 60, 120] {
        let from = origin();
        let refused = app.backend.sign_in(&lea.email, WRONG, &from, None);
        assert_eq!(wait(refused.await), delay);
        app.clock.advance(delay);
        fail(&app, &lea.email, &origin(), 1).await;
    }
}

#[tokio::test]
async fn the_right_password_ends_the_series() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    fail(&app, &lea.email, &origin(), 4).await;
    app.password(&lea).await;
    fail(&app, &lea.email, &origin(), 5).await;
    assert_eq!(
        app.number("SELECT count(*) FROM password_failures").await,
        2
    );
}

#[tokio::test]
async fn the_right_password_at_a_step_up_ends_the_series_too() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let principal = app.open(&lea).await;
    fail(&app, &lea.email, &origin(), 4).await;
    let proven = app.backend.step_up(principal.member().unwrap(), PASSWORD);
    proven.await.unwrap();
    fail(&app, &lea.email, &origin(), 5).await;
}

/// Strangers have used up what the network may try, and what browsers that the account does not know may try for it.
async fn block(app: &TestApp, email: &str) {
    for network in 0..25 {
        fail(app, email, &from(&format!("198.51.{network}.1")), 4).await;
    }
    for number in 0..50 {
        fail(app, &format!("nobody{number}@exemple.fr"), &origin(), 1).await;
    }
    let home = origin();
    let waits = app.backend.sign_in(email, PASSWORD, &home, None).await;
    assert_eq!(wait(waits), 30, "in this network");
    let elsewhere = from("203.0.113.7");
    let blocked = app.backend.sign_in(email, PASSWORD, &elsewhere, None).await;
    assert_eq!(problem(blocked), Problem::PasswordBlocked);
}

#[tokio::test]
async fn attack_28_strangers_keep_nobody_from_proving_the_password_in_an_open_session() {
    let new = "sept girafes bleues nagent";
    for changes in [false, true] {
        let app = TestApp::new().await;
        let ada = app.add_admin("Ada Byron").await;
        let principal = app.open(&ada).await;
        let member = principal.member().unwrap();
        block(&app, &ada.email).await;
        let proven = if changes {
            app.backend
                .change_password(member, PASSWORD, (new, new), false)
                .await
        } else {
            app.backend.step_up(member, PASSWORD).await
        };
        proven.unwrap();
    }
}

#[tokio::test]
async fn attack_03_a_thief_of_an_open_session_guesses_its_password_a_few_times_and_makes_no_other_wait()
 {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let (own, stolen) = (app.open(&lea).await, app.open(&lea).await);
    let (thief, begun) = (stolen.member().unwrap(), app.now());
    let new = "sept girafes bleues nagent";
    let mut guesses = 0;
    // As long as a session may last.
    while app.now().since(begun) < 43_200 {
        let (stepped_up, changed) = (
            app.backend.step_up(thief, WRONG).await.map(drop),
            app.backend
                .change_password(thief, WRONG, (new, new), false)
                .await
                .map(drop),
        );
        for guess in [stepped_up, changed] {
            match guess {
                Err(Error::Refused(Problem::CurrentPassword)) => guesses += 1,
                refused => app.advance(wait(refused)),
            }
        }
    }
    assert!((15..30).contains(&guesses), "{guesses}");
    let account = "SELECT sum(failures) FROM account_failures";
    assert_eq!(
        app.number(account).await,
        guesses,
        "they count for the account"
    );
    app.backend
        .step_up(own.member().unwrap(), PASSWORD)
        .await
        .unwrap();
    let left = "SELECT count(*) FROM account_failures";
    assert_eq!(app.number(left).await, 0, "a right one ends the series");
}

#[tokio::test]
async fn attack_14_an_unknown_address_is_slowed_down_like_a_known_one() {
    let app = TestApp::new().await;
    for email in ["nobody@exemple.fr", "no address"] {
        fail(&app, email, &origin(), 5).await;
        let refused = app.backend.sign_in(email, WRONG, &origin(), None).await;
        assert_eq!(wait(refused), 30, "{email}");
    }
}

#[tokio::test]
async fn attack_03_one_password_for_many_accounts_slows_the_network_down() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let stranger = from("2001:db8:0:1200::1");
    for n in 0..50 {
        fail(&app, &format!("user{n}@exemple.fr"), &stranger, 1).await;
    }
    let neighbour = from("2001:db8:0:12ff::9");
    let refused = app.backend.sign_in(&lea.email, PASSWORD, &neighbour, None);
    assert_eq!(wait(refused.await), 30);
    app.password(&lea).await;
    app.clock.advance(30);
    fail(&app, &lea.email, &stranger, 1).await;
    let refused = app.backend.sign_in(&lea.email, WRONG, &stranger, None);
    assert_eq!(wait(refused.await), 30);
    app.clock.advance(3_600);
    fail(&app, &lea.email, &stranger, 4).await;
}

#[tokio::test]
async fn attack_03_the_next_hour_of_a_network_is_counted_like_the_first() {
    let app = TestApp::new().await;
    fail(&app, "nobody@exemple.fr", &origin(), 1).await;
    app.clock.advance(3_600);
    for n in 0..50 {
        fail(&app, &format!("user{n}@exemple.fr"), &origin(), 1).await;
    }
    let from = origin();
    let refused = app.backend.sign_in("nobody@exemple.fr", WRONG, &from, None);
    assert_eq!(wait(refused.await), 30);
}

#[tokio::test]
async fn attack_03_of_twenty_attempts_at_once_five_are_looked_at() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let attempts: Vec<_> = (0..20)
        .map(|_| {
            let (backend, email) = (app.backend.clone(), lea.email.clone());
            tokio::spawn(async move { backend.sign_in(&email, WRONG, &origin(), None).await })
        })
        .collect();
    let mut looked_at = 0;
    for attempt in attempts {
        match attempt.await.unwrap() {
            Err(Error::Refused(Problem::Credentials)) => looked_at += 1,
            Err(Error::Throttled { .. }) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(looked_at, 5);
}

#[tokio::test]
async fn the_present_password_at_a_change_is_no_way_around() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let principal = app.load(&app.password(&lea).await.token).await;
    let new = "une phrase bien à moi";
    let change = async |current| {
        let member = principal.member().unwrap();
        app.backend
            .change_password(member, current, (new, new), false)
            .await
    };
    for _ in 0..5 {
        assert_eq!(problem(change(WRONG).await), Problem::CurrentPassword);
    }
    assert_eq!(wait(change(PASSWORD).await), 30);
}

#[tokio::test]
async fn failures_are_forgotten_after_a_day() {
    let app = TestApp::new().await;
    for n in 0..3 {
        fail(&app, &format!("user{n}@exemple.fr"), &origin(), 1).await;
    }
    let swept = async || app.backend.sweep(app.backend.now()).await.unwrap().failures;
    app.clock.advance(86_400);
    assert_eq!(swept().await, 0);
    app.clock.advance(1);
    // Of three accounts and the network, of the network, and of the accounts.
    assert_eq!(swept().await, 7);
}

#[tokio::test]
async fn the_hour_of_a_network_ends_the_series_of_no_account() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    fail(&app, &lea.email, &origin(), 5).await;
    app.clock.advance(3_600);
    fail(&app, "nobody@exemple.fr", &origin(), 1).await;
    fail(&app, &lea.email, &origin(), 1).await;
    let from = origin();
    let refused = app.backend.sign_in(&lea.email, PASSWORD, &from, None);
    assert_eq!(wait(refused.await), 60);
}

#[tokio::test]
async fn a_right_password_that_is_looked_at_in_the_next_hour_is_not_taken_from_it() {
    let mut settings = backend::Settings::for_tests(crate::support::PUBLIC_URL);
    (settings.hashes_at_once, settings.hashes_waiting) = (1, 0);
    let app = TestApp::with(settings).await;
    let lea = app.user("Léa Lefèvre").await;
    let held = app.backend.hasher().hold().await.unwrap();
    let (backend, email) = (app.backend.clone(), lea.email);
    let sign_in =
        tokio::spawn(async move { backend.sign_in(&email, PASSWORD, &origin(), None).await });
    app.until_hashes_wait(1).await;
    app.clock.advance(3_600);
    // The first of the next hour; without room it was not an attempt.
    let from = origin();
    let other = app.backend.sign_in("nobody@exemple.fr", WRONG, &from, None);
    assert!(matches!(other.await, Err(Error::Busy { .. })));
    drop(held);
    sign_in.await.unwrap().unwrap();
    let least = "SELECT min(failures) FROM password_failures";
    assert_eq!(app.number(least).await, 0);
}

#[tokio::test]
async fn attack_29_a_new_password_by_link_opens_the_account_to_unknown_browsers_again() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    for number in 0..25 {
        fail(&app, &lea.email, &from(&format!("198.51.{number}.1")), 4).await;
    }
    let new = "une phrase bien à moi";
    let link = app.backend.invite(&TestApp::operator(), lea.id).await;
    let (token, from_home) = (token_in(&link.unwrap().url), origin());
    let chosen = app.backend.accept_invitation(&token, new, new, &from_home);
    chosen.await.unwrap();
    let unknown = from("192.0.2.200");
    let sign_in = app.backend.sign_in(&lea.email, new, &unknown, None);
    sign_in.await.unwrap();
}

#[tokio::test]
async fn an_attempt_that_could_not_be_looked_at_is_not_counted_for_its_account() {
    let mut settings = backend::Settings::for_tests(crate::support::PUBLIC_URL);
    (settings.hashes_at_once, settings.hashes_waiting) = (1, 0);
    let app = TestApp::with(settings).await;
    let held = app.backend.hasher().hold().await.unwrap();
    let (backend, from) = (app.backend.clone(), origin());
    let waiting = tokio::spawn(async move {
        let refused = backend.sign_in("x@exemple.fr", WRONG, &from, None).await;
        problem(refused)
    });
    app.until_hashes_wait(1).await;
    let from = origin();
    let other = app.backend.sign_in("nobody@exemple.fr", WRONG, &from, None);
    assert!(matches!(other.await, Err(Error::Busy { .. })));
    let failures = "SELECT sum(failures) FROM account_failures";
    assert_eq!(app.number(failures).await, 1);
    drop(held);
    assert_eq!(waiting.await.unwrap(), Problem::Credentials);
}

#[tokio::test]
async fn what_is_no_address_leaves_nothing_of_itself() {
    let app = TestApp::new().await;
    for typed in ["quatre chevaux verts", "un autre secret"] {
        fail(&app, typed, &origin(), 1).await;
    }
    // One for both, beside the one of the network.
    for (table, rows) in [("account_failures", 1), ("password_failures", 2)] {
        let found = app.number(&format!("SELECT count(*) FROM {table}")).await;
        assert_eq!(found, rows, "{table}");
    }
}

#[tokio::test]
async fn wrong_passwords_from_unknown_addresses_make_nobody_else_wait() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let unknown = from("");
    for number in 0..2 * domain::throttle::FREE_NETWORK_FAILURES {
        fail(&app, &format!("u{number}@exemple.fr"), &unknown, 1).await;
    }
    let sign_in = async |email: &str| app.backend.sign_in(email, PASSWORD, &unknown, None).await;
    assert!(sign_in(&lea.email).await.is_ok());
    fail(&app, &lea.email, &unknown, 5).await;
    assert_eq!(wait(sign_in(&lea.email).await), 30);
}
