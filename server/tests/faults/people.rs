//! The users of the console, and what has been acknowledged to them.

use backend::clock::Clock;
use backend::{Backend, Settings};
use domain::UserId;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use test_support::{ADMIN, Instance, PUBLIC_URL, Person, Phone, USER, create, enrol};

const ENROLLED: usize = 12;
const PLAIN: usize = 60;
const VISITORS: usize = 6;
const TARGETS: usize = 6;

/// A user with a phone and recovery codes.
pub struct Enrolled {
    pub person: Person,
    pub phone: Phone,
    pub codes: Vec<String>,
    /// The last time step whose code was sent, accepted or not.
    pub step: i64,
}

/// The changes that the server has acknowledged.
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
    /// Users whose requirement is switched, and the last acknowledged state; none if the answer did
    /// not come.
    pub rules: Mutex<BTreeMap<UserId, Option<bool>>>,
    pub acks: Mutex<Vec<Ack>>,
}

impl World {
    /// Everybody, created an hour ago so that the current codes are unused.
    pub async fn populate(place: &Instance) -> Self {
        let backend = install(place).await;
        let admin = create(&backend, "admin", ADMIN).await;
        let mut enrolled = VecDeque::new();
        for number in 0..ENROLLED {
            let person = create(&backend, &format!("enrolled{number}"), USER).await;
            let with = enrol(&backend, &person).await;
            enrolled.push_back(Enrolled {
                person,
                phone: with.phone,
                codes: with.codes,
                step: backend.now().unix() / 30,
            });
        }
        let mut plain = VecDeque::new();
        for number in 0..PLAIN {
            plain.push_back(create(&backend, &format!("plain{number}"), USER).await);
        }
        let mut visitors = Vec::new();
        for number in 0..VISITORS {
            visitors.push(create(&backend, &format!("visitor{number}"), USER).await);
        }
        let mut rules = BTreeMap::new();
        for number in 0..TARGETS {
            let target = create(&backend, &format!("target{number}"), USER).await;
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

/// An installation without accounts, whose clock is an hour behind.
pub async fn install(place: &Instance) -> Backend {
    let clock = Clock::manual(Clock::System.now().plus(-3_600));
    place.backend(clock, Settings::new(PUBLIC_URL)).await
}
