//! A server whose database on PostgreSQL is out of reach, and one whose database was restored. Run with a PostgreSQL server:
//! `scripts/postgres cargo test -p bouclier --test postgres`.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod bulk;
mod restore;

use sea_orm::{ConnectionTrait, Database};
use std::time::{Duration, Instant};
use test_support::{Instance, Running, TestDatabase, VARIABLE, until};

/// The time within which a load balancer must know.
const SOON: Duration = Duration::from_secs(5);

/// A further database on the server.
struct Beside(TestDatabase);

impl Beside {
    fn new() -> Self {
        let database = TestDatabase::empty();
        assert!(database.is_postgres(), "set {VARIABLE}");
        Self(database)
    }

    fn run(&self, statement: &str) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let db = Database::connect(self.0.url()).await.unwrap();
            db.execute_unprepared(statement).await.unwrap();
            db.close().await.unwrap();
        });
    }
}

/// The name of a place's database.
fn name(place: &Instance) -> String {
    let url = place.url();
    let (before, _) = url.split_once('?').unwrap();
    before.rsplit_once('/').unwrap().1.to_owned()
}

/// Asserts that the server soon reports that it cannot serve, and why, and that it is alive.
#[track_caller]
fn assert_without_database(server: &Running) {
    let begun = Instant::now();
    let answer = server.ask("/readyz");
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.ends_with("\r\n\r\nno database\n"), "{answer}");
    let alive = server.ask("/healthz");
    assert!(alive.starts_with("HTTP/1.1 200"), "{alive}");
}

#[test]
fn a_server_whose_database_is_dropped_is_alive_and_not_ready() {
    let beside = Beside::new();
    let place = Instance::new(test_support::program!());
    let server = Running::start(place.serve());
    assert!(server.ask("/readyz").starts_with("HTTP/1.1 200"));
    let database = name(&place);
    beside.run(&format!("DROP DATABASE {database} WITH (FORCE)"));
    assert_without_database(&server);
}

#[test]
fn a_server_is_ready_again_by_itself_once_its_database_is_back() {
    let beside = Beside::new();
    let place = Instance::new(test_support::program!());
    let server = Running::start(place.serve());
    assert!(server.ask("/readyz").starts_with("HTTP/1.1 200"));
    let database = name(&place);
    beside.run(&format!(
        "ALTER DATABASE {database} ALLOW_CONNECTIONS false"
    ));
    let connections = format!("FROM pg_stat_activity WHERE datname = '{database}'");
    beside.run(&format!("SELECT pg_terminate_backend(pid) {connections}"));
    until(|| server.ask("/readyz").starts_with("HTTP/1.1 503"));
    assert_without_database(&server);
    beside.run(&format!("ALTER DATABASE {database} ALLOW_CONNECTIONS true"));
    until(|| server.ask("/readyz").starts_with("HTTP/1.1 200"));
    assert!(server.ask("/sign-in").starts_with("HTTP/1.1 200"));
}
