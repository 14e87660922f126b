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

/// How much is asked of the server meanwhile.
#[derive(Debug, Clone, Copy)]
struct Pace {
    /// After a page.
    page: Duration,
    /// After a sign-in.
    sign_in: Duration,
}

/// Ten admins who look for something, and a large organisation in the morning: a page each tenth of a second, five sign-ins a second.
const BUSY: Pace = Pace {
    page: Duration::from_millis(100),
    sign_in: Duration::from_millis(200),
};
/// One request after the other: as much as the machine can.
const FULL: Pace = Pace {
    page: Duration::ZERO,
    sign_in: Duration::ZERO,
};

/// Requires 2FA of all users of whom it is not required and who have none, with the program itself, from its start to its end. A server
/// of the same data answers admins who look at the table and users who sign in: as many as there are on a busy morning, then, as
/// `bulk_rate_full`, without a target of its own, as many as it can.
pub async fn measure(instance: &Instance, users: u64, report: &mut Report) -> Outcome<()> {
    println!("==> {users} users: an act on many");
    let server = server::start(instance).await?;
    let backend = instance.backend().await?;
    let email = format!("many-{}@exemple.fr", backend.now().unix());
    account(&backend, &email, "Many", Role::User).await?;
    backend.close().await?;
    let mut connection = server.connect().await?;
    let mut alone = Samples::default();
    for _ in 0..BEFORE {
        alone.push(sign_in(&mut connection, &email).await?);
    }
    let alone = alone.percentile(50);
    let busy = beside(instance, &server, &email, BUSY).await?;
    let full = beside(instance, &server, &email, FULL).await?;
    let page = |beside: &Beside| beside.pages.percentile(99);
    let wait = |beside: &Beside| beside.sign_ins.percentile(100) - alone;
    for (name, beside) in [("busy", &busy), ("full", &full)] {
        println!(
            "      {name}: {} users; {:.0} sign-ins and {:.0} pages a second; a sign-in {alone:.0} ms alone, {:.0} ms in the median meanwhile",
            beside.done,
            beside.sign_ins.rate(beside.took),
            beside.pages.rate(beside.took),
            beside.sign_ins.percentile(50)
        );
    }
    for figure in [
        Figure::at_least("bulk_rate", busy.rate(), "users/s", 5_000.0, users),
        Figure::at_least("bulk_rate_full", full.rate(), "users/s", 2_500.0, users),
        Figure::at_most(
            "bulk_page_p99",
            page(&busy).max(page(&full)),
            "ms",
            50.0,
            users,
        ),
        Figure::at_most(
            "bulk_sign_in_wait",
            wait(&busy).max(wait(&full)),
            "ms",
            200.0,
            users,
        ),
        Figure::memory("bulk_memory", busy.peak.max(full.peak), 120, users),
    ] {
        report.add(figure)?;
    }
    Ok(())
}

/// An operation, and what others noticed of it.
#[derive(Debug)]
struct Beside {
    /// To how many users it was done.
    done: u64,
    /// The most resident memory of the program that did it, in KiB.
    peak: u64,
    /// From the start of that program to its end.
    took: Duration,
    pages: Samples,
    sign_ins: Samples,
}

impl Beside {
    /// Users a second.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    fn rate(&self) -> f64 {
        self.done as f64 / self.took.as_secs_f64()
    }
}

/// Requires 2FA of them at this pace of others.
async fn beside(instance: &Instance, server: &Server, email: &str, pace: Pace) -> Outcome<Beside> {
    // Where an earlier run has required it of them.
    act(instance, &["lift", "--filter", "requirement=individual"]).await?;
    let enough = Cell::new(false);
    let require = async {
        let begin = Instant::now();
        let act = act(instance, &["require", "--filter", INACTIVE]).await;
        enough.set(true);
        Outcome::Ok((act?, begin.elapsed()))
    };
    let (required, pages, sign_ins) = tokio::join!(
        require,
        pages(server, pace.page, &enough),
        sign_ins(server, email, pace.sign_in, &enough)
    );
    let (act, took) = required?;
    Ok(Beside {
        done: act.done,
        peak: act.peak,
        took,
        pages: pages?,
        sign_ins: sign_ins?,
    })
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

/// Requests the first page of the table, with a pause after each, until it is enough.
async fn pages(server: &Server, pause: Duration, enough: &Cell<bool>) -> Outcome<Samples> {
    let mut connection = server.connect().await?;
    let mut samples = Samples::default();
    while !enough.get() {
        let begin = Instant::now();
        ask(&mut connection, server, &UserQuery::default()).await?;
        samples.push(begin.elapsed());
        tokio::time::sleep(pause).await;
    }
    Ok(samples)
}

/// Signs the user in, with a pause after each time, until it is enough.
async fn sign_ins(
    server: &Server,
    email: &str,
    pause: Duration,
    enough: &Cell<bool>,
) -> Outcome<Samples> {
    let mut connection = server.connect().await?;
    let mut samples = Samples::default();
    while !enough.get() {
        samples.push(sign_in(&mut connection, email).await?);
        tokio::time::sleep(pause).await;
    }
    Ok(samples)
}

/// From the form to its answer.
async fn sign_in(connection: &mut Connection, email: &str) -> Outcome<Duration> {
    let begin = Instant::now();
    connection.sign_in(email).await?;
    Ok(begin.elapsed())
}
