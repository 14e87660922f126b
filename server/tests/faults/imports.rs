//! An import while the server is killed: what is there, what is recorded and how far it has come stay one, and it comes to its end.

use super::Dice;
use super::check::{open, whole};
use super::process::{place, start};
use backend::access::Principal;
use backend::clock::Clock;
use backend::upload::Start;
use backend::{Backend, Settings};
use sea_orm::DatabaseConnection;
use std::time::{Duration, Instant};
use test_support::sql::{column, texts, value};
use test_support::{ADMIN, Instance, PATIENCE, PUBLIC_URL, create, find, sign_in};

/// Rows of the file: twenty steps.
const ROWS: i64 = 10_000;
/// How often the server is killed.
const KILLS: i64 = 6;

/// Every fiftieth row is refused, every thousandth is an admin.
fn file() -> Vec<u8> {
    let row = |i: i64| match i {
        i if i % 50 == 7 => format!("user{i},User {i},user,fr\n"),
        i if i % 1_000 == 0 => format!("user{i}@exemple.fr,User {i},admin,fr\n"),
        _ => format!("user{i}@exemple.fr,User {i},user,fr\n"),
    };
    let rows: String = (0..ROWS).map(row).collect();
    ["email,name,role,language\n", &rows].concat().into_bytes()
}

/// Begins an import as an admin does; the program is to carry it out.
async fn begin(place: &Instance) {
    let backend: Backend = place
        .backend(Clock::System, Settings::for_tests(PUBLIC_URL))
        .await;
    let ada = create(&backend, "Ada Byron", ADMIN).await;
    let token = sign_in(&backend, &ada).await.token;
    let ada: Principal = find(&backend, &token).await.unwrap();
    let kept = backend.keep_upload(ada.admin().unwrap(), "a.csv", file());
    let id = kept.await.unwrap();
    let seen = backend.upload(ada.admin().unwrap(), id).await.unwrap();
    let begun = backend.start_import(ada.fresh_admin().unwrap(), id, &seen.revision, false);
    assert_eq!(begun.await.unwrap(), Start::Begun);
    backend.close().await.unwrap();
}

/// Waits until more than these rows are done.
async fn wait_for(place: &Instance, rows: i64) {
    let db = open(place, "ro").await;
    let begun = Instant::now();
    while value::<i64>(&db, "SELECT done FROM imports").await <= rows {
        assert!(begun.elapsed() < PATIENCE, "it hangs");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    db.close().await.unwrap();
}

/// Asserts that accounts, entries and the state of the import agree; returns the rows that are done.
async fn agreed(db: &DatabaseConnection) -> i64 {
    let done = value::<i64>(db, "SELECT done FROM imports").await;
    let created = value::<i64>(db, "SELECT created FROM imports").await;
    let there = "SELECT count(*) FROM users WHERE email_key LIKE 'user%'";
    assert_eq!(value::<i64>(db, there).await, created);
    let refused = value::<i64>(db, "SELECT refused FROM imports").await;
    assert_eq!(created + refused, done);
    let entries = texts(
        db,
        "SELECT detail FROM audit_entries WHERE action = 'users-imported'",
    )
    .await;
    let number = |detail: &String| -> i64 {
        let digits: String = detail.chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap()
    };
    assert_eq!(entries.iter().map(number).sum::<i64>(), created);
    let named = "SELECT target_email FROM audit_entries WHERE action = 'user-created' AND target_email LIKE 'user%' ORDER BY id";
    let admins = "SELECT email FROM users WHERE role = 'admin' AND email LIKE 'user%' ORDER BY id";
    assert_eq!(
        column::<String>(db, named).await,
        column::<String>(db, admins).await
    );
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attack_19_an_import_of_a_killed_server_goes_on_with_nothing_twice_and_nothing_forgotten() {
    let mut dice = Dice::new();
    let place = place();
    begin(&place).await;
    let mut done = 0;
    for number in 1..=KILLS {
        let server = start(&place);
        wait_for(&place, done).await;
        // Anywhere within the next steps.
        tokio::time::sleep(Duration::from_micros(dice.below(100_000))).await;
        server.kill();
        let db = whole(&place).await;
        done = agreed(&db).await;
        let state = value::<String>(&db, "SELECT state FROM imports").await;
        db.close().await.unwrap();
        if state == "done" {
            assert!(number > 1, "it was not killed in the middle");
            break;
        }
    }
    let server = start(&place);
    wait_for(&place, ROWS - 1).await;
    server.terminate();
    drop(server);
    let db = whole(&place).await;
    assert_eq!(agreed(&db).await, ROWS);
    let created = value::<i64>(&db, "SELECT created FROM imports").await;
    assert_eq!(created, ROWS - ROWS / 50);
    db.close().await.unwrap();
}
