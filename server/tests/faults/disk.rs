//! The disk is full (attack 19).

use super::check::{open, whole};
use super::http::{Answer, Client};
use super::people::install;
use super::process::{QUIET, limit_files, place, start, start_with};
use domain::UserId;
use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Instant;
use test_support::sql::value;
use test_support::{ADMIN, Instance, PATIENCE, Person, USER, create};

/// Bytes of a page of the database.
const PAGE: u64 = 4_096;
/// Pages that still fit when the disk becomes full.
const ROOM: [u64; 5] = [0, 1, 2, 5, 40];
/// This many changes do not fit.
const MANY: usize = 2_000;

/// The users of the admin's rules, with the last acknowledged state.
type Rules = BTreeMap<UserId, bool>;

struct Admin {
    client: Client,
    email: String,
    rules: Rules,
}

impl Admin {
    /// Requires 2FA of a user or lifts the requirement; returns whether it was acknowledged.
    async fn switch(&mut self, id: UserId) -> bool {
        let required = !self.rules[&id];
        let number = id.to_string();
        let mut fields = vec![("id", number.as_str()), ("policy", "optional")];
        if required {
            fields.push(("required", "on"));
        }
        let answer = self.post("/api/users/requirement", &fields).await;
        let done = answer.status == 200;
        if done {
            self.rules.insert(id, required);
        } else {
            assert_failed(&answer);
        }
        done
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = tokio::time::timeout(PATIENCE, self.client.post(path, fields)).await;
        answer.expect("no hang").expect("an answer")
    }

    /// Makes changes until one fails.
    async fn fill(&mut self) {
        let targets: Vec<UserId> = self.rules.keys().copied().collect();
        for turn in 0..MANY {
            if !self.switch(targets[turn % targets.len()]).await {
                return;
            }
        }
        panic!("the disk does not fill");
    }

    /// Asserts that all reads still work.
    async fn reads(&mut self) {
        for path in ["/account/users", "/api/viewer", "/api/policy", "/me"] {
            let answer = self.client.get(path).await.unwrap();
            assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        }
    }
}

/// Asserts an error of the program's own, with a reference to the log and no inner message.
#[track_caller]
fn assert_failed(answer: &Answer) {
    let body = &answer.body;
    assert!(
        matches!(answer.status, 500 | 503),
        "{} {body}",
        answer.status
    );
    assert!(
        body.contains("internal:") || body.contains("Bouclier: "),
        "{body}"
    );
    assert!(
        !body.to_lowercase().contains("sqlite") && !body.contains("disk"),
        "{body}"
    );
}

async fn populate(place: &Instance) -> (Person, Vec<Person>) {
    let backend = install(place).await;
    let admin = create(&backend, "admin", ADMIN).await;
    let mut targets = Vec::new();
    for number in 0..3 {
        targets.push(create(&backend, &format!("target{number}"), USER).await);
    }
    backend.close().await.unwrap();
    (admin, targets)
}

/// The size of the write-ahead log in bytes.
fn written(place: &Instance) -> u64 {
    let size = |name: &str| std::fs::metadata(place.data().join(name)).map_or(0, |m| m.len());
    size("bouclier.sqlite").max(size("bouclier.sqlite-wal"))
}

/// Asserts that the stored state is the acknowledged one.
async fn check(place: &Instance, rules: &Rules) {
    let db = whole(place).await;
    for (id, required) in rules {
        let query =
            format!("SELECT count(*) FROM users WHERE id = {id} AND override_rule = 'required'");
        assert_eq!(
            value::<i64>(&db, &query).await == 1,
            *required,
            "rule of {id}"
        );
    }
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attack_19_on_a_full_disk_changes_fail_and_reading_goes_on_until_there_is_room_again() {
    let place = place();
    let (person, targets) = populate(&place).await;
    let mut server = start_with(&place, QUIET, Stdio::null());
    let mut admin = Admin {
        client: Client::new(server.address, 0, 0),
        email: person.email.clone(),
        rules: targets.iter().map(|t| (t.id, false)).collect(),
    };
    assert_eq!(admin.client.sign_in(&admin.email).await, Some(200));
    let mut failures = 0;
    for room in ROOM {
        // The next request would have to write when the session was last seen.
        let db = open(&place, "rw").await;
        let query = "UPDATE sessions SET last_seen_at = last_seen_at - 120 RETURNING id";
        value::<i64>(&db, query).await;
        db.close().await.unwrap();
        limit_files(&server, Some(written(&place) + room * PAGE));
        admin.fill().await;
        admin.reads().await;
        for target in &targets {
            failures += usize::from(!admin.switch(target.id).await);
        }
        let mut stranger = Client::new(server.address, 0, 1 + room);
        let form = format!(
            "email={}&password=wrong",
            targets[0].email.replace('@', "%40")
        );
        let answer = stranger
            .send_for("text/html", "POST /api/sign-in", &form)
            .await
            .unwrap();
        assert!(matches!(answer.status, 302 | 303), "{}", answer.head);
        assert!(
            answer.head.contains("location: /sign-in\r\n"),
            "{}",
            answer.head
        );
        assert!(answer.head.contains("bouclier-told-"), "{}", answer.head);
        assert!(server.is_alive());
        limit_files(&server, None);
        for target in &targets {
            assert!(admin.switch(target.id).await, "there is room again");
        }
        let mut other = Client::new(server.address, 0, 101 + room);
        assert_eq!(other.sign_in(&admin.email).await, Some(200));
        check(&place, &admin.rules).await;
    }
    assert!(failures >= ROOM.len(), "{failures}");
    server.kill();
    let server = start(&place);
    check(&place, &admin.rules).await;
    assert_eq!(
        Client::new(server.address, 1, 0)
            .sign_in(&admin.email)
            .await,
        Some(200)
    );
    server.kill();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_is_not_ready_while_its_database_cannot_be_written_and_goes_on_reading() {
    let place = place();
    populate(&place).await;
    let server = start_with(&place, QUIET, Stdio::null());
    let mut client = Client::new(server.address, 0, 0);
    let ready = client.get("/readyz").await.unwrap();
    assert_eq!((ready.status, ready.body.as_str()), (200, "ready\n"));
    for (limit, status, body) in [(Some(PAGE), 503, "cannot write\n"), (None, 200, "ready\n")] {
        limit_files(&server, limit);
        let begun = Instant::now();
        loop {
            let ready = client.get("/readyz").await.unwrap();
            if ready.status == status {
                assert_eq!(ready.body, body);
                break;
            }
            assert!(begun.elapsed() < PATIENCE, "it does not notice");
        }
        assert_eq!(client.get("/sign-in").await.unwrap().status, 200);
    }
    server.kill();
}
