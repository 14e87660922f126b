//! Random sequences of everything that can be done keep what has to hold: an admin can get in; a deadline that a step is not about does
//! not move; status and deadline are the same in SQL as in Rust; each count is what counting gives; a preview is what happens.

mod acts;
mod factors;
mod many;
mod snapshot;
mod steps;

use crate::support::{Dice, Person, Phone, TestApp, origin};
use backend::access::{Manager, Principal};
use domain::{Role, Timestamp, UserId};
use snapshot::Snapshot;
use std::collections::HashMap;
use steps::{Step, step};
use store::entity::user;

/// Sequences, each on an organisation of its own.
const SEQUENCES: u64 = 6;
/// The steps of each.
const STEPS: usize = 60;

/// An organisation at random.
struct World {
    app: TestApp,
    /// An auditor to whom nothing happens, by whose right everything is read.
    reader: UserId,
    phones: HashMap<UserId, Phone>,
    /// Access codes that were given, with their ends.
    codes: HashMap<UserId, (String, Timestamp)>,
    /// Makes names that are new.
    named: usize,
    /// What has happened.
    past: Vec<Step>,
    seed: u64,
}

/// Tells the steps of a sequence that ends badly.
impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("sequence {}:", self.seed);
            for (number, step) in self.past.iter().enumerate() {
                eprintln!("{number:3} {step:?}");
            }
        }
    }
}

impl World {
    async fn new(seed: u64) -> Self {
        let app = TestApp::new().await;
        let auditor = app.with_role("Zita Lang", Role::Auditor).await;
        app.enrol(&auditor).await;
        let mut world = Self {
            app,
            reader: auditor.id,
            phones: HashMap::new(),
            codes: HashMap::new(),
            named: 0,
            past: Vec::new(),
            seed,
        };
        for name in ["Ada Byron", "Bob Martin"] {
            let admin = world.app.add_admin(name).await;
            let enrolled = world.app.enrol(&admin).await;
            world.phones.insert(admin.id, enrolled.phone);
        }
        for name in ["Eve Petit", "Max Durand", "Léa Roux"] {
            world.app.user(name).await;
        }
        world.app.invitee("Ugo Blanc").await;
        world.app.group_of("Nord", &[]).await;
        world.app.group_of("Sud", &[]).await;
        world
    }

    async fn read(&self) -> Principal {
        self.app.proven(self.reader).await
    }

    /// A fresh session of an admin who can sign in with password and phone.
    async fn admin(&self, before: &Snapshot, who: usize) -> Option<Principal> {
        let able: Vec<&user::Model> = before
            .users
            .values()
            .filter(|user| is_usable_admin(user) && user.two_factor_since.is_some())
            .collect();
        let id = *able.get(who.checked_rem(able.len())?)?.id;
        Some(self.app.proven(id).await)
    }

    /// The same, or the command line.
    async fn manager(&self, before: &Snapshot, who: usize) -> Manager {
        match self.admin(before, who).await {
            Some(admin) if !who.is_multiple_of(4) => admin.fresh_admin().unwrap().into(),
            _ => TestApp::operator(),
        }
    }

    fn new_name(&mut self, what: &str) -> String {
        self.named += 1;
        format!("{what} {}", self.named)
    }

    async fn step(&mut self, step: Step) {
        self.past.push(step);
        let before = Snapshot::of(&self.app).await;
        let untouched = self.act(&step, &before).await;
        let after = Snapshot::of(&self.app).await;
        after.has_moved_no_deadline(&before, &untouched, &step);
        let reader = self.read().await;
        after.agrees_with_the_database(&self.app).await;
        after.agrees_with_the_table(&self.app, &reader).await;
        after.agrees_with_the_counts(&self.app, &reader).await;
        assert!(after.users.values().any(is_usable_admin), "no admin left");
    }

    /// An admin signs in with the password.
    async fn somebody_gets_in(&self) {
        let end = Snapshot::of(&self.app).await;
        for row in end.users.values().filter(|user| is_usable_admin(user)) {
            let from = origin();
            let signed_in = self
                .app
                .backend
                .sign_in(&row.email, crate::support::PASSWORD, &from, None)
                .await;
            assert_eq!(signed_in.unwrap().role, Role::Admin);
        }
    }
}

/// Whether an account is that of an admin who can sign in.
fn is_usable_admin(user: &user::Model) -> bool {
    *user.role == Role::Admin
        && user.disabled_at.is_none()
        && user.password_hash.is_some()
        && user.reset_proof.is_none()
}

/// The person behind a row.
fn person(row: &user::Model) -> Person {
    Person {
        id: *row.id,
        name: row.name.clone(),
        email: row.email.clone(),
    }
}

#[tokio::test]
async fn whatever_is_done_an_admin_gets_in_no_deadline_moves_by_itself_and_every_figure_is_right() {
    for seed in 0..SEQUENCES {
        let mut dice = Dice::new(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut world = World::new(seed).await;
        for _ in 0..STEPS {
            world.step(step(&mut dice)).await;
        }
        world.somebody_gets_in().await;
        world.app.has_whole_log().await;
    }
}
