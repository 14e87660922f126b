//! The invariants after each restart.

use super::http::Client;
use super::people::{Ack, World};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use std::fmt;
use std::net::SocketAddr;
use test_support::Instance;
use test_support::sql::{texts, value};

#[derive(Default)]
pub struct Checker {
    /// The number of acknowledgements that have been checked.
    seen: usize,
    checks: usize,
}

impl fmt::Display for Checker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} acknowledged, {} checks", self.seen, self.checks)
    }
}

/// The database file and the chain of the audit log are intact.
pub async fn whole(place: &Instance) -> DatabaseConnection {
    let db = open(place, "ro").await;
    let rows = texts(&db, "PRAGMA integrity_check").await;
    assert_eq!(rows, ["ok"]);
    let rows = texts(&db, "PRAGMA foreign_key_check").await;
    assert!(rows.is_empty(), "{rows:?}");
    let verified = place.command(&["audit", "verify"]).output().unwrap();
    assert!(verified.status.success(), "{verified:?}");
    db
}

/// A connection of the test's own; `mode` as in URIs of `SQLite`.
pub async fn open(place: &Instance, mode: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(format!("{}?mode={mode}", place.url()));
    options.idle_timeout(None).max_lifetime(None);
    Database::connect(options).await.unwrap()
}

impl Checker {
    /// Asserts that the file is intact, and that everything acknowledged since the last check is durable.
    pub async fn after_restart(
        &mut self,
        place: &Instance,
        world: &World,
        server: SocketAddr,
        round: u64,
    ) {
        self.all(place, world).await;
        let new: Vec<Ack> = world.acks.lock().unwrap()[self.seen..].to_vec();
        self.seen += new.len();
        for (place, ack) in (100_u64..).zip(new) {
            self.replay(&mut Client::new(server, round, place), ack)
                .await;
        }
    }

    /// Asserts that everything that was ever acknowledged is in the database.
    pub async fn all(&mut self, place: &Instance, world: &World) {
        let db = whole(place).await;
        self.checks += 3;
        let acks = world.acks.lock().unwrap().clone();
        for ack in &acks {
            let there = match ack {
                Ack::Step(who, step, _) => format!(
                    "FROM totp_factors JOIN factors ON id = factor_id WHERE user_id = {} AND last_step >= {step}",
                    who.id
                ),
                Ack::Confirmed(who) => format!(
                    "FROM factors f JOIN users u ON u.id = f.user_id WHERE u.id = {} \
                     AND confirmed_at IS NOT NULL AND two_factor_since IS NOT NULL",
                    who.id
                ),
                Ack::Saved(who) => format!(
                    "FROM (SELECT 1 FROM recovery_codes WHERE user_id = {} \
                     HAVING count(*) = 10 AND count(sealed_code) = 0)",
                    who.id
                ),
                Ack::Recovery(who, code) => format!(
                    "FROM recovery_codes WHERE user_id = {} AND prefix = '{}' \
                     AND used_at IS NOT NULL",
                    who.id,
                    &code[..4]
                ),
                Ack::Session(_) | Ack::Rule => continue,
            };
            let found = value::<i64>(&db, &format!("SELECT count(*) {there}")).await;
            assert_eq!(found, 1, "lost: {ack:?}");
            self.checks += 1;
        }
        let rules = world.rules.lock().unwrap().clone();
        for (id, required) in rules {
            let query = format!(
                "SELECT count(*) FROM users WHERE id = {id} AND override_rule = 'required'"
            );
            let stored = value::<i64>(&db, &query).await == 1;
            assert!(required.is_none_or(|r| r == stored), "lost: rule of {id}");
            self.checks += 1;
        }
        db.close().await.unwrap();
    }

    async fn replay(&mut self, client: &mut Client, ack: Ack) {
        match ack {
            Ack::Session(token) => {
                client.token = Some(token);
                let viewer = client.get("/api/viewer").await.unwrap();
                assert_eq!(viewer.status, 200, "a session is lost");
            }
            Ack::Step(who, _, code) | Ack::Recovery(who, code) => {
                assert_eq!(client.sign_in(&who.email).await, Some(200));
                let again = client.post("/api/sign-in/code", &[("code", &code)]).await;
                let status = again.unwrap().status;
                assert!(
                    (400..500).contains(&status),
                    "{status}: {code} of {who:?} twice"
                );
            }
            Ack::Confirmed(_) | Ack::Saved(_) | Ack::Rule => return,
        }
        self.checks += 1;
    }
}
