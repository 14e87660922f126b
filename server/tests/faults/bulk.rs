//! Something is done to many users while the server is killed: nothing twice, nobody forgotten, and it comes to its end.

use super::Dice;
use super::check::{open, whole};
use super::process::{QUIET, place, start_with};
use backend::clock::Clock;
use backend::import::ImportOptions;
use backend::{Backend, Settings};
use sea_orm::DatabaseConnection;
use std::process::Stdio;
use std::time::{Duration, Instant};
use test_support::sql::value;
use test_support::{Instance, PATIENCE, PUBLIC_URL, operator};

/// Users: twenty steps.
const USERS: i64 = 10_000;
/// How often the server is killed.
const KILLS: i64 = 6;
/// As an admin begins it in the browser, where nobody is but users without a factor: the command line, which waits for no end.
const REQUIRE: &str = "INSERT INTO bulk_operations (created_at, kind, selection, state, address, user_agent, total, last_user) \
    SELECT unixepoch(), 'require', '{\"search\":\"\",\"status\":\"inactive\",\"requirement\":null,\"role\":null,\"state\":null,\"group\":null,\
    \"sort\":\"name\",\"direction\":\"asc\",\"page\":1,\"cursor\":null}', 'running', '', '', count(*), max(id) FROM users";

/// Taking that back.
const UNDO: &str = "INSERT INTO bulk_operations (created_at, kind, selection, state, address, user_agent, total, undoes) \
    SELECT unixepoch(), kind, '[]', 'running', '', '', done, id FROM bulk_operations";

/// Something that is done to many.
struct Kind {
    begin: &'static str,
    /// What each user has an entry of.
    entry: &'static str,
    /// Counts the users to whom it was done.
    users_done: &'static str,
}

async fn execute(place: &Instance, statement: &str) {
    let db = open(place, "rw").await;
    sea_orm::ConnectionTrait::execute_unprepared(&db, statement)
        .await
        .unwrap();
    db.close().await.unwrap();
}

async fn backend(place: &Instance) -> Backend {
    place
        .backend(Clock::System, Settings::for_tests(PUBLIC_URL))
        .await
}

async fn populate(place: &Instance) {
    let backend = backend(place).await;
    let row = |i| format!("user{i}@exemple.fr,User {i},user,fr\n");
    let rows: String = (0..USERS).map(row).collect();
    let file = format!("email,name,role,language\n{rows}");
    let options = ImportOptions::default();
    let by = operator();
    let imported = backend.import_users(&by, file.as_bytes(), &options, |_| {});
    imported.await.unwrap();
    backend.close().await.unwrap();
}

impl Kind {
    /// How many users the operation has counted; it is the newest one.
    async fn done(db: &DatabaseConnection) -> i64 {
        value(db, "SELECT done FROM bulk_operations ORDER BY id DESC").await
    }

    /// Waits until it was done to more than these users.
    async fn wait_for(place: &Instance, users: i64) {
        let db = open(place, "ro").await;
        let begun = Instant::now();
        while Self::done(&db).await <= users {
            assert!(begun.elapsed() < PATIENCE, "it hangs");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        db.close().await.unwrap();
    }

    /// Asserts that users, entries and the state of the operation agree; returns to how many it was done.
    async fn agreed(&self, db: &DatabaseConnection) -> i64 {
        let done = Self::done(db).await;
        assert_eq!(value::<i64>(db, self.users_done).await, done);
        for what in ["*", "DISTINCT target_id"] {
            let entries = format!(
                "SELECT count({what}) FROM audit_entries WHERE action = '{}'",
                self.entry
            );
            assert_eq!(value::<i64>(db, &entries).await, done);
        }
        done
    }

    /// Kills servers in the middle of it, until one brings it to its end.
    async fn is_done_once_to_each(&self, place: &Instance, set: &[(&str, &str)]) {
        let mut dice = Dice::new();
        execute(place, self.begin).await;
        let mut done = 0;
        for number in 1..=KILLS {
            let server = start_with(place, set, Stdio::inherit());
            Self::wait_for(place, done).await;
            // Anywhere within the next steps.
            tokio::time::sleep(Duration::from_micros(dice.below(100_000))).await;
            server.kill();
            let db = whole(place).await;
            done = self.agreed(&db).await;
            let state = "SELECT state FROM bulk_operations ORDER BY id DESC";
            let state = value::<String>(&db, state).await;
            db.close().await.unwrap();
            if state == "done" {
                assert!(number > 1, "it was not killed in the middle");
                break;
            }
        }
        let server = start_with(place, set, Stdio::inherit());
        Self::wait_for(place, USERS - 1).await;
        server.terminate();
        drop(server);
        let db = whole(place).await;
        assert_eq!(self.agreed(&db).await, USERS);
        db.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attack_19_what_a_killed_server_was_doing_to_many_or_taking_back_goes_on_with_nothing_twice_and_nobody_forgotten()
 {
    let place = place();
    populate(&place).await;
    let require = Kind {
        begin: REQUIRE,
        entry: "user-required",
        users_done: "SELECT count(*) FROM users WHERE override_rule = 'required'",
    };
    require.is_done_once_to_each(&place, QUIET).await;
    let undo = Kind {
        begin: UNDO,
        entry: "user-not-required",
        users_done: "SELECT count(*) FROM users WHERE override_rule IS NULL",
    };
    undo.is_done_once_to_each(&place, QUIET).await;
}
