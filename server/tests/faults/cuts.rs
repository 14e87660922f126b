//! Connections that are cut while the server works: what is counted, recorded, told of and done stays one, though nobody hears of it
//! (attack 32).

use super::Dice;
use super::http::{Client, Cut};
use super::process::start;
use super::wrong_passwords::swept_later;
use backend::clock::Clock;
use backend::{Backend, Settings};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use std::net::SocketAddr;
use std::time::Duration;
use test_support::agreement::{WrongPasswords, sign_ins_and_rules, wrong_codes, wrong_passwords};
use test_support::{ADMIN, Instance, PATIENCE, PUBLIC_URL, Person, Phone, USER, create, enrol};
use tokio::task::JoinSet;

/// Users of each kind.
const USERS: u64 = 24;
/// Wrong codes or passwords of one user: after one more there is a wait.
const WRONG: u64 = 4;

/// Anywhere in the request, right after it, or while the server works.
fn cut(dice: &mut Dice) -> Cut {
    match dice.below(3) {
        0 => Cut::Within(usize::try_from(dice.below(1_000)).unwrap()),
        1 => Cut::After(Duration::ZERO),
        _ => Cut::After(Duration::from_micros(dice.below(20_000))),
    }
}

/// What people try over connections that are cut.
struct World {
    admin: (Person, Phone),
    /// Whose codes are wrong.
    guessed: Vec<Person>,
    /// Whose code is right.
    coming: Vec<(Person, Phone)>,
    /// Whose passwords are wrong.
    mistyped: Vec<Person>,
    /// Of whom the admin requires 2FA.
    required: Vec<Person>,
}

impl World {
    /// Everybody, created an hour ago so that the current codes are unused.
    async fn populate(place: &Instance) -> Self {
        let clock = Clock::manual(Clock::System.now().plus(-3_600));
        let settings = Settings::for_tests(PUBLIC_URL);
        let backend: Backend = place.backend(clock, settings).await;
        let admin = create(&backend, "admin", ADMIN).await;
        let phone = enrol(&backend, &admin).await.phone;
        let mut world = Self {
            admin: (admin, phone),
            guessed: Vec::new(),
            coming: Vec::new(),
            mistyped: Vec::new(),
            required: Vec::new(),
        };
        for number in 0..USERS {
            let person =
                async |kind: &str| create(&backend, &format!("{kind}{number}"), USER).await;
            let guessed = person("guessed").await;
            enrol(&backend, &guessed).await;
            world.guessed.push(guessed);
            let coming = person("coming").await;
            let phone = enrol(&backend, &coming).await.phone;
            world.coming.push((coming, phone));
            world.mistyped.push(person("mistyped").await);
            world.required.push(person("required").await);
        }
        backend.close().await.unwrap();
        world
    }
}

async fn open(place: &Instance) -> DatabaseConnection {
    let mut options = ConnectOptions::new(place.url());
    options.idle_timeout(None).max_lifetime(None);
    Database::connect(options).await.unwrap()
}

/// Wrong codes and passwords, right codes and an admin's changes, all over connections that are cut.
async fn try_all(world: World, address: SocketAddr, dice: &mut Dice) {
    let mut all = JoinSet::new();
    let mut clients = (1..).map(|number| Client::new(address, number, 0));
    let mut client = || clients.next().unwrap();
    // The last one is undisturbed: however slow the machine is, something is done.
    let mut cuts = |count: u64| {
        let cuts = (1..count).map(|_| Some(cut(dice)));
        cuts.chain([None]).collect::<Vec<_>>()
    };
    for person in world.guessed {
        all.spawn(guess(client(), person, "000000".to_owned(), cuts(WRONG)));
    }
    for ((person, phone), cut) in world.coming.into_iter().zip(cuts(USERS)) {
        let code = phone.at(Clock::System.now());
        all.spawn(guess(client(), person, code, vec![cut]));
    }
    for person in world.mistyped {
        all.spawn(mistype(client(), person, cuts(WRONG)));
    }
    all.spawn(require(client(), world.admin, world.required, cuts(USERS)));
    all.join_all().await;
}

/// Signs in with the password and gives the code, as often as there are cuts.
async fn guess(mut client: Client, person: Person, code: String, cuts: Vec<Option<Cut>>) {
    assert_eq!(client.sign_in(&person.email).await, Some(200));
    for cut in cuts {
        let fields = [("code", code.as_str())];
        attempt(&mut client, "/api/sign-in/code", &fields, cut).await;
    }
}

async fn mistype(mut client: Client, person: Person, cuts: Vec<Option<Cut>>) {
    for cut in cuts {
        let fields = [("email", person.email.as_str()), ("password", "faux")];
        attempt(&mut client, "/api/sign-in", &fields, cut).await;
    }
}

/// Sends a form over a connection that is cut; without a cut, waits for the answer.
async fn attempt(client: &mut Client, path: &str, fields: &[(&str, &str)], cut: Option<Cut>) {
    match cut {
        Some(cut) => client.cut_post(path, fields, cut).await,
        None => drop(client.post(path, fields).await.expect("an answer")),
    }
}

/// An admin signs in and requires 2FA of each of these users.
async fn require(
    mut client: Client,
    admin: (Person, Phone),
    users: Vec<Person>,
    cuts: Vec<Option<Cut>>,
) {
    let (person, phone) = admin;
    assert_eq!(client.sign_in(&person.email).await, Some(200));
    let code = phone.at(Clock::System.now());
    let answer = client.post("/api/sign-in/code", &[("code", &code)]).await;
    assert_eq!(answer.unwrap().status, 200);
    for (user, cut) in users.into_iter().zip(cuts) {
        let id = user.id.to_string();
        let fields = [
            ("id", id.as_str()),
            ("policy", "optional"),
            ("required", "on"),
            ("reason", ""),
            ("until", ""),
        ];
        attempt(&mut client, "/api/users/requirement", &fields, cut).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attack_32_what_is_asked_over_a_connection_that_is_cut_is_done_whole_or_not_at_all() {
    let mut dice = Dice::new();
    let place = Instance::new(test_support::program!());
    let world = World::populate(&place).await;
    let begun = Clock::System.now().unix();
    let mut server = start(&place);
    try_all(world, server.address, &mut dice).await;
    let db = open(&place).await;
    // Where only its client is gone, each is noted at once.
    let agree = async {
        loop {
            let found = wrong_passwords(&db).await;
            if found.pending == 0 && found.counted == found.noted {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    let agreed_upon = tokio::time::timeout(PATIENCE, agree).await;
    agreed_upon.expect("each wrong password that was counted is an event");
    server.terminate();
    server.ended();
    let found = wrong_passwords(&db).await;
    assert_eq!(found.counted, found.pending + found.noted);
    assert!((of_each()..=tried()).contains(&found.counted), "{found:?}");
    swept_later(&place).await;
    let swept = WrongPasswords {
        pending: 0,
        noted: found.counted,
        ..found
    };
    assert_eq!(wrong_passwords(&db).await, swept);

    let codes: i64 = wrong_codes(&db).await.values().sum();
    assert!((of_each()..=tried()).contains(&codes), "{codes}");
    sign_ins_and_rules(&db, begun).await;
    let verified = place.command(&["audit", "verify"]).output().unwrap();
    assert!(verified.status.success(), "{verified:?}");
}

/// How many wrong codes, and wrong passwords, were tried.
fn tried() -> i64 {
    i64::try_from(USERS * WRONG).unwrap()
}

/// The least of them: the last one of each user is undisturbed.
fn of_each() -> i64 {
    i64::try_from(USERS).unwrap()
}
