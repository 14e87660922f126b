//! The delay until the last of many open windows receives a change, and the cost of an open window.

use crate::Outcome;
use crate::data::Dice;
use crate::figure::{Figure, Report, Samples};
use crate::instance::Instance;
use crate::people::{ADMIN, account};
use crate::rule::Ruler;
use crate::server::{self, Connection, Server};
use crate::stream::Streams;
use crate::table::ask;
use domain::{Event, EventKind, Policy, Role, Rule, UserId};
use hyper::StatusCode;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use wire::UserQuery;

/// Open windows, in one process.
const STREAMS: u32 = 2_000;
/// Sessions of an admin: fewer than the limit from which the oldest ends.
const OF_AN_ADMIN: usize = 40;
/// Changes of one account, over HTTP.
const CHANGES: usize = 300;
/// Changes of the policy, on and off.
const RULES: usize = 30;
/// Before each change there is a pause of up to this many milliseconds: the server polls for
/// events, and the changes must fall anywhere between two polls.
const PAUSE: usize = 100;

/// Opens the sessions for this many streams, and one that makes the changes: the last one, so that
/// its proof is fresh.
pub async fn sessions(server: &Server) -> Outcome<Vec<String>> {
    let of_a_session = backend::Settings::new("").streams_of_a_session;
    let needed = usize::try_from(STREAMS)?.div_ceil(of_a_session);
    let backend = server.instance.backend().await?;
    let run = backend.now().unix();
    let mut connection = server.connect().await?;
    let mut cookies = Vec::new();
    for admin in 0..needed.div_ceil(OF_AN_ADMIN) {
        let email = format!("window-{admin}-{run}@exemple.fr");
        account(&backend, &email, "Window", Role::Admin).await?;
        for _ in 0..OF_AN_ADMIN.min(needed - cookies.len()) {
            cookies.push(connection.sign_in(&email).await?);
        }
    }
    cookies.push(connection.sign_in(ADMIN).await?);
    Ok(backend.close().await.map(|()| cookies)?)
}

/// Measures in a separate process, which has hashed no password: memory left over from hashing
/// would hide the cost of streams.
pub async fn measure(
    (instance, address): (&Instance, SocketAddr),
    mut sessions: Vec<String>,
    users: u64,
    report: &mut Report,
) -> Outcome<()> {
    println!("==> {STREAMS} streams");
    let mut server = server::launch_at(instance, address).await?;
    server.cookie = sessions.pop().ok_or("no session")?;
    let mut changer = Changer::new(&server).await?;

    // The same with one stream, so that anything loaded or created once does not count.
    let mut one = Streams::new();
    one.open(server.address, &server.cookie).await?;
    changer.change_one(&mut one, 20).await?;
    changer.change_all(&mut one, 2).await?;
    drop(one);
    let before = server.resident()?;

    let mut streams = open(&server, &sessions).await?;
    let opened = server.resident()?;
    let mut samples = changer.change_one(&mut streams, CHANGES).await?;
    samples.extend(&changer.change_all(&mut streams, RULES).await?);
    let after = server.resident()?.max(opened);
    println!("      p50 {:.1} ms", samples.percentile(50));
    let p99 = samples.percentile(99);
    report.add(Figure::at_most("live_p99", p99, "ms", 250.0, users))?;
    let each = f64::from(u32::try_from(after.saturating_sub(before))?) / f64::from(STREAMS);
    report.add(Figure::at_most("stream_memory", each, "KiB", 24.0, users))
}

async fn open(server: &Server, sessions: &[String]) -> Outcome<Streams> {
    let mut streams = Streams::new();
    for (_, cookie) in (0..STREAMS).zip(sessions.iter().cycle()) {
        streams.open(server.address, cookie).await?;
    }
    Ok(streams)
}

/// The session that makes the changes.
struct Changer {
    connection: Connection,
    cookie: String,
    /// A user for whom the policy decides, and no admin: nobody frees their own account.
    user: UserId,
    ruler: Ruler,
    dice: Dice,
}

impl Changer {
    async fn new(server: &Server) -> Outcome<Self> {
        let mut connection = server.connect().await?;
        let page = ask(&mut connection, server, &UserQuery::default()).await?;
        let user = page
            .rows
            .iter()
            .find(|row| row.role == Role::User && matches!(row.rule, Rule::Policy(_)))
            .ok_or("nobody follows the rule for all")?
            .id;
        Ok(Self {
            connection,
            cookie: server.cookie.clone(),
            user,
            ruler: Ruler::sign_in(&server.instance).await?,
            dice: Dice::new(7),
        })
    }

    /// Changes the requirement; returns when that began. Nobody changes more at once than a person does: then it is tried again.
    async fn change(&mut self, body: &str) -> Outcome<Instant> {
        loop {
            let begin = Instant::now();
            let answer = self
                .connection
                .form("/api/users/requirement", &self.cookie, body.to_owned())
                .await?;
            if answer.status() == StatusCode::TOO_MANY_REQUESTS {
                tokio::time::sleep(Duration::from_secs(1)).await;
            } else if answer.status().is_success() {
                return Ok(begin);
            } else {
                return Err(format!("not changed: {} {:?}", answer.status(), answer.body()).into());
            }
        }
    }

    /// Makes 2FA required of a user, and optional again. Measured from before the request is sent,
    /// which is before the commit.
    async fn change_one(&mut self, streams: &mut Streams, times: usize) -> Outcome<Samples> {
        let event = Event::about(EventKind::User, self.user);
        let mut samples = Samples::default();
        for turn in 0..times {
            let required = if turn % 2 == 0 { "&required=on" } else { "" };
            let body = format!("id={}&policy=optional{required}", self.user);
            self.pause().await;
            let begin = self.change(&body).await?;
            samples.push(streams.last(event).await? - begin);
        }
        Ok(samples)
    }

    /// Changes the policy, as another process does: every session is checked before anybody is
    /// told.
    async fn change_all(&mut self, streams: &mut Streams, times: usize) -> Outcome<Samples> {
        let event = Event::for_all(EventKind::Policy);
        let mut samples = Samples::default();
        for policy in [Policy::Required, Policy::Optional]
            .into_iter()
            .cycle()
            .take(times)
        {
            self.pause().await;
            let begin = Instant::now();
            self.ruler.change(policy).await?;
            samples.push(streams.last(event).await? - begin);
        }
        Ok(samples)
    }

    async fn pause(&mut self) {
        let milliseconds = u64::try_from(self.dice.roll(PAUSE)).unwrap_or_default();
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }
}
