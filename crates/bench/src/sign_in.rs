//! Complete sign-ins, with password and code, beside bare verifications of the same hash.

use crate::Outcome;
use crate::figure::{Figure, Report};
use crate::instance::Instance;
use crate::people::{ADMIN, PASSWORD, Person, enrol};
use crate::server::{Connection, Server, session};
use argon2::{Argon2, PasswordHash, PasswordVerifier};
use backend::clock::Clock;
use domain::Role;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::time::{Duration, Instant};

/// People who sign in, once each: a code works once.
const PEOPLE: usize = 200;
/// How many sign in at a time.
const AT_ONCE: usize = 8;
/// Cores of the bare verifications: those of the machine to which the targets apply.
const CORES: usize = 2;
/// How long the bare verifications run.
const TIME: Duration = Duration::from_secs(5);

/// Measures both.
pub async fn measure(server: &Server, users: u64, report: &mut Report) -> Outcome<()> {
    println!("==> sign-ins");
    let backend = server.instance.backend().await?;
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        people.push(enrol(&backend, &number.to_string(), Role::User).await?);
    }
    let stored = hash(&server.instance).await?;
    let bare = verifications(&stored)?;
    // The codes of the enrolments are used up; those of the next time step are not.
    tokio::time::sleep(Duration::from_secs(31)).await;
    let begin = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    let mut groups: Vec<Vec<Person>> = (0..AT_ONCE).map(|_| Vec::new()).collect();
    for (number, person) in people.into_iter().enumerate() {
        if let Some(group) = groups.get_mut(number % AT_ONCE) {
            group.push(person);
        }
    }
    for group in groups {
        let address = server.address;
        tasks.spawn(async move {
            let mut connection = Connection::open(address).await?;
            for person in group {
                complete(&mut connection, &person).await?;
            }
            Outcome::Ok(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    #[expect(clippy::cast_precision_loss, reason = "two hundred")]
    let rate = PEOPLE as f64 / begin.elapsed().as_secs_f64();
    println!("      {rate:.1} sign-ins/s, bare {bare:.1}/s");
    report.add(Figure::at_least(
        "sign_in_ratio",
        rate / bare,
        "x",
        0.9,
        users,
    ))
}

async fn complete(connection: &mut Connection, person: &Person) -> Outcome<()> {
    let cookie = connection.sign_in(&person.email).await?;
    let body = format!("code={}", person.phone.at(Clock::System.now()));
    let answer = connection.form("/api/sign-in/code", &cookie, body).await?;
    session(&answer).map(|_| ())
}

/// A hash as the console makes it.
async fn hash(instance: &Instance) -> Outcome<String> {
    use store::entity::user;
    let user = user::Entity::find()
        .filter(user::Column::EmailKey.eq(ADMIN))
        .one(instance.database().await?.read())
        .await?;
    Ok(user.and_then(|user| user.password_hash).ok_or("no hash")?)
}

/// Verifications a second on all cores.
fn verifications(stored: &str) -> Outcome<f64> {
    let begin = Instant::now();
    let counts: Vec<u32> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CORES)
            .map(|_| {
                scope.spawn(|| {
                    let mut count = 0;
                    while begin.elapsed() < TIME {
                        let hash = PasswordHash::new(stored).ok()?;
                        Argon2::default()
                            .verify_password(PASSWORD.as_bytes(), &hash)
                            .ok()?;
                        count += 1;
                    }
                    Some(count)
                })
            })
            .collect();
        threads
            .into_iter()
            .filter_map(|t| t.join().ok().flatten())
            .collect()
    });
    if counts.len() < CORES {
        return Err("the password does not verify".into());
    }
    Ok(f64::from(counts.iter().sum::<u32>()) / begin.elapsed().as_secs_f64())
}
