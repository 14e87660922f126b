//! LISTEN and NOTIFY: how processes learn at once of a commit.

use crate::open;
use backend::clock::Clock;
use backend::vault::Vault;
use backend::{Backend, Settings};
use sea_orm::ConnectionTrait;
use sea_orm::sqlx::postgres::PgListener;
use std::time::{Duration, Instant};
use store::Db;
use tempfile::TempDir;
use test_support::sql::texts;
use test_support::{INVITEE, PUBLIC_URL, START, TestDatabase, create, try_create};

const LISTENERS: &str = "SELECT pid::text FROM pg_stat_activity \
    WHERE datname = current_database() AND query LIKE 'LISTEN %'";
/// The number of changes, each awaited before the next.
const CHANGES: usize = 20;
/// A process that only polls once a second needs twice as long for them.
const TOGETHER: Duration = Duration::from_secs(10);

/// One process on a database.
pub(crate) struct Process {
    pub(crate) backend: Backend,
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    _folder: TempDir,
}

impl Process {
    pub(crate) fn on(db: Db) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::create(&folder.path().join("key")).unwrap();
        let clock = Clock::manual(START);
        let settings = Settings::for_tests(PUBLIC_URL);
        Self {
            backend: Backend::new(db.clone(), vault, clock.clone(), settings).unwrap(),
            db,
            clock,
            _folder: folder,
        }
    }

    /// Follows the events from now on.
    pub(crate) fn follow(&self) {
        let following = self.backend.clone();
        tokio::spawn(async move { following.follow_events().await });
    }
}

/// Two processes, of which the second follows the events.
async fn two() -> (Process, Process, TestDatabase) {
    let (db, database) = open().await;
    let here = Process::on(db);
    let there = Process::on(Db::open(database.url()).await.unwrap());
    there.follow();
    listening(&here.db, "").await;
    (here, there, database)
}

/// Waits until a connection other than this one listens; returns which.
pub(crate) async fn listening(db: &Db, but: &str) -> String {
    loop {
        let listeners = texts(db.read(), LISTENERS).await;
        if let [listener] = listeners.as_slice()
            && listener != but
        {
            return listener.clone();
        }
        tokio::task::yield_now().await;
    }
}

/// Waits until the process knows the newest event.
async fn knows(process: &Process) {
    let newest = texts(process.db.read(), "SELECT max(id)::text FROM events").await;
    let newest: i64 = newest.first().unwrap().parse().unwrap();
    let begun = Instant::now();
    while process.backend.hub().position().get() < newest {
        assert!(begun.elapsed() < Duration::from_secs(20), "never told");
        tokio::task::yield_now().await;
    }
}

async fn changes_are_known_at_once(here: &Process, there: &Process, series: &str) {
    let begun = Instant::now();
    for number in 0..CHANGES {
        create(&here.backend, &format!("{series}{number}"), INVITEE).await;
        knows(there).await;
    }
    let taken = begun.elapsed();
    assert!(taken < TOGETHER, "{taken:?}: it was looked for only");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_is_told_of_every_commit_of_another() {
    let (here, there, _database) = two().await;
    changes_are_known_at_once(&here, &there, "a").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_that_lost_its_connection_catches_up_and_listens_again() {
    let (here, there, _database) = two().await;
    let lost = listening(&here.db, "").await;
    let end = format!("SELECT pg_terminate_backend({lost})::text");
    assert_eq!(texts(here.db.read(), &end).await, ["true"]);
    create(&here.backend, "missed", INVITEE).await;
    knows(&there).await;
    listening(&here.db, &lost).await;
    changes_are_known_at_once(&here, &there, "b").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_is_not_committed_is_told_to_nobody() {
    let (db, database) = open().await;
    let process = Process::on(db);
    let mut listener = PgListener::connect(database.url()).await.unwrap();
    listener.listen("bouclier_events").await.unwrap();
    let db = process.db.write();
    db.execute_unprepared(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql \
             AS $$ BEGIN RAISE EXCEPTION 'not today'; END $$; \
         CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON events \
             DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()",
    )
    .await
    .unwrap();
    // It fails at the commit itself, after everything was written.
    assert!(
        try_create(&process.backend, "refused@exemple.fr", "refused", INVITEE)
            .await
            .is_err()
    );
    db.execute_unprepared("DROP TRIGGER refuse ON events")
        .await
        .unwrap();
    create(&process.backend, "made", INVITEE).await;
    db.execute_unprepared("NOTIFY bouclier_events, 'the last'")
        .await
        .unwrap();
    let mut told = Vec::new();
    while told.last().is_none_or(|text| text != "the last") {
        told.push(listener.recv().await.unwrap().payload().to_owned());
    }
    assert_eq!(told, ["", "the last"]);
}
