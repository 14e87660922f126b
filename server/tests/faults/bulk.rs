//! Something is done to many users while the server is killed: nothing twice, nobody forgotten, and it comes to its end.

use super::Dice;
use super::check::{open, whole};
use super::process::{place, start};
use backend::clock::Clock;
use backend::import::ImportOptions;
use backend::{Backend, Settings};
use sea_orm::DatabaseConnection;
use std::time::{Duration, Instant};
use test_support::sql::value;
use test_support::{Instance, PATIENCE, PUBLIC_URL, operator};

/// Users: twenty steps.
const USERS: i64 = 10_000;
/// How often the server is killed.
const KILLS: i64 = 6;
/// As an admin begins it in the browser, where nobody is but users without a factor: the command line, which waits for no end.
const BEGIN: &str = "INSERT INTO bulk_operations (created_at, kind, selection, state, address, user_agent, total, last_user) \
    SELECT 1, 'require', '{\"search\":\"\",\"status\":\"inactive\",\"requirement\":null,\"role\":null,\"state\":null,\"group\":null,\
    \"sort\":\"name\",\"direction\":\"asc\",\"page\":1,\"cursor\":null}', 'running', '', '', count(*), max(id) FROM users";

async fn populate(place: &Instance) {
    let backend: Backend = place
        .backend(Clock::System, Settings::for_tests(PUBLIC_URL))
        .await;
    let row = |i| format!("user{i}@exemple.fr,User {i},user,fr\n");
    let rows: String = (0..USERS).map(row).collect();
    let file = format!("email,name,role,language\n{rows}");
    let options = ImportOptions::default();
    let by = operator();
    let imported = backend.import_users(&by, file.as_bytes(), &options, |_| {});
    imported.await.unwrap();
    backend.close().await.unwrap();
    let db = open(place, "rw").await;
    sea_orm::ConnectionTrait::execute_unprepared(&db, BEGIN)
        .await
        .unwrap();
    db.close().await.unwrap();
}

/// Waits until more than these users were looked at.
async fn wait_for(place: &Instance, users: i64) {
    let db = open(place, "ro").await;
    let begun = Instant::now();
    while value::<i64>(&db, "SELECT done FROM bulk_operations").await <= users {
        assert!(begun.elapsed() < PATIENCE, "it hangs");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    db.close().await.unwrap();
}

/// Asserts that rules, entries and the state of the operation agree; returns to how many users it was done.
async fn agreed(db: &DatabaseConnection) -> i64 {
    let done = value::<i64>(db, "SELECT done FROM bulk_operations").await;
    let required = "SELECT count(*) FROM users WHERE override_rule = 'required'";
    assert_eq!(value::<i64>(db, required).await, done);
    let entries = "SELECT count(*) FROM audit_entries WHERE action = 'user-required'";
    assert_eq!(value::<i64>(db, entries).await, done);
    let named =
        "SELECT count(DISTINCT target_id) FROM audit_entries WHERE action = 'user-required'";
    assert_eq!(value::<i64>(db, named).await, done);
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attack_19_what_a_killed_server_was_doing_to_many_goes_on_with_nothing_twice_and_nobody_forgotten()
 {
    let mut dice = Dice::new();
    let place = place();
    populate(&place).await;
    let mut done = 0;
    for number in 1..=KILLS {
        let server = start(&place);
        wait_for(&place, done).await;
        // Anywhere within the next steps.
        tokio::time::sleep(Duration::from_micros(dice.below(100_000))).await;
        server.kill();
        let db = whole(&place).await;
        done = agreed(&db).await;
        let state = value::<String>(&db, "SELECT state FROM bulk_operations").await;
        db.close().await.unwrap();
        if state == "done" {
            assert!(number > 1, "it was not killed in the middle");
            break;
        }
    }
    let server = start(&place);
    wait_for(&place, USERS - 1).await;
    server.terminate();
    drop(server);
    let db = whole(&place).await;
    assert_eq!(agreed(&db).await, USERS);
    db.close().await.unwrap();
}
