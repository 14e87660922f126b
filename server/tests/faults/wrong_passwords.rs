//! Wrong passwords while the server is killed: each is counted before it is known to be wrong, and none is counted and never noted
//! (attack 32).

use super::Dice;
use super::check::whole;
use super::http::Client;
use super::process::place;
use super::work::Round;
use super::wrong_codes::{Guessed, PROOFS, as_answered, kill_amid, populate};
use backend::Settings;
use backend::clock::Clock;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use test_support::agreement::{PASSWORD_EVENTS, WrongPasswords, by_user, wrong_passwords};
use test_support::{Instance, PUBLIC_URL};

/// How often the server is killed.
const KILLS: u64 = 12;

/// Tries wrong passwords until an answer does not come.
async fn guess(mut client: Client, guessed: Arc<Guessed>, round: Arc<Round>) {
    let fields = [
        ("email", guessed.person.email.as_str()),
        ("password", "faux"),
    ];
    for _ in 0..PROOFS {
        let Some(answer) = client.post("/api/sign-in", &fields).await else {
            return;
        };
        assert_eq!(answer.status, 422, "{}", answer.body);
        guessed.answered.fetch_add(1, Ordering::SeqCst);
        round.count();
    }
}

/// What any server does from time to time, ten minutes later, when nothing can be on its way any more.
pub async fn swept_later(place: &Instance) {
    let now = Clock::System.now().plus(600);
    let settings = Settings::for_tests(PUBLIC_URL);
    let backend = place.backend(Clock::manual(now), settings).await;
    backend.sweep(now).await.unwrap();
    backend.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attack_32_after_a_kill_each_wrong_password_that_was_counted_becomes_an_event() {
    let mut dice = Dice::new();
    let place = place();
    let all = populate(&place, KILLS, false).await;
    let mut left = 0;
    for number in 0..KILLS {
        kill_amid(&place, (number, &mut dice), &all, guess).await;
        let db = whole(&place).await;
        let found = wrong_passwords(&db).await;
        assert_eq!(found.counted, found.pending + found.noted);
        left += found.pending;
        sea_orm::DatabaseConnection::close(db).await.unwrap();
        swept_later(&place).await;
        let db = whole(&place).await;
        as_answered(&all, &by_user(&db, PASSWORD_EVENTS).await);
        let swept = WrongPasswords {
            pending: 0,
            noted: found.counted,
            ..found
        };
        assert_eq!(wrong_passwords(&db).await, swept);
        sea_orm::DatabaseConnection::close(db).await.unwrap();
    }
    assert!(left > 0, "no kill came between a count and its event");
}
