//! The real server under faults: it is killed at any moment, its disk is full (attack 19), or connections are cut. Acknowledged
//! changes must persist, used codes stay used, and the database stays intact. The log must contain no
//! secret (attack 16), and what is counted, recorded and told of stays one (attack 32).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    reason = "tests"
)]

mod bulk;
mod check;
mod cuts;
mod disk;
mod http;
mod imports;
mod log_lines;
mod logs;
mod mails;
mod metrics;
mod people;
mod process;
mod security_lines;
mod work;
mod wrong_codes;
mod wrong_passwords;

use backend::clock::Clock;
use check::Checker;
use http::Client;
use people::World;
use process::{interrupt_first_start, place, start};
use std::sync::Arc;
use test_support::PATIENCE;
use work::{Round, work};

/// How often the server is killed.
const KILLS: u64 = 100;
/// Browsers that work at the same time.
const WORKERS: u64 = 6;

/// Pseudo-random numbers, reproducible by their seed (`SplitMix64`).
pub struct Dice(u64);

impl Dice {
    /// The seed is `FAULTS_SEED`, or the time.
    fn new() -> Self {
        let given = std::env::var_os("FAULTS_SEED");
        let seed = given.map_or_else(
            || Clock::System.now().unix().unsigned_abs(),
            |text| text.to_str().unwrap().parse().unwrap(),
        );
        println!("FAULTS_SEED={seed}");
        Self(seed)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attack_19_what_was_acknowledged_outlives_a_hundred_kills() {
    let mut dice = Dice::new();
    let place = place();
    let world = Arc::new(World::populate(&place).await);
    let mut checker = Checker::default();
    let mut server = start(&place);
    for number in 0..KILLS {
        let round = Arc::new(Round::new(1 + dice.below(8)));
        let mut workers = tokio::task::JoinSet::new();
        for worker in 0..WORKERS {
            let client = Client::new(server.address, number, worker);
            let shift = dice.below(1_000);
            workers.spawn(work(world.clone(), round.clone(), client, worker, shift));
        }
        let enough = tokio::time::timeout(PATIENCE, round.enough.notified()).await;
        enough.expect("the server answers");
        server.kill();
        let ended = tokio::time::timeout(PATIENCE, workers.join_all()).await;
        ended.expect("a client without an answer gives up");
        server = start(&place);
        checker
            .after_restart(&place, &world, server.address, number)
            .await;
    }
    checker.all(&place, &world).await;
    let mut client = Client::new(server.address, KILLS, 0);
    assert_eq!(client.sign_in(&world.admin).await, Some(200));
    assert_eq!(client.get("/api/policy").await.unwrap().status, 200);
    server.kill();
    println!("{KILLS} kills, {checker}");
}

#[tokio::test]
async fn attack_19_a_start_that_was_killed_is_completed_by_the_next_one() {
    let mut dice = Dice::new();
    for _ in 0..10 {
        let place = place();
        interrupt_first_start(&place, dice.below(60));
        let server = start(&place);
        check::whole(&place).await;
        let mut client = Client::new(server.address, 0, 0);
        assert_eq!(client.get("/sign-in").await.unwrap().status, 200);
        server.kill();
    }
}
