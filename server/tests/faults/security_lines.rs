//! The lines of the log about attempts, and the filter for fail2ban that reads them (attack 29).

use super::http::Client;
use super::people::install;
use super::process::{place, start_with};
use regex::Regex;
use std::fs::{self, File};
use test_support::{PASSWORD, USER, create, enrol};

const WRONG: &str = "canari gris qui se trompe";

/// The expression of the filter; `<HOST>` is an address, as for fail2ban.
fn failregex() -> Regex {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../packaging/fail2ban/bouclier.conf"
    );
    let text = fs::read_to_string(file).unwrap();
    let mut lines = text.lines();
    let expression = lines.find_map(|line| line.strip_prefix("failregex = "));
    let address = "(?P<host>[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)";
    Regex::new(&expression.unwrap().replace("<HOST>", address)).unwrap()
}

/// The addresses that fail2ban would count, each line without its time as fail2ban takes it out.
fn counted(filter: &Regex, log: &str) -> Vec<String> {
    log.lines()
        .filter_map(|line| filter.captures(line.split_once(' ')?.1))
        .map(|found| found["host"].to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attack_29_the_filter_for_fail2ban_finds_each_failed_attempt_and_nothing_else() {
    let place = place();
    let backend = install(&place).await;
    let (lea, max) = (
        create(&backend, "lea", USER).await,
        create(&backend, "max", USER).await,
    );
    enrol(&backend, &lea).await;
    backend.close().await.unwrap();
    let path = place.folder().join("log");
    let log = File::create(&path).unwrap();
    let server = start_with(&place, &[("BOUCLIER_LOG", "info")], log.into());
    // Each from a network of its own.
    let client = |number| Client::new(server.address, number, 0);
    let (mut guesser, mut stranger, mut thief) = (client(0), client(1), client(2));
    for email in [lea.email.as_str(), "personne.du.tout@exemple.fr"] {
        let fields = [("email", email), ("password", WRONG)];
        for _ in 0..6 {
            guesser.post("/api/sign-in", &fields).await.unwrap();
        }
    }
    let fields = [("email", "mot de passe mal place"), ("password", WRONG)];
    stranger.post("/api/sign-in", &fields).await.unwrap();
    assert_eq!(thief.sign_in(&lea.email).await, Some(200));
    let code = [("code", "918273")];
    let refused = thief.post("/api/sign-in/code", &code).await.unwrap();
    assert_eq!(refused.status, 422);
    let mut member = client(3);
    assert_eq!(member.sign_in(&max.email).await, Some(200));
    for path in ["/api/policy", "/api/users/one?id=1"] {
        assert_eq!(member.get(path).await.unwrap().status, 403);
    }
    let log = fs::read_to_string(&path).unwrap();
    let mut expected = vec!["127.1.1.1"; 10];
    expected.extend(["127.1.2.1", "127.1.3.1"]);
    assert_eq!(counted(&failregex(), &log), expected, "{log}");
    let names = [
        ("wrong-password", 5),
        ("unknown-account", 6),
        ("throttled", 2),
        ("password-only", 1),
        ("wrong-code", 1),
        // The second one in a minute is only counted.
        ("refused", 1),
    ];
    for (name, times) in names {
        let written = format!("event.name=\"security.{name}\"");
        assert_eq!(log.matches(&written).count(), times, "{name}: {log}");
    }
    for typed in ["personne", "mal place", WRONG, PASSWORD, "918273"] {
        assert!(!log.contains(typed), "{typed}: {log}");
    }
    // Nobody else can write such a line: what a client sends does not get into the log as it is.
    let line = log.lines().find(|line| line.contains("wrong-password"));
    let forged = line.unwrap().replace('"', "\\\"");
    assert!(counted(&failregex(), &forged).is_empty());
}
