//! The speed of doing something to many users, and what others notice of it meanwhile.

use crate::Outcome;
use crate::figure::{Figure, Report, Samples};
use crate::instance::Instance;
use crate::people::account;
use crate::server::{self, Connection, Server, status};
use crate::table::ask;
use domain::Role;
use std::cell::Cell;
use std::process::Stdio;
use std::time::{Duration, Instant};
use wire::UserQuery;

/// Those who have no factor and are no admins, so that the admin who requests the pages may go on.
const INACTIVE: &str = "status=inactive&role=user";
/// Sign-ins before the operation, to compare with.
const BEFORE: usize = 20;

/// Requires 2FA of all users of whom it is not required and who have none, with the program itself, from its start to its end. A server
/// of the same data answers an admin who looks at the table and a user who signs in, one request after the other.
pub async fn measure(instance: &Instance, users: u64, report: &mut Report) -> Outcome<()> {
    println!("==> {users} users: an act on many");
    let server = server::start(instance).await?;
    let backend = instance.backend().await?;
    let email = format!("many-{}@exemple.fr", backend.now().unix());
    account(&backend, &email, "Many", Role::User).await?;
    backend.close().await?;
    // Where an earlier run has required it of them.
    act(instance, &["lift", "--filter", "requirement=individual"]).await?;
    let mut connection = server.connect().await?;
    let mut alone = Samples::default();
    for _ in 0..BEFORE {
        alone.push(sign_in(&mut connection, &email).await?);
    }
    let enough = Cell::new(false);
    let require = async {
        let begin = Instant::now();
        let act = act(instance, &["require", "--filter", INACTIVE]).await;
        enough.set(true);
        Outcome::Ok((act?, begin.elapsed()))
    };
    let (required, pages, sign_ins) = tokio::join!(
        require,
        pages(&server, &enough),
        sign_ins(&server, &email, &enough)
    );
    let ((act, took), pages, sign_ins) = (required?, pages?, sign_ins?);
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let rate = act.done as f64 / took.as_secs_f64();
    println!(
        "      {} users; a sign-in {:.0} ms alone, {:.0} ms in the median meanwhile",
        act.done,
        alone.percentile(50),
        sign_ins.percentile(50)
    );
    for figure in [
        Figure::at_least("bulk_rate", rate, "users/s", 5_000.0, users),
        Figure::at_most("bulk_page_p99", pages.percentile(99), "ms", 50.0, users),
        Figure::at_most(
            "bulk_sign_in_wait",
            sign_ins.percentile(100) - alone.percentile(50),
            "ms",
            200.0,
            users,
        ),
        Figure::memory("bulk_memory", act.peak, 120, users),
    ] {
        report.add(figure)?;
    }
    Ok(())
}

/// What one operation took.
#[derive(Debug)]
struct Act {
    /// To how many users it was done.
    done: u64,
    /// The most resident memory, in KiB.
    peak: u64,
}

async fn act(instance: &Instance, args: &[&str]) -> Outcome<Act> {
    let mut command = instance.command()?;
    command
        .args(["users", "bulk"])
        .args(args)
        .stdout(Stdio::piped());
    let mut child = tokio::process::Command::from(command).spawn()?;
    let process = child.id().ok_or("the operation did not start")?;
    let mut peak = 0;
    let mut turn = tokio::time::interval(Duration::from_millis(20));
    // What it prints is a few lines, which a pipe holds.
    let outcome = loop {
        tokio::select! {
            outcome = child.wait() => break outcome?,
            _ = turn.tick() => peak = peak.max(status(process, "VmHWM").unwrap_or(0)),
        }
    };
    let output = child.wait_with_output().await?;
    if !outcome.success() {
        return Err("the operation failed".into());
    }
    let said = String::from_utf8(output.stdout)?;
    let line = said.lines().last().unwrap_or_default();
    let done = line.split(' ').next().unwrap_or_default();
    Ok(Act {
        done: done.parse()?,
        peak,
    })
}

/// Requests the first page of the table, one after the other, until it is enough.
async fn pages(server: &Server, enough: &Cell<bool>) -> Outcome<Samples> {
    let mut connection = server.connect().await?;
    let mut samples = Samples::default();
    while !enough.get() {
        let begin = Instant::now();
        ask(&mut connection, server, &UserQuery::default()).await?;
        samples.push(begin.elapsed());
    }
    Ok(samples)
}

/// Signs the user in, one time after the other, until it is enough.
async fn sign_ins(server: &Server, email: &str, enough: &Cell<bool>) -> Outcome<Samples> {
    let mut connection = server.connect().await?;
    let mut samples = Samples::default();
    while !enough.get() {
        samples.push(sign_in(&mut connection, email).await?);
    }
    Ok(samples)
}

/// From the form to its answer.
async fn sign_in(connection: &mut Connection, email: &str) -> Outcome<Duration> {
    let begin = Instant::now();
    connection.sign_in(email).await?;
    Ok(begin.elapsed())
}
