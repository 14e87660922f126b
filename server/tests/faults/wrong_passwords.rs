//! Wrong passwords while the server is killed: each is counted before it is known to be wrong, and none is counted and never noted
//! (attack 32).

use super::Dice;
use super::check::whole;
use super::http::Client;
use super::process::place;
use super::work::Round;
use super::wrong_codes::{Guessed, PROOFS, as_answered, by_user, kill_amid, populate};
use backend::Settings;
use backend::clock::Clock;
use sea_orm::DatabaseConnection;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use test_support::sql::value;
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

/// What wrong passwords are counted, and of these those that are still to be noted.
pub async fn counted(db: &DatabaseConnection) -> (i64, i64) {
    let sum = async |column: &str, table: &str| {
        let query = format!("SELECT CAST(coalesce(sum({column}), 0) AS BIGINT) FROM {table}");
        value::<i64>(db, &query).await
    };
    let pending = sum("pending", "password_failures").await;
    (sum("failures", "account_failures").await, pending)
}

/// Where wrong passwords are events.
pub const EVENTS: &str =
    "SELECT user_id AS who, count AS n FROM security_events WHERE kind = 'wrong-password'";

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
        let (counts, pending) = counted(&db).await;
        let events: i64 = by_user(&db, "sum(n)", EVENTS).await.values().sum();
        assert_eq!(counts, events + pending);
        left += pending;
        sea_orm::DatabaseConnection::close(db).await.unwrap();
        swept_later(&place).await;
        let db = whole(&place).await;
        let events = by_user(&db, "sum(n)", EVENTS).await;
        as_answered(&all, &events);
        assert_eq!(counted(&db).await, (counts, 0));
        assert_eq!(events.values().sum::<i64>(), counts);
        sea_orm::DatabaseConnection::close(db).await.unwrap();
    }
    assert!(left > 0, "no kill came between a count and its event");
}
