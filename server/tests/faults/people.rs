//! Who works in the console, and what has been acknowledged to them.

use super::process::Place;
use backend::access::{Operator, Origin};
use backend::clock::Clock;
use backend::users::NewUser;
use backend::vault::Vault;
use backend::{Backend, Settings};
use domain::{DisplayName, EmailAddress, Language, NewPassword, Role, Timestamp, UserId};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use store::Db;
use totp_rs::{Algorithm, Builder, Secret, Totp};
use wire::view::Enrolment;

/// Everybody's password.
pub const PASSWORD: &str = "quatre chevaux verts dansent";
const ENROLLED: usize = 12;
const PLAIN: usize = 60;
const VISITORS: usize = 6;
const TARGETS: usize = 6;

#[derive(Debug, Clone)]
pub struct Person {
    pub id: i64,
    pub email: String,
}

/// Somebody with a phone and recovery codes.
pub struct Enrolled {
    pub person: Person,
    pub secret: String,
    pub codes: Vec<String>,
    /// The last time step whose code was given, accepted or not.
    pub step: i64,
}

/// What the server has answered « done » to.
#[derive(Debug, Clone)]
pub enum Ack {
    Session(String),
    Step(Person, i64, String),
    Recovery(Person, String),
    Confirmed(Person),
    Saved(Person),
    Rule,
}

pub struct World {
    pub admin: String,
    /// Users who only sign in.
    pub visitors: Vec<Person>,
    /// Users who have not enrolled yet.
    pub plain: Mutex<VecDeque<Person>>,
    pub enrolled: Mutex<VecDeque<Enrolled>>,
    /// Users whose requirement is switched, and the last acknowledged state; none where the answer
    /// did not come.
    pub rules: Mutex<BTreeMap<i64, Option<bool>>>,
    pub acks: Mutex<Vec<Ack>>,
}

/// The code that a phone shows at a moment.
pub fn code(secret: &str, at: Timestamp) -> String {
    let totp: Totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_secret(Secret::try_from_base32(secret).unwrap())
        .with_account_name("phone")
        .build()
        .unwrap();
    totp.generate(at.unix().unsigned_abs()).to_string()
}

impl World {
    /// Everybody, made an hour ago so that today's codes are unused.
    pub async fn populate(place: &Place) -> Self {
        let (backend, clock) = install(place).await;
        let admin = create(&backend, "admin", Role::Admin).await;
        let mut enrolled = VecDeque::new();
        for number in 0..ENROLLED {
            let person = create(&backend, &format!("enrolled{number}"), Role::User).await;
            enrolled.push_back(enrol(&backend, person, clock.now()).await);
        }
        let mut plain = VecDeque::new();
        for number in 0..PLAIN {
            plain.push_back(create(&backend, &format!("plain{number}"), Role::User).await);
        }
        let mut visitors = Vec::new();
        for number in 0..VISITORS {
            visitors.push(create(&backend, &format!("visitor{number}"), Role::User).await);
        }
        let mut rules = BTreeMap::new();
        for number in 0..TARGETS {
            let target = create(&backend, &format!("target{number}"), Role::User).await;
            rules.insert(target.id, Some(false));
        }
        backend.close().await.unwrap();
        Self {
            admin: admin.email,
            visitors,
            plain: Mutex::new(plain),
            enrolled: Mutex::new(enrolled),
            rules: Mutex::new(rules),
            acks: Mutex::new(Vec::new()),
        }
    }
}

/// An installation without accounts, an hour ago.
pub async fn install(place: &Place) -> (Backend, Clock) {
    std::fs::create_dir(place.data()).unwrap();
    let db = Db::open(&place.url()).await.unwrap();
    let vault = Vault::create(&place.data().join("secret.key")).unwrap();
    let clock = Clock::manual(Clock::System.now().plus(-3_600));
    let settings = Settings::new("http://127.0.0.1:3000");
    let backend = Backend::new(db, vault, clock.clone(), settings).unwrap();
    (backend, clock)
}

pub async fn create(backend: &Backend, name: &str, role: Role) -> Person {
    let email = format!("{name}@exemple.fr");
    let new = NewUser {
        email: EmailAddress::parse(&email).unwrap(),
        name: DisplayName::parse(name).unwrap(),
        role,
        language: Language::Fr,
        group: None,
        rule: None,
    };
    let password = NewPassword::parse(PASSWORD, &[]).unwrap();
    let manager = Operator::assume_command_line().into();
    let id: UserId = backend
        .create_user(&manager, new, Some(&password))
        .await
        .unwrap();
    Person {
        id: id.get(),
        email,
    }
}

async fn enrol(backend: &Backend, person: Person, now: Timestamp) -> Enrolled {
    let origin = Origin {
        address: "192.0.2.7".to_owned(),
        user_agent: "Tests/1.0".to_owned(),
    };
    let signed_in = backend.sign_in(&person.email, PASSWORD, &origin, None);
    let token = signed_in.await.unwrap().token;
    let principal = backend.principal(&token, origin.clone()).await;
    let principal = principal.unwrap().unwrap();
    let fresh = principal.fresh_enrollee().unwrap();
    backend.begin_enrolment(fresh).await.unwrap();
    let enrollee = principal.enrollee().unwrap();
    let Enrolment::Confirm(pending) = backend.enrolment(enrollee).await.unwrap() else {
        panic!("no secret");
    };
    let shown = code(&pending.secret, now);
    let token = backend.confirm_enrolment(enrollee, &shown).await.unwrap();
    let principal = backend.principal(&token, origin).await.unwrap().unwrap();
    let enrollee = principal.enrollee().unwrap();
    let Enrolment::Save(codes) = backend.enrolment(enrollee).await.unwrap() else {
        panic!("no codes");
    };
    backend.finish_enrolment(enrollee, true).await.unwrap();
    Enrolled {
        person,
        secret: pending.secret,
        codes,
        step: now.unix() / 30,
    }
}
