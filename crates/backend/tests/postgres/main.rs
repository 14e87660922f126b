//! What only PostgreSQL does. Run with a server: `scripts/postgres cargo test -p backend --test postgres`.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod attempts;
mod cut;
mod tls;
mod told;

use sea_orm::{ConnectionTrait, TransactionTrait};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};
use store::Db;
use test_support::sql::{texts, value};
use test_support::{TestDatabase, VARIABLE};

async fn open() -> (Db, TestDatabase) {
    let database = TestDatabase::new();
    assert!(database.is_postgres(), "set {VARIABLE}");
    (Db::open(database.url()).await.unwrap(), database)
}

#[tokio::test]
async fn every_column_of_text_is_ordered_by_its_bytes() {
    let (db, _database) = open().await;
    let query = "SELECT table_name || '.' || column_name FROM information_schema.columns \
        WHERE table_schema = 'public' AND data_type IN ('text', 'character varying') \
        AND table_name != 'seaql_migrations' AND collation_name IS DISTINCT FROM 'C'";
    assert_eq!(texts(db.read(), query).await, [""; 0]);
}

#[tokio::test]
async fn readers_cannot_write() {
    let (db, _database) = open().await;
    let statement = "UPDATE policies SET policy = 'required'";
    let refused = db.read().execute_unprepared(statement).await.unwrap_err();
    assert!(refused.to_string().contains("read-only"), "{refused}");
    let done = db.write().execute_unprepared(statement).await.unwrap();
    assert_eq!(done.rows_affected(), 1);
}

#[tokio::test]
async fn nobody_waits_holds_a_turn_or_reads_for_ever() {
    let (db, _database) = open().await;
    let limits = "SELECT unnest(ARRAY[current_setting('lock_timeout'), \
        current_setting('idle_in_transaction_session_timeout'), current_setting('statement_timeout')])";
    assert_eq!(texts(db.write(), limits).await, ["10s", "1min", "0"]);
    assert_eq!(texts(db.read(), limits).await, ["10s", "1min", "30s"]);
}

#[tokio::test]
async fn the_audit_log_refuses_to_be_emptied() {
    let (db, _database) = open().await;
    let refused = db.write().execute_unprepared("TRUNCATE audit_entries");
    let refused = refused.await.unwrap_err().to_string();
    assert!(refused.contains("append-only"), "{refused}");
}

#[tokio::test]
async fn a_transaction_waits_for_the_one_before_it_and_sees_what_that_has_written() {
    let (db, database) = open().await;
    let other = Db::open(database.url()).await.unwrap();
    let first = db.begin().await.unwrap();
    let second = tokio::spawn(async move {
        let tx = other.begin().await.unwrap();
        value::<String>(&tx, "SELECT policy FROM policies").await
    });
    let waiting = "SELECT count(*)::text FROM pg_stat_activity \
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while texts(db.read(), waiting).await != ["1"] {
        tokio::task::yield_now().await;
    }
    let statement = "UPDATE policies SET policy = 'required'";
    first.execute_unprepared(statement).await.unwrap();
    first.commit().await.unwrap();
    assert_eq!(second.await.unwrap(), "required");
}

#[tokio::test]
async fn no_password_of_the_server_is_shown_with_the_use_cases_or_in_an_error() {
    let (db, _database) = open().await;
    assert!(!format!("{db:?}").contains("postgres://"));
    let url = "postgres://u:secret@localhost/b?sslmode=maybe";
    assert!(!store::is_postgres_url(url));
    let nobody = "postgres://u:secret@localhost/b?host=/nowhere";
    let error = Db::open(nobody).await.unwrap_err().to_string();
    assert!(!error.contains("secret"), "{error}");
}

#[tokio::test]
async fn a_caller_who_waits_for_a_turn_in_vain_is_told_to_come_again() {
    let database = TestDatabase::new();
    let db = Db::open(database.url()).await.unwrap();
    let held = db.begin().await.unwrap();
    let tx = db.write().connection().begin().await.unwrap();
    tx.execute_unprepared("SET LOCAL lock_timeout = '10ms'")
        .await
        .unwrap();
    let refused = tx.execute_unprepared("SELECT 1 FROM audit_heads FOR UPDATE");
    let error = backend::Error::from(store::Error::from(refused.await.unwrap_err()));
    assert!(matches!(error, backend::Error::Busy { .. }), "{error}");
    held.rollback().await.unwrap();
}

/// Lets a future run for this many steps, and drops it.
async fn break_off(work: impl Future, mut steps: u32) {
    let mut work = pin!(work);
    poll_fn(|cx| {
        if steps == 0 {
            return Poll::Ready(());
        }
        steps -= 1;
        work.as_mut().poll(cx).map(|_| ())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_beginning_that_is_broken_off_leaves_no_transaction_open() {
    let (db, _database) = open().await;
    let left_open = "SELECT count(*)::text FROM pg_stat_activity \
        WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
    for steps in (0..8).cycle().take(400) {
        break_off(db.begin(), steps).await;
        let statement = "UPDATE policies SET changed_at = changed_at";
        db.write().execute_unprepared(statement).await.unwrap();
    }
    let begun = Instant::now();
    while texts(db.read(), left_open).await != ["0"] {
        assert!(begun.elapsed() < Duration::from_secs(20), "one stays open");
        tokio::task::yield_now().await;
    }
}
