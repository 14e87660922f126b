//! How streams end, and how many there may be (attacks 10 and 18).

use crate::events::{Watched, exempt};
use crate::support::{ADMIN, Ask, Browser, PASSWORD, Person, Stream, TestServer, USER, field};
use domain::{Event, EventKind};
use std::time::{Duration, Instant};

/// The ways in which an admin ends a session: the form and its fields.
const BY_AN_ADMIN: [(&str, &[(&str, &str)]); 4] = [
    ("/api/users/reset", &[("reason", "perdu")]),
    ("/api/users/role", &[("role", "user")]),
    ("/api/users/disabled", &[("disabled", "true")]),
    ("/api/users/delete", &[]),
];

/// Asserts that the stream ends soon and says why, without another event before.
async fn ends(stream: Stream, place: &str) {
    let blocks = stream.rest().await;
    let ended = serde_json::json!(Event::for_all(EventKind::Ended)).to_string();
    let told: Vec<&str> = blocks.iter().filter_map(|b| field(b, "data: ")).collect();
    assert_eq!(told, [ended.as_str()], "{place}");
}

async fn victim<'a>(server: &'a TestServer, name: &str) -> (Person, Browser<'a>) {
    let person = server.person(name, ADMIN).await;
    let mut browser = server.signed_in(&person).await;
    browser.enrol().await;
    (person, browser)
}

#[tokio::test]
async fn attack_10_a_stream_ends_soon_after_reset_demotion_disabling_and_deletion() {
    let server = TestServer::new().await;
    let mut watched = Watched::new(&server).await;
    for (number, (path, fields)) in BY_AN_ADMIN.iter().enumerate() {
        let (person, browser) = victim(&server, &format!("Léa {number}")).await;
        let stream = browser.stream("/events").await;
        let id = person.id.to_string();
        let mut all = vec![("id", id.as_str())];
        all.extend(*fields);
        let answer = watched.admin.post(path, &all).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        ends(stream, path).await;
    }
}

#[tokio::test]
async fn attack_10_a_stream_ends_soon_after_the_user_has_ended_its_session() {
    let server = TestServer::new().await;
    server.follow();
    let (person, mut browser, phone) = server.ada_with_factor().await;
    let again = async || {
        let mut other = server.signed_in(&person).await;
        other.give_code(&phone).await;
        other
    };
    let mut other = again().await;
    let stream = other.stream("/events").await;
    other.post("/api/sign-out", &[]).await;
    ends(stream, "sign-out").await;
    let stream = again().await.stream("/events").await;
    let last = "SELECT max(id) FROM sessions";
    let id: i64 = server.value(last).await;
    let fields = [("id", id.to_string())].map(|(n, v)| (n, v));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(
        browser.post("/api/me/end-session", &fields).await.status,
        200
    );
    ends(stream, "ended from elsewhere").await;
    let stream = again().await.stream("/events").await;
    let new = "sept girafes bleues nagent";
    let fields = [("current", PASSWORD), ("password", new), ("repeated", new)];
    assert_eq!(browser.post("/api/me/password", &fields).await.status, 200);
    ends(stream, "a new password").await;
}

#[tokio::test]
async fn attack_10_a_stream_ends_soon_after_its_session_was_ended_by_another_process() {
    let server = TestServer::new().await;
    let watched = Watched::new(&server).await;
    let stream = watched.admin.stream("/events").await;
    let other = server.another_process().await;
    let token = backend::token::Token::parse(&watched.admin.token()).unwrap();
    let found = other.principal(&token, backend::access::Origin::default());
    let principal = found.await.unwrap().unwrap();
    other.sign_out(&principal).await.unwrap();
    ends(stream, "another process").await;
}

#[tokio::test]
async fn attack_10_a_stream_ends_soon_after_its_session_is_gone_without_a_word() {
    let server = TestServer::new().await;
    let mut watched = Watched::new(&server).await;
    let stream = watched.admin.stream("/events").await;
    // The password again, in the same browser: the session before it is dropped.
    watched.admin.give_password(&watched.ada).await;
    ends(stream, "a session that another one replaces").await;
}

#[tokio::test]
async fn a_stream_does_not_keep_its_session_from_being_idle() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    server.follow();
    server.advance(3_599);
    let stream = admin.stream("/events").await;
    assert_eq!(stream.status, 200);
    let automatic = Ask::get("/api/viewer").with("x-bouclier-automatic", "1");
    assert_eq!(admin.send(automatic).await.status, 200);
    server.advance(1);
    ends(stream, "idle for an hour").await;
    assert!(!admin.is_known().await);
}

#[tokio::test]
async fn a_stream_ends_soon_after_the_last_hour_of_its_session() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    server.follow();
    for _ in 0..23 {
        server.advance(1_800);
        assert!(admin.is_known().await);
    }
    let stream = admin.stream("/events").await;
    server.advance(1_800);
    ends(stream, "twelve hours").await;
}

#[tokio::test]
async fn what_ends_by_itself_is_told() {
    let server = TestServer::new().await;
    let mut watched = Watched::new(&server).await;
    let lea = server.person("Léa Martin", USER).await;
    let max = server.person("Max Petit", USER).await;
    watched.policy("required").await;
    let until = server.now().plus(60).unix();
    exempt(&server, &lea, 60).await;
    let idle = format!(
        "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, opened_at, \
         user_agent, address) VALUES (x'00', {}, {until} - 3601, {until} - 3599, 1, '', '')",
        max.id
    );
    server.plant(&idle).await;
    let mut stream = watched.admin.stream("/events").await;
    server.advance(60);
    let (id, event) = stream.event().await;
    assert_eq!((id, event), (None, Event::about(EventKind::User, lea.id)));
    server.advance(1);
    let (id, event) = stream.event().await;
    assert_eq!(event, Event::about(EventKind::Sessions, max.id));
    assert_eq!(id, None);
}

#[tokio::test]
async fn attack_18_ten_thousand_streams_of_one_session_are_eight() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let other = server.person("Bruno Petit", ADMIN).await;
    let other = server.signed_in(&other).await;
    let mut open = Vec::new();
    for number in 0..10_000 {
        let stream = admin.stream("/events").await;
        if number < 8 {
            assert_eq!(stream.status, 200);
            open.push(stream);
        } else {
            assert_eq!(stream.status, 429);
            assert_eq!(stream.headers["retry-after"], "30");
        }
    }
    assert_eq!(other.stream("/events").await.status, 200);
    open.pop();
    assert_eq!(admin.stream("/events").await.status, 200);
}

#[tokio::test]
async fn attack_18_beyond_the_limit_for_all_a_stream_is_told_to_come_later() {
    let server = TestServer::with(|settings| settings.streams = 2).await;
    let (_, admin) = server.ada().await;
    let other = server.person("Bruno Petit", ADMIN).await;
    let other = server.signed_in(&other).await;
    let open = [admin.stream("/events").await, admin.stream("/events").await];
    let refused = other.stream("/events").await;
    assert_eq!(refused.status, 503);
    assert_eq!(refused.headers["retry-after"], "30");
    drop(open);
    assert_eq!(other.stream("/events").await.status, 200);
}

#[tokio::test]
async fn a_stop_ends_all_streams_at_once_and_says_when_to_come_back() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let stream = admin.stream("/events").await;
    server.backend.hub().close();
    let blocks = stream.rest().await;
    assert_eq!(blocks.len(), 2, "{blocks:?}");
    assert!(field(&blocks[1], "retry: ").is_some(), "{blocks:?}");
    assert_eq!(admin.stream("/events").await.status, 503);
}

#[tokio::test]
async fn where_sessions_cannot_be_checked_streams_end_and_no_page_is_told_that_its_session_has() {
    let server = TestServer::new().await;
    let watched = Watched::new(&server).await;
    let stream = watched.admin.stream("/events").await;
    server
        .plant("ALTER TABLE sessions RENAME TO elsewhere")
        .await;
    let blocks = stream.rest().await;
    let last = blocks.last().unwrap();
    assert!(last.starts_with("retry: "), "{blocks:?}");
    assert!(!blocks.iter().any(|block| block.contains("data:")));
}

/// Makes changes for this long, and waits each time until the stream tells of it.
async fn changes_are_told(server: &TestServer, stream: &mut Stream, time: Duration) {
    let begun = Instant::now();
    while begun.elapsed() < time {
        server
            .plant("INSERT INTO events (kind, at) VALUES ('log', 0)")
            .await;
        let (_, event) = stream.event().await;
        assert_eq!(event, Event::for_all(EventKind::Log));
    }
}

#[tokio::test]
async fn a_change_is_told_though_what_ended_by_itself_cannot_be_read() {
    let server = TestServer::new().await;
    let watched = Watched::new(&server).await;
    let mut stream = watched.admin.stream("/events").await;
    // Wait for the first check of the stream's session, which reads the same tables.
    changes_are_told(&server, &mut stream, Duration::from_millis(1_500)).await;
    server
        .plant("ALTER TABLE users RENAME COLUMN override_until TO hidden")
        .await;
    server.advance(1);
    // Some of these coincide with a failing read.
    changes_are_told(&server, &mut stream, Duration::from_millis(2_500)).await;
}

#[tokio::test]
async fn a_quiet_stream_gives_a_sign_of_life_that_scripts_hear() {
    let server = TestServer::new().await;
    let watched = Watched::new(&server).await;
    let mut stream = watched.admin.stream("/events").await;
    let start = stream.block().await.unwrap();
    let beat = stream.block_within(Duration::from_secs(20)).await.unwrap();
    let id = field(&start, "id: ").unwrap();
    // Without a data line, even an empty one, a browser would not dispatch the event.
    assert_eq!(beat, format!("id: {id}\nevent: beat\ndata:"));
}
