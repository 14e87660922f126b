//! Wrong passwords that are counted and not noted yet, because a process ended in between (attack 32).

use crate::security_events::{WRONG, from};
use crate::support::{PASSWORD, Person, TestApp, problem};
use backend::Error;
use domain::problem::Problem;
use domain::{SecurityEventKind as Kind, UserId};
use store::security_event::NOBODY;

/// After how long nothing that was counted can be on its way any more.
const LATER: i64 = 300;
/// Addresses that are kept for what is still to be noted.
const ADDRESSES: &str = "SELECT count(*) FROM password_failures WHERE pending_address <> ''";

/// Counted, still to be noted, and noted of this user.
async fn sums(app: &TestApp, user: UserId, kind: Kind) -> (i64, i64, i64) {
    let sum = async |what: &str, table: &str| {
        let query = format!("SELECT CAST(coalesce(sum({what}), 0) AS BIGINT) FROM {table}");
        app.number(&query).await
    };
    let events = format!("security_events WHERE kind = '{kind}' AND user_id = {user}");
    (
        sum("failures", "account_failures").await,
        sum("pending", "password_failures").await,
        sum("count", &events).await,
    )
}

/// The process ends while it hashes the password that somebody has typed.
async fn cut_off(app: &TestApp, email: &str, password: &str, network: usize) {
    let held = app.backend.hasher().hold().await.unwrap();
    let (backend, email) = (app.backend.clone(), email.to_owned());
    let password = password.to_owned();
    let attempt = tokio::spawn(async move {
        let from = from(network);
        drop(backend.sign_in(&email, &password, &from, None).await);
    });
    app.until_hashes_wait(1).await;
    attempt.abort();
    assert!(attempt.await.unwrap_err().is_cancelled());
    drop(held);
}

async fn sweep(app: &TestApp) {
    app.backend.sweep(app.backend.now()).await.unwrap();
}

async fn one_at_once() -> (TestApp, Person) {
    let mut settings = backend::Settings::for_tests(crate::support::PUBLIC_URL);
    settings.hashes_at_once = 1;
    let app = TestApp::with(settings).await;
    let lea = app.user("Léa Lefèvre").await;
    (app, lea)
}

#[tokio::test]
async fn attack_32_what_a_process_has_counted_and_not_noted_is_noted_once_by_any_other() {
    let (app, lea) = one_at_once().await;
    let admin = app.admin().await;
    cut_off(&app, &lea.email, WRONG, 1).await;
    cut_off(&app, &lea.email, WRONG, 1).await;
    cut_off(&app, &lea.email, WRONG, 2).await;
    let at = app.backend.now();
    assert_eq!(sums(&app, lea.id, Kind::WrongPassword).await, (3, 3, 0));
    app.advance(LATER - 1);
    sweep(&app).await;
    let sums_now = sums(&app, lea.id, Kind::WrongPassword).await;
    assert_eq!(sums_now, (3, 3, 0), "they may be on their way");
    app.advance(1);
    for _ in 0..2 {
        sweep(&app).await;
        assert_eq!(sums(&app, lea.id, Kind::WrongPassword).await, (3, 0, 3));
    }
    let admin = admin.admin().unwrap();
    let shown = app.backend.attempts_of(admin, lea.id).await.unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].last_address, "198.51.2.7");
    assert_eq!(shown[0].last_at, at);
    assert_eq!(app.number(ADDRESSES).await, 0);
}

#[tokio::test]
async fn attack_32_of_an_address_without_an_account_too() {
    let (app, lea) = one_at_once().await;
    cut_off(&app, "nobody@exemple.fr", WRONG, 1).await;
    assert_eq!(sums(&app, NOBODY, Kind::UnknownAccount).await, (1, 1, 0));
    app.advance(LATER);
    sweep(&app).await;
    assert_eq!(sums(&app, NOBODY, Kind::UnknownAccount).await, (1, 0, 1));
    assert_eq!(sums(&app, lea.id, Kind::WrongPassword).await.2, 0);
}

#[tokio::test]
async fn attack_32_the_user_is_told_of_many_that_nobody_had_noted() {
    let (app, lea) = one_at_once().await;
    for network in 0..10 {
        cut_off(&app, &lea.email, WRONG, network).await;
    }
    let events = "SELECT count(*) FROM events WHERE kind = 'attempts'";
    assert_eq!(crate::security_events::notices(&app, lea.id).await, 0);
    assert_eq!(app.number(events).await, 0);
    app.advance(LATER);
    sweep(&app).await;
    assert_eq!(crate::security_events::notices(&app, lea.id).await, 1);
    assert_eq!(app.number(events).await, 1, "open windows hear of it");
}

#[tokio::test]
async fn attack_29_an_account_that_is_gone_keeps_nobody_from_being_told_of_many() {
    let (app, gone) = one_at_once().await;
    // They are told in this order.
    let max = app.user("Max Martin").await;
    for person in [&gone, &max] {
        for network in 0..10 {
            cut_off(&app, &person.email, WRONG, network).await;
        }
    }
    let operator = TestApp::operator();
    app.backend.delete_user(&operator, gone.id).await.unwrap();
    app.advance(LATER);
    sweep(&app).await;
    assert_eq!(crate::security_events::notices(&app, max.id).await, 1);
}

#[tokio::test]
async fn what_was_noted_or_right_or_could_not_be_looked_at_is_not_noted_again() {
    let mut settings = backend::Settings::for_tests(crate::support::PUBLIC_URL);
    (settings.hashes_at_once, settings.hashes_waiting) = (1, 0);
    let app = TestApp::with(settings).await;
    let lea = app.user("Léa Lefèvre").await;
    let from = from(1);
    let sign_in = async |password| app.backend.sign_in(&lea.email, password, &from, None).await;
    assert_eq!(problem(sign_in(WRONG).await), Problem::Credentials);
    assert_eq!(sums(&app, lea.id, Kind::WrongPassword).await, (1, 0, 1));
    assert_eq!(app.number(ADDRESSES).await, 0);
    cut_off(&app, &lea.email, WRONG, 1).await;
    assert_eq!(sums(&app, lea.id, Kind::WrongPassword).await, (2, 1, 1));
    sign_in(PASSWORD).await.unwrap();
    assert_eq!(sums(&app, lea.id, Kind::WrongPassword).await, (0, 0, 1));
    let held = app.backend.hasher().hold().await.unwrap();
    let backend = app.backend.clone();
    let waiting = tokio::spawn(async move {
        let from = crate::support::origin();
        problem(backend.sign_in("x@exemple.fr", WRONG, &from, None).await)
    });
    app.until_hashes_wait(1).await;
    assert!(matches!(sign_in(WRONG).await, Err(Error::Busy { .. })));
    assert_eq!(sums(&app, lea.id, Kind::WrongPassword).await, (1, 1, 1));
    drop(held);
    assert_eq!(waiting.await.unwrap(), Problem::Credentials);
    app.advance(LATER);
    sweep(&app).await;
    assert_eq!(sums(&app, lea.id, Kind::WrongPassword).await, (1, 0, 1));
}
