//! Wrong codes while the server is killed: what is counted, what the log says and what the user is told stay one (attack 32).

use super::Dice;
use super::check::whole;
use super::http::Client;
use super::process::{place, start};
use super::work::Round;
use backend::clock::Clock;
use backend::{Backend, Settings};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use test_support::agreement::wrong_codes;
use test_support::{Instance, PATIENCE, PUBLIC_URL, Person, USER, create, enrol};
use tokio::task::JoinSet;

/// How often the server is killed.
const KILLS: u64 = 25;
/// Users who try codes at the same time; each of them does so in one round, so that none has to wait.
const TOGETHER: u64 = 4;
/// Proofs of one kind that one user tries: the next one would have to wait.
pub const PROOFS: u64 = 5;

/// A user, and how many wrong proofs were answered.
pub struct Guessed {
    pub person: Person,
    pub answered: AtomicI64,
}

/// Users enough for this many kills, with a factor or without, created an hour ago.
pub async fn populate(place: &Instance, kills: u64, with_factor: bool) -> Vec<Arc<Guessed>> {
    let clock = Clock::manual(Clock::System.now().plus(-3_600));
    let settings = Settings::for_tests(PUBLIC_URL);
    let backend: Backend = place.backend(clock, settings).await;
    let mut all = Vec::new();
    for number in 0..kills * TOGETHER {
        let person = create(&backend, &format!("guessed{number}"), USER).await;
        if with_factor {
            enrol(&backend, &person).await;
        }
        let answered = AtomicI64::new(0);
        all.push(Arc::new(Guessed { person, answered }));
    }
    backend.close().await.unwrap();
    all
}

/// One life of the server: this round's users try wrong proofs at the same time until it is killed.
pub async fn kill_amid<G: Future<Output = ()> + Send + 'static>(
    place: &Instance,
    (number, dice): (u64, &mut Dice),
    all: &[Arc<Guessed>],
    guess: impl Fn(Client, Arc<Guessed>, Arc<Round>) -> G,
) {
    let server = start(place);
    let round = Arc::new(Round::new(1 + dice.below(PROOFS * TOGETHER / 2)));
    let mut guesses = JoinSet::new();
    let first = usize::try_from(number * TOGETHER).unwrap();
    for (worker, guessed) in (0..TOGETHER).zip(&all[first..]) {
        let client = Client::new(server.address, number, worker);
        guesses.spawn(guess(client, Arc::clone(guessed), Arc::clone(&round)));
    }
    let enough = tokio::time::timeout(PATIENCE, round.enough.notified()).await;
    enough.expect("the server answers");
    // Anywhere within the next proofs.
    tokio::time::sleep(Duration::from_micros(dice.below(5_000))).await;
    server.kill();
    guesses.join_all().await;
}

/// Asserts that what was answered was counted, and at most one more for each user, whose answer was cut off.
pub fn as_answered(all: &[Arc<Guessed>], counts: &BTreeMap<i64, i64>) {
    for guessed in all {
        let (id, answered) = (guessed.person.id, guessed.answered.load(Ordering::SeqCst));
        let counted = counts.get(&id.get()).copied().unwrap_or_default();
        assert!((answered..=answered + 1).contains(&counted), "{id}");
    }
}

/// Tries wrong codes until an answer does not come.
async fn guess(mut client: Client, guessed: Arc<Guessed>, round: Arc<Round>) {
    if client.sign_in(&guessed.person.email).await != Some(200) {
        return;
    }
    for _ in 0..PROOFS {
        let fields = [("code", "000000")];
        let Some(answer) = client.post("/api/sign-in/code", &fields).await else {
            return;
        };
        assert_eq!(answer.status, 422, "{}", answer.body);
        guessed.answered.fetch_add(1, Ordering::SeqCst);
        round.count();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attack_32_after_a_kill_wrong_codes_have_as_many_counts_as_entries_notices_and_events() {
    let mut dice = Dice::new();
    let place = place();
    let all = populate(&place, KILLS, true).await;
    for number in 0..KILLS {
        kill_amid(&place, (number, &mut dice), &all, guess).await;
        let db = whole(&place).await;
        as_answered(&all, &wrong_codes(&db).await);
        sea_orm::DatabaseConnection::close(db).await.unwrap();
    }
}
