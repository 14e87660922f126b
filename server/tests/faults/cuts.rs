//! Connections that are cut while the server works: what is counted, recorded, told of and done stays one, though nobody hears of it
//! (attack 32).

use super::Dice;
use super::http::{Client, Cut};
use super::process::start;
use super::wrong_codes::{agreed, by_user};
use backend::clock::Clock;
use backend::{Backend, Settings};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use std::net::SocketAddr;
use std::time::Duration;
use test_support::sql::value;
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

/// Wrong passwords that are counted, and those that are events.
async fn wrong_passwords(db: &DatabaseConnection) -> (i64, i64) {
    let sum = async |sum: &str, table: &str| {
        let query = format!("SELECT CAST(coalesce(sum({sum}), 0) AS BIGINT) FROM {table}");
        value::<i64>(db, &query).await
    };
    let counted = sum("failures", "account_failures").await;
    let events = "security_events WHERE kind = 'wrong-password'";
    (counted, sum("count", events).await)
}

/// Wrong codes and passwords, right codes and an admin's changes, all over connections that are cut.
async fn try_all(world: World, address: SocketAddr, dice: &mut Dice) {
    let mut all = JoinSet::new();
    let mut clients = (1..).map(|number| Client::new(address, number, 0));
    let mut client = || clients.next().unwrap();
    let mut cuts = |count: u64| (0..count).map(|_| cut(dice)).collect::<Vec<_>>();
    for person in world.guessed {
        all.spawn(guess(client(), person, "000000".to_owned(), cuts(WRONG)));
    }
    for (person, phone) in world.coming {
        let code = phone.at(Clock::System.now());
        all.spawn(guess(client(), person, code, cuts(1)));
    }
    for person in world.mistyped {
        all.spawn(mistype(client(), person, cuts(WRONG)));
    }
    all.spawn(require(client(), world.admin, world.required, cuts(USERS)));
    all.join_all().await;
}

/// Signs in with the password and gives the code over connections that are cut.
async fn guess(mut client: Client, person: Person, code: String, cuts: Vec<Cut>) {
    assert_eq!(client.sign_in(&person.email).await, Some(200));
    for cut in cuts {
        let fields = [("code", code.as_str())];
        client.cut_post("/api/sign-in/code", &fields, cut).await;
    }
}

async fn mistype(client: Client, person: Person, cuts: Vec<Cut>) {
    for cut in cuts {
        let fields = [("email", person.email.as_str()), ("password", "faux")];
        client.cut_post("/api/sign-in", &fields, cut).await;
    }
}

/// An admin signs in and requires 2FA of each of these users, of the last one undisturbed.
async fn require(mut client: Client, admin: (Person, Phone), users: Vec<Person>, cuts: Vec<Cut>) {
    let (person, phone) = admin;
    assert_eq!(client.sign_in(&person.email).await, Some(200));
    let code = phone.at(Clock::System.now());
    let answer = client.post("/api/sign-in/code", &[("code", &code)]).await;
    assert_eq!(answer.unwrap().status, 200);
    let last = users.last().map(|user| user.id);
    for (user, cut) in users.into_iter().zip(cuts) {
        let id = user.id.to_string();
        let fields = [
            ("id", id.as_str()),
            ("policy", "optional"),
            ("required", "on"),
            ("reason", ""),
            ("until", ""),
        ];
        let path = "/api/users/requirement";
        if Some(user.id) == last {
            assert_eq!(client.post(path, &fields).await.unwrap().status, 200);
        } else {
            client.cut_post(path, &fields, cut).await;
        }
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
    // A wrong password is counted in one transaction and noted in the next one: none is lost where only its client is gone.
    let agree = async {
        loop {
            let (counted, events) = wrong_passwords(&db).await;
            if counted == events {
                return counted;
            }
            tokio::task::yield_now().await;
        }
    };
    let counted = tokio::time::timeout(PATIENCE, agree).await;
    let counted = counted.expect("each wrong password that was counted is an event");
    assert!((1..=tried()).contains(&counted), "{counted}");
    server.terminate();
    server.ended();
    assert_eq!(wrong_passwords(&db).await, (counted, counted));

    let wrong_codes: i64 = agreed(&db).await.values().sum();
    assert!((1..=tried()).contains(&wrong_codes), "{wrong_codes}");
    let opened = format!("SELECT user_id AS who, 1 AS n FROM sessions WHERE opened_at >= {begun}");
    let signed_in = format!(
        "SELECT actor_id AS who, 1 AS n FROM audit_entries WHERE action = 'signed-in' AND at >= {begun}"
    );
    let used = format!(
        "SELECT user_id AS who, 1 AS n FROM totp_factors JOIN factors ON id = factor_id WHERE last_step >= {}",
        begun / 30 - 1
    );
    let waiting = format!(
        "SELECT user_id AS who, 1 AS n FROM sessions WHERE created_at >= {begun} AND opened_at IS NULL"
    );
    let without_code = "SELECT user_id AS who, count AS n FROM security_events WHERE kind = 'password-only' AND count > 0";
    let rules = "SELECT id AS who, 1 AS n FROM users WHERE override_rule = 'required'";
    let entries =
        "SELECT target_id AS who, 1 AS n FROM audit_entries WHERE action = 'user-required'";
    for (one, other) in [
        (opened.as_str(), signed_in.as_str()),
        (&opened, &used),
        (&waiting, without_code),
        (rules, entries),
    ] {
        let (one, other) = (
            by_user(&db, "sum(n)", one).await,
            by_user(&db, "sum(n)", other).await,
        );
        assert_eq!(one, other);
        assert!(!one.is_empty(), "{other:?}");
    }
    let verified = place.command(&["audit", "verify"]).output().unwrap();
    assert!(verified.status.success(), "{verified:?}");
}

/// How many wrong codes, and wrong passwords, were tried.
fn tried() -> i64 {
    i64::try_from(USERS * WRONG).unwrap()
}
