//! A wrong password waits for no change.

use crate::open;
use crate::told::Process;
use backend::Error;
use domain::problem::Problem;
use sea_orm::ConnectionTrait;
use std::time::Duration;
use test_support::sql::{texts, value};
use test_support::{USER, create, operator, origin};
use tokio::time::timeout;

/// Less than a transaction waits for a lock before it gives up.
const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn attack_29_a_wrong_password_is_answered_and_counted_while_a_change_has_the_turn() {
    let (db, _database) = open().await;
    let process = Process::on(db);
    let lea = create(&process.backend, "Léa Lefèvre", USER).await;
    let held = process.db.begin().await.unwrap();
    for email in [lea.email.as_str(), "personne@exemple.fr"] {
        let from = origin();
        let answer = process.backend.sign_in(email, "un autre", &from, None);
        let answer = timeout(SOON, answer).await.expect("no wait for the turn");
        let refused = matches!(answer, Err(Error::Refused(Problem::Credentials)));
        assert!(refused, "{answer:?}");
    }
    let written = "SELECT count(*) FROM security_events";
    assert_eq!(value::<i64>(process.db.read(), written).await, 2);
    held.rollback().await.unwrap();
}

#[tokio::test]
async fn an_account_is_deleted_after_an_attempt_at_it_that_is_being_written() {
    let (db, _database) = open().await;
    let process = Process::on(db);
    let lea = create(&process.backend, "Léa Lefèvre", USER).await;
    let attempt = process.db.begin_on(b"attempts").await.unwrap();
    let event = format!(
        "INSERT INTO security_events (user_id, kind, hour, count, last_at, last_address) \
         VALUES ({}, 'wrong-password', 0, 1, 0, '')",
        lea.id
    );
    attempt.execute_unprepared(&event).await.unwrap();
    let backend = process.backend.clone();
    let deleted = tokio::spawn(async move { backend.delete_user(&operator(), lea.id).await });
    let waiting = "SELECT count(*)::text FROM pg_stat_activity \
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while texts(process.db.read(), waiting).await != ["1"] {
        tokio::task::yield_now().await;
    }
    let notice = format!(
        "INSERT INTO notices (user_id, kind, at, last_at, count, user_agent, address, mail_attempts) \
         VALUES ({}, 'attempts', 0, 0, 1, '', '', 0)",
        lea.id
    );
    attempt.execute_unprepared(&notice).await.unwrap();
    attempt.commit().await.unwrap();
    deleted.await.unwrap().unwrap();
    let left = "SELECT count(*) FROM security_events";
    assert_eq!(value::<i64>(process.db.read(), left).await, 0);
}
