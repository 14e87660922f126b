//! Mails to many while the servers that send them are killed. A mail that a killed server had begun to send is due again once the pause that
//! it took for it has passed: the test moves that moment into the past.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::{Command, Stdio};
use test_support::smtp::{MailServer, Pause};
use test_support::sql::{execute, value};
use test_support::{Instance, Running, until};
use tokio::runtime::Runtime;

/// Users who get a mail: more than wait at once.
const USERS: usize = 160;
/// How many were sent when a server is killed.
const KILLS: [usize; 3] = [7, 66, 121];
/// A mail that a server has begun to send, and that is not settled.
const BEGUN: &str = "mail_attempts > 0 AND mail_due_at IS NOT NULL";

/// What is done to many, with a mail to each.
struct Act {
    kind: &'static str,
    /// What makes the users those who can get it.
    prepare: &'static [&'static str],
    /// What each has an entry of.
    entry: &'static str,
}

const INVITE: Act = Act {
    kind: "invite",
    prepare: &[],
    entry: "invited",
};
const REMIND: Act = Act {
    kind: "remind",
    prepare: &[
        "UPDATE users SET password_hash = 'x'",
        "UPDATE policies SET policy = 'required'",
    ],
    entry: "reminded",
};

/// An installation, its database and its mail server.
struct World {
    place: Instance,
    post: MailServer,
    runtime: Runtime,
}

impl World {
    fn new(users: usize) -> Self {
        let place = Instance::new(test_support::program!());
        let file = place.folder().join("people.csv");
        let mut rows = "email,name,role,language\n".to_owned();
        for i in 0..users {
            writeln!(rows, "user{i}@exemple.fr,User {i},user,fr").unwrap();
        }
        std::fs::write(&file, rows).unwrap();
        let world = Self {
            place,
            post: MailServer::start(),
            runtime: Runtime::new().unwrap(),
        };
        world.run(&["users", "import", file.to_str().unwrap()]);
        world
    }

    fn mailing(&self, mut command: Command) -> Command {
        let url = format!("smtp://{}", self.post.address());
        command
            .env("BOUCLIER_SMTP_URL", url)
            .env("BOUCLIER_LOG", "error");
        command
    }

    fn run(&self, args: &[&str]) {
        let done = self.mailing(self.place.command(args)).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    }

    fn start(&self) -> Running {
        let mut command = self.mailing(self.place.serve());
        command.stderr(Stdio::inherit());
        Running::start(command)
    }

    fn execute(&self, statement: &str) {
        self.runtime.block_on(async {
            let db = sea_orm::Database::connect(self.place.url()).await.unwrap();
            execute(&db, statement).await;
            db.close().await.unwrap();
        });
    }

    fn number(&self, query: &str) -> i64 {
        self.runtime.block_on(async {
            let db = sea_orm::Database::connect(self.place.url()).await.unwrap();
            let number = value(&db, query).await;
            db.close().await.unwrap();
            number
        })
    }

    /// An operation is begun, and as many of its mails wait as may.
    fn begin(&self, act: &Act) {
        for statement in act.prepare {
            self.execute(statement);
        }
        self.run(&["users", "bulk", act.kind, "--filter", ""]);
    }

    /// Time passes for the mail that the killed server had begun to send: of all that are begun the one that was taken first.
    fn lapse(&self) {
        self.execute(&format!(
            "UPDATE notices SET mail_due_at = mail_due_at - 3600 \
             WHERE id = (SELECT min(id) FROM notices WHERE {BEGUN})"
        ));
    }

    /// Waits until each of these servers is about to hand a mail over that the mail server has not taken.
    fn pause_before_a_mail(&self, servers: usize) {
        self.post.pause(Some(Pause::Greeting));
        until(|| self.post.waiting() == servers);
    }

    fn go_on(&self) {
        self.post.pause(None);
        until(|| self.post.waiting() == 0);
    }

    /// Waits until nothing is left to be sent.
    fn finish(&self) {
        let running = "SELECT count(*) FROM bulk_operations WHERE state = 'running'";
        let unsettled = "SELECT count(*) FROM notices WHERE mail_due_at IS NOT NULL";
        until(|| self.number(running) == 0 && self.number(unsettled) == 0);
    }

    /// To whom mails came, in their order.
    fn recipients(&self) -> Vec<String> {
        let mails = self.post.mails().into_iter();
        mails.flat_map(|mail| mail.to).collect()
    }

    /// Asserts that each user has an entry.
    fn each_has_one_entry(&self, act: &Act, users: usize) {
        let users = i64::try_from(users).unwrap();
        for what in ["*", "DISTINCT target_id"] {
            let entries = format!(
                "SELECT count({what}) FROM audit_entries WHERE action = '{}'",
                act.entry
            );
            assert_eq!(self.number(&entries), users, "{what}");
        }
        let done = "SELECT done FROM bulk_operations";
        assert_eq!(self.number(done), users);
    }
}

fn each_gets_one_mail(act: &Act) {
    let world = World::new(USERS);
    world.begin(act);
    let is_cluster = world.place.url().starts_with("postgres");
    let mut others: Vec<Running> = Vec::new();
    if is_cluster {
        others.push(world.start());
    }
    for sent in KILLS {
        let server = world.start();
        until(|| world.post.mails().len() >= sent);
        world.pause_before_a_mail(1 + others.len());
        server.kill();
        let before = world.post.mails().len();
        world.go_on();
        // What the other server had begun is settled, before the oldest that is begun lapses.
        until(|| others.is_empty() || world.post.mails().len() > before + 1);
        world.lapse();
    }
    let server = world.start();
    world.finish();
    let recipients = world.recipients();
    let different: BTreeSet<&String> = recipients.iter().collect();
    assert_eq!((recipients.len(), different.len()), (USERS, USERS));
    world.each_has_one_entry(act, USERS);
    for server in others.iter().chain([&server]) {
        server.terminate();
    }
}

#[test]
fn each_of_many_is_invited_by_one_mail_though_servers_that_send_are_killed() {
    each_gets_one_mail(&INVITE);
}

#[test]
fn each_of_many_is_reminded_by_one_mail_though_servers_that_send_are_killed() {
    each_gets_one_mail(&REMIND);
}

#[test]
fn only_a_mail_that_was_taken_and_not_acknowledged_before_the_kill_comes_again() {
    const FEW: usize = 5;
    let world = World::new(FEW);
    world.begin(&REMIND);
    world.post.pause(Some(Pause::Acknowledgement));
    let server = world.start();
    until(|| world.post.waiting() == 1);
    server.kill();
    let taken = world.recipients();
    assert_eq!(taken.len(), 1, "{taken:?}");
    world.go_on();
    world.lapse();
    let server = world.start();
    world.finish();
    let mut recipients = world.recipients();
    recipients.sort();
    let twice = recipients.windows(2).filter(|pair| pair[0] == pair[1]);
    let twice: Vec<&String> = twice.map(|pair| &pair[0]).collect();
    assert_eq!((recipients.len(), twice), (FEW + 1, vec![&taken[0]]));
    world.each_has_one_entry(&REMIND, FEW);
    server.terminate();
}
