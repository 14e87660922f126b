//! Connections to the database that break, again and again, while people work: what is counted, recorded and done stays one (attack 32).

use crate::open;
use crate::told::Process;
use backend::Backend;
use backend::access::{Origin, Principal};
use backend::users::RequirementInput;
use sea_orm::{ConnectOptions, Database};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use test_support::agreement::{WrongPasswords, sign_ins_and_rules, wrong_codes, wrong_passwords};
use test_support::sql::value;
use test_support::{ADMIN, PASSWORD, Person, Phone, USER, create, enrol, find, origin};
use tokio::task::JoinSet;

/// Users of each kind.
const USERS: u64 = 12;
/// Wrong proofs of one user: after two more there is a wait.
const WRONG: usize = 3;
/// After this long nothing that was counted is on its way any more.
const LATER: i64 = 300;

/// Each at home, so that nobody waits for others.
fn home(number: u64) -> Origin {
    Origin {
        address: format!("198.51.{number}.7"),
        ..origin()
    }
}

/// How far all have come together.
#[derive(Default)]
struct Progress {
    outcomes: AtomicU64,
    is_over: AtomicBool,
}

impl Progress {
    fn note<T>(&self, outcome: backend::Result<T>) -> Option<T> {
        self.outcomes.fetch_add(1, Ordering::SeqCst);
        outcome.ok()
    }
}

/// Tries wrong passwords.
async fn mistype(backend: Backend, person: Person, from: Origin, progress: Arc<Progress>) {
    for _ in 0..WRONG {
        progress.note(backend.sign_in(&person.email, "faux", &from, None).await);
    }
}

/// Tries this code in a session of its own.
async fn try_code(backend: Backend, principal: Principal, code: String, progress: Arc<Progress>) {
    for _ in 0..WRONG {
        let given = backend.give_code(principal.claimant().unwrap(), &code);
        if progress.note(given.await).is_some() {
            return;
        }
    }
}

/// Requires 2FA of each of these users.
async fn require(backend: Backend, admin: Principal, users: Vec<Person>, progress: Arc<Progress>) {
    for user in users {
        let right = admin.fresh_admin().unwrap();
        let asked = RequirementInput::from_form(true, "", "", "", None);
        progress.note(backend.save_requirement(right, user.id, asked).await);
    }
}

/// Breaks all connections but its own, at ever other moments, until it is over; returns how many were broken.
async fn break_connections(url: String, progress: Arc<Progress>) -> i64 {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1);
    let db = Database::connect(options).await.unwrap();
    let others = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let mut broken = 0;
    for turn in 0_u64.. {
        let seen = progress.outcomes.load(Ordering::SeqCst);
        while progress.outcomes.load(Ordering::SeqCst) < seen + 1 + turn % 3 {
            if progress.is_over.load(Ordering::SeqCst) {
                return broken;
            }
            tokio::task::yield_now().await;
        }
        for _ in 0..turn * 37 % 400 {
            tokio::task::yield_now().await;
        }
        broken += value::<i64>(&db, others).await;
    }
    broken
}

/// Somebody who has given the password.
async fn waiting(backend: &Backend, person: &Person, from: Origin) -> Principal {
    let signed_in = backend.sign_in(&person.email, PASSWORD, &from, None).await;
    let principal = backend.principal(&signed_in.unwrap().token, from).await;
    principal.unwrap().unwrap()
}

/// All who work.
struct World {
    admin: Principal,
    /// Whose codes are wrong.
    guessed: Vec<Principal>,
    /// Whose codes are right.
    coming: Vec<(Principal, Phone)>,
    /// Whose passwords are wrong.
    mistyped: Vec<Person>,
    /// Of whom the admin requires 2FA.
    required: Vec<Person>,
}

impl World {
    /// Everybody; who has a factor has had it for an hour, so that the present codes are unused.
    async fn populate(process: &Process) -> Self {
        let backend = &process.backend;
        let admin = create(backend, "Ada Byron", ADMIN).await;
        let phone = enrol(backend, &admin).await.phone;
        let (mut with_phones, mut mistyped, mut required) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..2 * USERS {
            let person = create(backend, &format!("phone {number}"), USER).await;
            let phone = enrol(backend, &person).await.phone;
            with_phones.push((person, phone, home(number)));
        }
        for number in 0..USERS {
            mistyped.push(create(backend, &format!("mistyped {number}"), USER).await);
            required.push(create(backend, &format!("required {number}"), USER).await);
        }
        process.clock.advance(3_600);
        let claimant = waiting(backend, &admin, origin()).await;
        let code = phone.at(backend.now());
        let given = backend.give_code(claimant.claimant().unwrap(), &code).await;
        let admin = find(backend, &given.unwrap().token).await.unwrap();
        let (mut guessed, mut coming) = (Vec::new(), Vec::new());
        for (person, phone, from) in with_phones {
            let principal = waiting(backend, &person, from).await;
            if guessed.len() < required.len() {
                guessed.push(principal);
            } else {
                coming.push((principal, phone));
            }
        }
        Self {
            admin,
            guessed,
            coming,
            mistyped,
            required,
        }
    }

    /// Lets all of them work.
    fn begin(self, backend: &Backend, progress: &Arc<Progress>) -> JoinSet<()> {
        let mut all = JoinSet::new();
        let with = || (backend.clone(), Arc::clone(progress));
        let now = backend.now();
        for principal in self.guessed {
            let (backend, progress) = with();
            all.spawn(try_code(backend, principal, "000000".to_owned(), progress));
        }
        for (principal, phone) in self.coming {
            let (backend, progress) = with();
            all.spawn(try_code(backend, principal, phone.at(now), progress));
        }
        for (number, person) in (2 * USERS..).zip(self.mistyped) {
            let (backend, progress) = with();
            all.spawn(mistype(backend, person, home(number), progress));
        }
        let (backend, progress) = with();
        all.spawn(require(backend, self.admin, self.required, progress));
        all
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attack_32_what_is_asked_while_connections_to_the_database_break_is_whole_or_not_at_all() {
    let (db, database) = open().await;
    let process = Process::on(db);
    let backend = &process.backend;
    let world = World::populate(&process).await;
    let begun = backend.now();
    let progress = Arc::new(Progress::default());
    let breaking = tokio::spawn(break_connections(
        database.url().to_owned(),
        Arc::clone(&progress),
    ));
    world.begin(backend, &progress).join_all().await;
    progress.is_over.store(true, Ordering::SeqCst);
    assert!(breaking.await.unwrap() > 0);

    // A connection that was broken is replaced when it is used next.
    let db = store::Db::open(database.url()).await.unwrap();
    let found = wrong_passwords(db.read()).await;
    assert_eq!(found.counted, found.pending + found.noted);
    assert!(found.counted > 0);
    assert!(!wrong_codes(db.read()).await.is_empty());
    sign_ins_and_rules(db.read(), begun.unix()).await;
    let again = Process::on(db);
    again.clock.advance(3_600 + LATER);
    again.backend.sweep(again.backend.now()).await.unwrap();
    let swept = WrongPasswords {
        pending: 0,
        noted: found.counted,
        ..found
    };
    assert_eq!(wrong_passwords(again.db.read()).await, swept);
}
