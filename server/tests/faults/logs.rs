//! No line of the log contains a secret, at any level (attack 16).

use super::check::open;
use super::http::{Answer, Client};
use super::people::install;
use super::process::{limit_files, place, start_with};
use backend::clock::Clock;
use domain::{Timestamp, UserId};
use std::fs::{self, File};
use test_support::sql::texts;
use test_support::{ADMIN, Instance, PASSWORD, Phone, Running, USER, create};
use wire::view::Enrolment;

const WRONG: &str = "canari gris qui se trompe";
const CHOSEN: &str = "canari vert qui choisit";
const CHANGED: &str = "canari bleu qui change";

/// All secrets to search for.
struct Canaries(Vec<String>);

impl Canaries {
    fn text(&mut self, text: &str) {
        assert!(text.len() >= 6, "{text}");
        self.0.push(text.to_owned());
        for other in ["+", "%20"] {
            self.0.push(text.replace(' ', other));
        }
        self.0.push(text.replace('-', ""));
    }

    /// Adds bytes in hexadecimal and as `Debug` and JSON write them.
    fn bytes(&mut self, bytes: &[u8]) {
        let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let hex = pairs.concat();
        let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
        self.0.push(hex.to_uppercase());
        self.0.push(hex);
        self.0.push(numbers.join(", "));
        self.0.push(numbers.join(","));
    }

    fn secret(&mut self, base32: &str) {
        self.text(base32);
        let bytes = totp_rs::Secret::try_from_base32(base32).unwrap();
        self.bytes(bytes.as_ref());
    }

    /// Adds the token in the cookie and its bytes.
    fn session(&mut self, client: &Client) {
        self.text(client.token.as_deref().unwrap());
    }
}

/// Whether the digits occur, not as part of a longer number.
fn stands_alone(line: &str, digits: &str) -> bool {
    line.match_indices(digits).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + digits.len()..].chars().next();
        ![before, after]
            .iter()
            .flatten()
            .any(char::is_ascii_alphanumeric)
    })
}

fn now() -> Timestamp {
    Clock::System.now()
}

#[track_caller]
fn ok(answer: Option<Answer>) -> String {
    let answer = answer.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

/// The JSON in a body that may be sent in chunks.
fn json<T: for<'de> serde::Deserialize<'de>>(body: &str) -> T {
    let from = body.find(['{', '"']).unwrap();
    let to = body.rfind(['}', '"']).unwrap();
    serde_json::from_str(&body[from..=to]).unwrap()
}

/// Enrols a phone; returns its secret and the recovery codes.
async fn enrol(client: &mut Client, canaries: &mut Canaries) -> (String, Vec<String>) {
    ok(client.post("/api/enrolment/begin", &[]).await);
    let Enrolment::Confirm(pending) = json(&ok(client.get("/api/enrolment").await)) else {
        panic!("no secret");
    };
    canaries.secret(&pending.secret);
    let shown = Phone::scan(&pending.secret).at(now());
    canaries.0.push(shown.clone());
    ok(client
        .post("/api/enrolment/confirm", &[("code", &shown)])
        .await);
    canaries.session(client);
    let Enrolment::Save(sheet) = json(&ok(client.get("/api/enrolment").await)) else {
        panic!("no codes");
    };
    let codes = sheet.codes;
    for code in &codes {
        canaries.text(code);
    }
    ok(client
        .post("/api/enrolment/finish", &[("saved", "on")])
        .await);
    canaries.session(client);
    (pending.secret, codes)
}

/// Signs in, first with a wrong password, and enrols; changes the password; comes back with a recovery code.
async fn a_user(server: &Running, email: &str, canaries: &mut Canaries) {
    let mut client = Client::new(server.address, 0, 0);
    let wrong = [("email", email), ("password", WRONG)];
    assert_eq!(
        client.post("/api/sign-in", &wrong).await.unwrap().status,
        422
    );
    assert_eq!(client.sign_in(email).await, Some(200));
    canaries.session(&client);
    let (_, codes) = enrol(&mut client, canaries).await;
    let fields = [
        ("current", PASSWORD),
        ("password", CHANGED),
        ("repeated", CHANGED),
    ];
    ok(client.post("/api/me/password", &fields).await);
    canaries.session(&client);
    client.token = None;
    let fields = [("email", email), ("password", CHANGED)];
    ok(client.post("/api/sign-in", &fields).await);
    canaries.session(&client);
    canaries.0.push("918273".to_owned());
    let refused = client
        .post("/api/sign-in/code", &[("code", "918273")])
        .await;
    assert_eq!(refused.unwrap().status, 422);
    ok(client
        .post("/api/sign-in/code", &[("code", &codes[0])])
        .await);
    canaries.session(&client);
}

/// Generates an access code for the user and an invitation for somebody else; both are used.
async fn an_admin(
    server: &Running,
    admin: &str,
    (user, email): (UserId, &str),
    canaries: &mut Canaries,
) {
    let mut client = Client::new(server.address, 0, 1);
    assert_eq!(client.sign_in(admin).await, Some(200));
    enrol(&mut client, canaries).await;
    let id = user.to_string();
    let given: serde_json::Value = json(&ok(client
        .post("/api/users/access-code", &[("id", &id)])
        .await));
    let given = given["text"].as_str().unwrap().to_owned();
    canaries.text(&given);
    let mut owner = Client::new(server.address, 0, 2);
    let fields = [("email", email), ("password", CHANGED)];
    ok(owner.post("/api/sign-in", &fields).await);
    ok(owner.post("/api/sign-in/code", &[("code", &given)]).await);
    canaries.session(&owner);
    let link: serde_json::Value = json(&ok(client.post("/api/users/invite", &[("id", &id)]).await));
    let link = link["text"].as_str().unwrap().to_owned();
    let token = link.rsplit('/').next().unwrap().to_owned();
    canaries.text(&token);
    let mut guest = Client::new(server.address, 0, 3);
    ok(guest.get(&format!("/invitation/{token}")).await);
    let fields = [
        ("token", token.as_str()),
        ("password", CHOSEN),
        ("repeated", CHOSEN),
    ];
    ok(guest.post("/api/invitation/accept", &fields).await);
}

/// Requests that cannot be read, with secrets in them.
async fn malformed(server: &Running) {
    let mut client = Client::new(server.address, 0, 4);
    let secret = WRONG.replace(' ', "+");
    for (line, body) in [
        ("POST /api/sign-in", format!("password={secret}")),
        ("POST /api/sign-in", format!("email[0]=x&password={secret}")),
        (
            "POST /api/sign-in",
            format!("email=x&password={secret}&password={secret}"),
        ),
        (
            "POST /api/sign-in",
            format!("{{\"password\":\"{secret}\"}}"),
        ),
        ("POST /api/users", format!("{{\"query\":\"{secret}\"}}")),
        ("POST /api/users/one", secret.clone()),
        ("POST /nowhere", secret.clone()),
    ] {
        let answer = client.send_for("application/json", line, &body).await;
        assert!(
            (400..500).contains(&answer.unwrap().status),
            "{line} {body}"
        );
    }
    client.token = Some(secret.clone());
    assert_eq!(client.get("/api/viewer").await.unwrap().status, 401);
}

/// Fills the disk: errors are logged with their cause.
async fn full_disk(server: &Running, place: &Instance, email: &str) {
    let size = |name: &str| fs::metadata(place.data().join(name)).unwrap().len();
    limit_files(
        server,
        Some(size("bouclier.sqlite").max(size("bouclier.sqlite-wal"))),
    );
    let mut client = Client::new(server.address, 0, 5);
    let fields = [("email", email), ("password", CHOSEN)];
    let answer = client.post("/api/sign-in", &fields).await.unwrap();
    assert_eq!(answer.status, 500, "{}", answer.body);
    limit_files(server, None);
    // Not a request at all.
    client.send_for("*/*", "NONSENSE", CHOSEN).await;
}

/// The secrets in the database after all this.
async fn stored(place: &Instance, canaries: &mut Canaries) {
    let db = open(place, "ro").await;
    for query in [
        "SELECT password_hash FROM users WHERE password_hash IS NOT NULL",
        "SELECT hex(token_hash) FROM sessions",
        "SELECT lower(hex(token_hash)) FROM sessions",
        "SELECT lower(hex(sealed_secret)) FROM totp_factors",
        "SELECT lower(hex(token_hash)) FROM one_time_links",
    ] {
        let found = texts(&db, query).await;
        assert!(!found.is_empty() || query.contains("links"), "{query}");
        canaries.0.extend(found);
    }
    db.close().await.unwrap();
    let key = fs::read_to_string(place.data().join("secret.key")).unwrap();
    // The ids of the keys are no secret.
    let keys = key.split_whitespace().filter(|word| word.len() > 8);
    canaries.0.extend(keys.map(str::to_owned));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attack_16_no_line_of_the_log_tells_a_secret_however_much_is_logged() {
    search(&[("BOUCLIER_LOG", "trace")], "ERROR").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attack_16_no_line_of_the_log_tells_a_secret_in_json_and_with_each_request() {
    let set = [
        ("BOUCLIER_LOG", "trace"),
        ("BOUCLIER_LOG_FORMAT", "json"),
        ("BOUCLIER_ACCESS_LOG", "on"),
    ];
    search(&set, "bouclier::access").await;
}

/// Runs everything under these settings, and searches each line.
async fn search(set: &[(&str, &str)], expected: &str) {
    let place = place();
    let backend = install(&place).await;
    let admin = create(&backend, "admin", ADMIN).await;
    let lea = create(&backend, "lea", USER).await;
    backend.close().await.unwrap();
    let path = place.folder().join("log");
    let log = File::create(&path).unwrap();
    let server = start_with(&place, set, log.into());
    let mut canaries = Canaries(vec!["$argon2".to_owned()]);
    for password in [PASSWORD, WRONG, CHOSEN, CHANGED] {
        canaries.text(password);
    }
    a_user(&server, &lea.email, &mut canaries).await;
    let user = (lea.id, lea.email.as_str());
    an_admin(&server, &admin.email, user, &mut canaries).await;
    malformed(&server).await;
    full_disk(&server, &place, &lea.email).await;
    stored(&place, &mut canaries).await;
    server.kill();
    let log = fs::read_to_string(&path).unwrap();
    println!(
        "{} lines, {} canaries",
        log.lines().count(),
        canaries.0.len()
    );
    for expected in [expected, "error.cause", "a connection ended early"] {
        assert!(log.contains(expected), "no {expected}: {log}");
    }
    for line in log.lines() {
        // The timestamp at the beginning has six digits too.
        let line = line.split_once([' ', ',']).map_or(line, |(_, rest)| rest);
        for canary in &canaries.0 {
            let digits = canary.bytes().all(|byte| byte.is_ascii_digit());
            let told = if digits {
                stands_alone(line, canary)
            } else {
                line.contains(canary.as_str())
            };
            assert!(!told, "{canary} in: {line}");
        }
    }
}
