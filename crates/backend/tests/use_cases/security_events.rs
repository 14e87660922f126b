//! Attempts leave sums, a notice and an event (attack 29).

use crate::support::{PASSWORD, TestApp, origin, problem};
use backend::Error;
use backend::access::{Origin, Principal};
use domain::problem::Problem;
use domain::{NoticeKind, SecurityEventKind as Kind, UserId};
use sea_orm::ConnectionTrait;
use tokio::task::JoinSet;
use wire::view::AttemptSum;

pub const WRONG: &str = "un autre mot de passe";

pub fn from(network: usize) -> Origin {
    Origin {
        address: format!("198.51.{network}.7"),
        ..origin()
    }
}

/// Tries a wrong password four times from each of this many networks.
async fn guess(app: &TestApp, email: &str, networks: usize) {
    guess_from(app, email, 0..networks).await;
}

async fn guess_from(app: &TestApp, email: &str, networks: std::ops::Range<usize>) {
    for network in std::iter::repeat_n(networks, 4).flatten() {
        let from = from(network);
        let refused = app.backend.sign_in(email, WRONG, &from, None).await;
        assert_eq!(problem(refused), Problem::Credentials);
    }
}

async fn sums(app: &TestApp, admin: &Principal, user: UserId) -> Vec<(Kind, u64, u64)> {
    let sums = attempts(app, admin, user).await;
    let mut sums: Vec<_> = sums
        .iter()
        .map(|sum| (sum.kind, sum.day, sum.week))
        .collect();
    sums.sort();
    sums
}

async fn attempts(app: &TestApp, admin: &Principal, user: UserId) -> Vec<AttemptSum> {
    let admin = admin.admin().unwrap();
    app.backend.attempts_of(admin, user).await.unwrap()
}

pub async fn notices(app: &TestApp, user: UserId) -> i64 {
    app.number(&format!(
        "SELECT count(*) FROM notices WHERE kind = 'attempts' AND user_id = {user}"
    ))
    .await
}

async fn rows(app: &TestApp) -> i64 {
    app.number("SELECT count(*) FROM security_events").await
}

#[tokio::test]
async fn attack_29_wrong_passwords_from_many_networks_are_summed_and_the_user_is_told_once() {
    let app = TestApp::new().await;
    let (admin, lea) = (app.admin().await, app.user("Léa Lefèvre").await);
    let own = Origin {
        devices: vec![app.password(&lea).await.device.token().unwrap().hash()],
        ..origin()
    };
    guess(&app, &lea.email, 25).await;
    for network in std::iter::repeat_n(25..60, 4).flatten() {
        let from = from(network);
        let refused = app.backend.sign_in(&lea.email, WRONG, &from, None).await;
        assert_eq!(problem(refused), Problem::PasswordBlocked);
    }
    assert_eq!(
        sums(&app, &admin, lea.id).await,
        [(Kind::WrongPassword, 100, 100), (Kind::Throttled, 140, 140)]
    );
    assert_eq!(
        attempts(&app, &admin, lea.id).await[0].last_address,
        "198.51.24.7"
    );
    assert_eq!(rows(&app).await, 2);
    assert_eq!(notices(&app, lea.id).await, 1);
    let counted = app.backend.security_events().count(Kind::WrongPassword);
    assert_eq!(counted, 100);
    // The owner signs in unhindered, and reads of it.
    let signed_in = app.backend.sign_in(&lea.email, PASSWORD, &own, None).await;
    let member = app.load(&signed_in.unwrap().token).await;
    let activity = app.backend.own_activity(member.member().unwrap()).await;
    let told = activity.unwrap();
    assert_eq!(told[0].kind, NoticeKind::Attempts);
    assert_eq!(told[0].address, "198.51.9.7");
}

#[tokio::test]
async fn attack_29_what_another_process_writes_late_is_not_the_last_time() {
    let app = TestApp::new().await;
    let (admin, lea) = (app.admin().await, app.user("Léa Lefèvre").await);
    let other = app.another_process().await;
    let session = app.open(&lea).await;
    app.backend
        .noted_right(&session, session.admin())
        .await
        .unwrap_err();
    app.advance(10);
    let later = app.now();
    other
        .noted_right(&session, session.admin())
        .await
        .unwrap_err();
    other
        .attempts_of(admin.admin().unwrap(), lea.id)
        .await
        .unwrap();
    let shown = &attempts(&app, &admin, lea.id).await[0];
    assert_eq!((shown.day, shown.last_at), (2, later));
}

#[tokio::test]
async fn attack_29_waits_that_simultaneous_codes_find_late_are_summed_too() {
    let app = TestApp::new().await;
    let (admin, lea) = (app.admin().await, app.user("Léa Lefèvre").await);
    app.enrol(&lea).await;
    let half = app.begin(&lea).await;
    let mut tries = JoinSet::new();
    for _ in 0..20 {
        let (backend, half) = (app.backend.clone(), half.clone());
        tries.spawn(async move { backend.give_code(half.claimant().unwrap(), "000000").await });
    }
    for refused in tries.join_all().await {
        assert!(matches!(
            refused,
            Err(Error::Refused(Problem::CodeWrong) | Error::Throttled { .. })
        ));
    }
    let summed = sums(&app, &admin, lea.id).await;
    assert_eq!(
        summed[1..],
        [(Kind::WrongCode, 5, 5), (Kind::Throttled, 15, 15)]
    );
}

#[tokio::test]
async fn attack_29_right_passwords_without_a_code_are_summed_and_the_user_is_told() {
    let app = TestApp::new().await;
    let (admin, lea) = (app.admin().await, app.user("Léa Lefèvre").await);
    let phone = app.enrol(&lea).await.phone;
    let before = rows(&app).await;
    for network in 0..30 {
        let from = from(network);
        let signed_in = app.backend.sign_in(&lea.email, PASSWORD, &from, None);
        signed_in.await.unwrap();
    }
    assert_eq!(
        sums(&app, &admin, lea.id).await,
        [
            (Kind::PasswordOnly, 30, 30),
            (Kind::SessionsPushedOut, 10, 10)
        ]
    );
    assert_eq!(rows(&app).await - before, 2);
    assert_eq!(notices(&app, lea.id).await, 1);
    // The owner's sign-in takes its own one back, and leaves the address of the others.
    app.open_with(&lea, &phone).await;
    let left = attempts(&app, &admin, lea.id).await;
    let left = left.iter().find(|sum| sum.kind == Kind::PasswordOnly);
    let left = left.unwrap();
    assert_eq!((left.day, left.last_address.as_str()), (30, "198.51.29.7"));
}

#[tokio::test]
async fn attack_29_a_sign_in_that_gives_its_code_leaves_nothing_behind() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    for _ in 0..12 {
        app.open_with(&lea, &phone).await;
    }
    assert_eq!(rows(&app).await, 0);
    assert_eq!(notices(&app, lea.id).await, 0);
    // Nor one whose code comes in the next hour than its password.
    app.advance(3_600 - app.now().unix().rem_euclid(3_600) - 10);
    let half = app.begin(&lea).await;
    assert_eq!(rows(&app).await, 1);
    app.advance(60);
    app.give(&half, &phone.at(app.now())).await.unwrap();
    assert_eq!(rows(&app).await, 0);
}

#[tokio::test]
async fn attack_29_wrong_codes_are_summed_with_their_count_and_waits_too() {
    let app = TestApp::new().await;
    let (admin, lea) = (app.admin().await, app.user("Léa Lefèvre").await);
    app.enrol(&lea).await;
    let half = app.begin(&lea).await;
    for _ in 0..5 {
        assert_eq!(problem(app.give(&half, "000000").await), Problem::CodeWrong);
    }
    for _ in 0..3 {
        let waits = app.give(&half, "000000").await;
        assert!(matches!(waits, Err(Error::Throttled { .. })), "{waits:?}");
    }
    let summed = sums(&app, &admin, lea.id).await;
    assert_eq!(
        summed,
        [
            (Kind::PasswordOnly, 1, 1),
            (Kind::WrongCode, 5, 5),
            (Kind::Throttled, 3, 3)
        ]
    );
}

#[tokio::test]
async fn attack_29_what_a_user_may_not_do_is_summed_however_fast_it_is_asked_for() {
    let app = TestApp::new().await;
    let (admin, lea) = (app.admin().await, app.user("Léa Lefèvre").await);
    let session = app.open(&lea).await;
    let before = app.number("SELECT count(*) FROM events").await;
    for _ in 0..100 {
        let refused = app.backend.noted_right(&session, session.admin()).await;
        assert!(matches!(refused, Err(Error::Forbidden)));
    }
    // No answer waits for a statement; a hundred are one, when somebody looks.
    assert_eq!(rows(&app).await, 0);
    assert_eq!(
        sums(&app, &admin, lea.id).await,
        [(Kind::Refused, 100, 100)]
    );
    assert_eq!(rows(&app).await, 1);
    let events = app.number("SELECT count(*) FROM events").await - before;
    assert_eq!(events, 1);
    assert_eq!(notices(&app, lea.id).await, 0);
}

#[tokio::test]
async fn attack_29_made_up_addresses_are_one_row_and_waits_are_those_of_their_account() {
    let app = TestApp::new().await;
    let (admin, lea) = (app.admin().await, app.user("Léa Lefèvre").await);
    for network in 0..20 {
        let (email, from) = (format!("personne{network}@exemple.fr"), from(network));
        let refused = app.backend.sign_in(&email, WRONG, &from, None).await;
        assert_eq!(problem(refused), Problem::Credentials);
    }
    assert_eq!(rows(&app).await, 1);
    assert_eq!(
        sums(&app, &admin, UserId::new(0)).await,
        [(Kind::UnknownAccount, 20, 20)]
    );
    let stranger = from(0);
    for _ in 0..5 {
        let refused = app.backend.sign_in(&lea.email, WRONG, &stranger, None);
        assert_eq!(problem(refused.await), Problem::Credentials);
    }
    let waits = app
        .backend
        .sign_in(&lea.email, WRONG, &stranger, None)
        .await;
    assert!(matches!(waits, Err(Error::Throttled { .. })), "{waits:?}");
    let summed = sums(&app, &admin, lea.id).await;
    assert_eq!(
        summed,
        [(Kind::WrongPassword, 5, 5), (Kind::Throttled, 1, 1)]
    );
}

#[tokio::test]
async fn attack_29_a_flood_writes_one_event_for_open_windows_when_what_was_gathered_is_written() {
    let app = TestApp::new().await;
    let (admin, lea) = (app.admin().await, app.user("Léa Lefèvre").await);
    let events = "SELECT count(*) FROM events WHERE kind = 'attempts'";
    guess(&app, &lea.email, 10).await;
    assert_eq!(app.number(events).await, 0);
    attempts(&app, &admin, lea.id).await;
    assert_eq!(app.number(events).await, 1);
    app.advance(1);
    guess_from(&app, &lea.email, 100..101).await;
    attempts(&app, &admin, lea.id).await;
    assert_eq!(app.number(events).await, 2);
}

#[tokio::test]
async fn attack_29_a_sign_in_goes_on_though_its_event_cannot_be_written() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    let rename = "ALTER TABLE security_events RENAME TO gone";
    app.db().write().execute_unprepared(rename).await.unwrap();
    let owner = origin();
    let refused = app.backend.sign_in(&lea.email, WRONG, &owner, None);
    assert_eq!(problem(refused.await), Problem::Credentials);
    let half = app.begin(&lea).await;
    assert_eq!(problem(app.give(&half, "000000").await), Problem::CodeWrong);
    let count = "SELECT failures FROM factor_attempts";
    assert_eq!(app.number(count).await, 1);
    assert!(app.open_with(&lea, &phone).await.member().is_ok());
}

#[tokio::test]
async fn the_last_day_is_shown_by_hour_and_the_sums_go_after_ninety_days_or_with_the_user() {
    let app = TestApp::new().await;
    let ada = app.admin().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Petit").await);
    guess(&app, &lea.email, 1).await;
    app.advance(23 * 3_600);
    guess(&app, &max.email, 2).await;
    let day = async || {
        let admin = ada.admin().unwrap();
        app.backend.security_overview(admin).await.unwrap().attempts
    };
    let shown = day().await;
    assert_eq!(shown.hours.len(), 24);
    assert_eq!((shown.hours[0], shown.hours[23]), (4, 8));
    assert_eq!(shown.kinds, [(Kind::WrongPassword, 12)]);
    app.advance(3_600);
    let shown = day().await;
    assert_eq!((shown.hours[0], shown.hours[22]), (0, 8));
    assert_eq!(
        sums(&app, &ada, lea.id).await,
        [(Kind::WrongPassword, 0, 4)]
    );
    let manager = TestApp::operator();
    app.backend.delete_user(&manager, max.id).await.unwrap();
    assert_eq!(rows(&app).await, 1);
    app.advance(89 * 86_400 - 1);
    let swept = app.backend.sweep(app.now()).await.unwrap();
    assert_eq!(swept.security_events, 0);
    app.advance(1);
    let swept = app.backend.sweep(app.now()).await.unwrap();
    assert_eq!(swept.security_events, 1);
    assert_eq!(rows(&app).await, 0);
}

#[tokio::test]
async fn attack_14_who_is_told_to_wait_waits_for_no_writing_whether_there_is_an_account_or_not() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let stranger = from(0);
    for email in [lea.email.as_str(), "personne@exemple.fr"] {
        for _ in 0..5 {
            let refused = app.backend.sign_in(email, WRONG, &stranger, None).await;
            assert_eq!(problem(refused), Problem::Credentials);
        }
        let before = rows(&app).await;
        for _ in 0..2 {
            let waits = app.backend.sign_in(email, WRONG, &stranger, None).await;
            assert!(matches!(waits, Err(Error::Throttled { .. })), "{waits:?}");
        }
        assert_eq!(rows(&app).await, before, "{email}");
    }
}
