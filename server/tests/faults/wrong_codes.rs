//! Wrong codes while the server is killed: what is counted, what the log says and what the user is told stay one (attack 32).

use super::Dice;
use super::check::whole;
use super::http::Client;
use super::process::{place, start};
use super::work::Round;
use backend::clock::Clock;
use backend::{Backend, Settings};
use sea_orm::DatabaseConnection;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use test_support::sql::texts;
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

/// A number for each user who has one.
pub async fn by_user(db: &DatabaseConnection, sum: &str, from: &str) -> BTreeMap<i64, i64> {
    let query = format!("SELECT who || ' ' || {sum} FROM ({from}) AS counted GROUP BY who");
    let pair = |line: String| {
        let (who, sum) = line.split_once(' ').unwrap();
        (who.parse().unwrap(), sum.parse().unwrap())
    };
    texts(db, &query).await.into_iter().map(pair).collect()
}

/// Asserts that counts, entries, notices and events agree; returns the counts.
pub async fn agreed(db: &DatabaseConnection) -> BTreeMap<i64, i64> {
    let failures = "SELECT user_id AS who, failures AS n FROM factor_attempts";
    let counts = by_user(db, "sum(n)", failures).await;
    for (what, from) in [
        (
            "entries",
            "SELECT actor_id AS who, 1 AS n FROM audit_entries WHERE action = 'code-refused'",
        ),
        (
            "notices",
            "SELECT user_id AS who, count AS n FROM notices WHERE kind = 'code-refused'",
        ),
        (
            "events",
            "SELECT user_id AS who, count AS n FROM security_events WHERE kind = 'wrong-code'",
        ),
    ] {
        assert_eq!(by_user(db, "sum(n)", from).await, counts, "{what}");
    }
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attack_32_after_a_kill_wrong_codes_have_as_many_counts_as_entries_notices_and_events() {
    let mut dice = Dice::new();
    let place = place();
    let all = populate(&place, KILLS, true).await;
    for number in 0..KILLS {
        kill_amid(&place, (number, &mut dice), &all, guess).await;
        let db = whole(&place).await;
        as_answered(&all, &agreed(&db).await);
        sea_orm::DatabaseConnection::close(db).await.unwrap();
    }
}
