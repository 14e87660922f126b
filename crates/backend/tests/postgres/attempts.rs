//! A wrong password waits for no change.

use crate::open;
use crate::told::Process;
use backend::Error;
use domain::SecurityEventKind;
use domain::problem::Problem;
use std::time::Duration;
use test_support::sql::value;
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
async fn attack_29_an_account_is_deleted_beside_attempts_at_it() {
    let (db, _database) = open().await;
    let process = Process::on(db);
    for round in 0..10 {
        let lea = create(&process.backend, &format!("Léa {round}"), USER).await;
        let guesses = (0..12).map(|number| {
            let (backend, email) = (process.backend.clone(), lea.email.clone());
            let from = backend::access::Origin {
                address: format!("198.51.{number}.7"),
                ..origin()
            };
            tokio::spawn(async move { backend.sign_in(&email, "un autre", &from, None).await })
        });
        let guesses: Vec<_> = guesses.collect();
        let deleted = process.backend.delete_user(&operator(), lea.id).await;
        deleted.unwrap();
        for guess in guesses {
            let answer = guess.await.unwrap();
            assert!(matches!(answer, Err(Error::Refused(_))), "{answer:?}");
        }
    }
    let count = process.backend.security_events();
    assert!(count.count(SecurityEventKind::WrongPassword) > 0);
}
