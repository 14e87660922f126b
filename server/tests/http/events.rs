//! `/events`: which events reach whom, and catching up on missed ones.

use crate::support::{ADMIN, Browser, Person, TestServer, USER, field, operator};
use domain::{Event, EventKind, UserId};

const USER_CHANGED: fn(UserId) -> Event = |user| Event::about(EventKind::User, user);

/// Exempts a user for this many seconds, behind the use cases' back: theirs end at midnight.
pub async fn exempt(server: &TestServer, user: &Person, seconds: i64) {
    let until = server.now().plus(seconds).unix();
    let exempt = format!(
        "UPDATE users SET override_rule = 'exempt', override_generation = 0, \
         override_until = {until} WHERE id = {}",
        user.id
    );
    server.plant(&exempt).await;
}

/// An installation with an admin who has an open stream.
pub struct Watched<'a> {
    pub ada: Person,
    pub admin: Browser<'a>,
}

impl<'a> Watched<'a> {
    pub async fn new(server: &'a TestServer) -> Self {
        server.follow();
        let (ada, admin, _) = server.ada_with_factor().await;
        Self { ada, admin }
    }

    /// Causes an event about this user.
    pub async fn require(&mut self, user: &Person) {
        let id = user.id.to_string();
        let fields = [("id", id.as_str()), ("required", "on")];
        let answer = self.admin.post("/api/users/requirement", &fields).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    pub async fn policy(&mut self, policy: &str) {
        let answer = self
            .admin
            .post("/api/policy/change", &[("policy", policy)])
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

#[tokio::test]
async fn a_stream_says_that_it_is_one_and_is_kept_by_nobody() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let mut stream = admin.stream("/events").await;
    let header = |name: &str| stream.headers[name].to_str().unwrap();
    assert_eq!(header("content-type"), "text/event-stream");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("x-accel-buffering"), "no");
    assert!(!stream.headers.contains_key("content-encoding"));
    let start = stream.block().await.unwrap();
    let retry: u32 = field(&start, "retry: ").unwrap().parse().unwrap();
    assert!((1_000..=2_000).contains(&retry), "{start}");
    let newest: i64 = server.value("SELECT max(id) FROM events").await;
    assert_eq!(field(&start, "id: "), Some(newest.to_string().as_str()));
}

#[tokio::test]
async fn what_one_admin_changes_is_told_to_the_other_by_kind_and_number() {
    let server = TestServer::new().await;
    let mut watched = Watched::new(&server).await;
    let lea = server.person("Léa Martin", USER).await;
    let other = server.person("Bruno Petit", ADMIN).await;
    let mut stream = server.signed_in(&other).await.stream("/events").await;
    watched.require(&lea).await;
    let (id, event) = stream.event().await;
    assert_eq!(event, USER_CHANGED(lea.id));
    let (log, of_ada) = stream.event().await;
    assert_eq!(of_ada, Event::about(EventKind::Log, watched.ada.id));
    assert!(id.unwrap() < log.unwrap());
    watched.policy("required").await;
    let (_, event) = stream.event().await;
    assert_eq!(event, Event::for_all(EventKind::Policy));
}

#[tokio::test]
async fn a_user_learns_of_the_own_account_and_of_the_rule_for_all_only() {
    let server = TestServer::new().await;
    let mut watched = Watched::new(&server).await;
    let lea = server.person("Léa Martin", USER).await;
    let max = server.person("Max Petit", USER).await;
    let mut stream = server.signed_in(&lea).await.stream("/events").await;
    watched.require(&max).await;
    server.person("Zoé Grand", USER).await;
    watched.policy("required").await;
    watched.policy("optional").await;
    watched.require(&lea).await;
    for expected in [
        Event::for_all(EventKind::Policy),
        Event::for_all(EventKind::Policy),
        USER_CHANGED(lea.id),
    ] {
        assert_eq!(stream.event().await.1, expected);
    }
}

#[tokio::test]
async fn a_change_made_on_the_command_line_is_told_too() {
    let server = TestServer::new().await;
    let watched = Watched::new(&server).await;
    let mut stream = watched.admin.stream("/events").await;
    let other = server.another_process().await;
    let lea = server.person("Léa Martin", USER).await;
    assert_eq!(stream.event().await.1, USER_CHANGED(lea.id));
    other.invite(&operator(), lea.id).await.unwrap();
    assert_eq!(stream.event().await.1, USER_CHANGED(lea.id));
}

#[tokio::test]
async fn a_window_that_was_cut_off_catches_up_on_what_it_missed_and_no_more() {
    let server = TestServer::new().await;
    let mut watched = Watched::new(&server).await;
    let people = [
        server.person("Léa Martin", USER).await,
        server.person("Max Petit", USER).await,
        server.person("Zoé Grand", USER).await,
    ];
    let mut stream = watched.admin.stream("/events").await;
    watched.require(&people[0]).await;
    let (_, event) = stream.event().await;
    assert_eq!(event, USER_CHANGED(people[0].id));
    let (last, _) = stream.event().await;
    drop(stream);
    watched.require(&people[1]).await;
    let last = last.unwrap().to_string();
    // The starting event of the page counts only until the first event.
    let mut again = watched
        .admin
        .stream_after("/events?after=1", Some(&last))
        .await;
    assert_eq!(again.event().await.1, USER_CHANGED(people[1].id));
    let log = again.event().await.1;
    assert_eq!(log.kind, EventKind::Log);
    watched.require(&people[2]).await;
    assert_eq!(again.event().await.1, USER_CHANGED(people[2].id));
    let path = format!("/events?after={last}");
    let mut rendered = watched.admin.stream(&path).await;
    assert_eq!(rendered.event().await.1, USER_CHANGED(people[1].id));
}

#[tokio::test]
async fn a_window_that_was_cut_off_catches_up_on_what_ended_by_itself_too() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let lea = server.person("Léa Martin", USER).await;
    let max = server.person("Max Petit", USER).await;
    exempt(&server, &lea, 60).await;
    exempt(&server, &max, 61).await;
    let mut stream = admin.stream("/events").await;
    let start = stream.block().await.unwrap();
    let last = field(&start, "id: ").unwrap();
    drop(stream);
    server.advance(60);
    // Nothing follows events here: the stream has only missed events.
    let mut again = admin.stream_after("/events", Some(last)).await;
    assert_eq!(again.event().await, (None, USER_CHANGED(lea.id)));
    server.backend.hub().close();
    let rest = again.rest().await;
    assert!(
        rest.iter().all(|block| field(block, "data: ").is_none()),
        "{rest:?}"
    );
}

#[tokio::test]
async fn a_window_hears_at_its_minute_that_a_deadline_has_passed() {
    let server = TestServer::new().await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let lea = server.person("Léa Martin", USER).await;
    let max = server.person("Max Petit", USER).await;
    let required = [("policy", "required")];
    let made = admin.post("/api/policy/change", &required).await;
    assert_eq!(made.status, 200);
    let minute = server.now().plus(120 - server.now().unix().rem_euclid(60));
    for (person, at) in [(&lea, minute), (&max, minute.plus(1))] {
        let own = format!(
            "UPDATE users SET comply_since = 0, own_deadline = {} WHERE id = {}",
            at.unix(),
            person.id
        );
        server.plant(&own).await;
    }
    let mut stream = admin.stream("/events").await;
    let start = stream.block().await.unwrap();
    let last = field(&start, "id: ").unwrap();
    drop(stream);
    server.advance(minute.since(server.now()));
    let mut again = admin.stream_after("/events", Some(last)).await;
    assert_eq!(again.event().await, (None, USER_CHANGED(lea.id)));
    server.backend.hub().close();
    let rest = again.rest().await;
    assert!(
        rest.iter().all(|block| field(block, "data: ").is_none()),
        "{rest:?}"
    );
}

#[tokio::test]
async fn a_window_that_missed_forgotten_or_too_many_events_is_to_read_everything_again() {
    let server = TestServer::new().await;
    let mut watched = Watched::new(&server).await;
    let reload = Event::for_all(EventKind::Reload);
    let newest = async || -> i64 { server.value("SELECT max(id) FROM events").await };
    let first: i64 = server.value("SELECT min(id) FROM events").await;
    for number in 0..101 {
        server.person(&format!("Une {number}"), USER).await;
    }
    let first = first.to_string();
    let mut far_behind = watched.admin.stream_after("/events", Some(&first)).await;
    assert_eq!(
        far_behind.event().await,
        (Some(newest().await), reload),
        "too much"
    );
    server.advance(1_800);
    assert!(watched.admin.is_known().await);
    server.person("Zoé Grand", USER).await;
    server.advance(1_801);
    server.backend.sweep(server.now()).await.unwrap();
    let kept = newest().await;
    assert_eq!(server.column::<i64>("SELECT id FROM events").await, [kept]);
    for unknown in [first, (kept - 1).to_string(), (kept + 1).to_string()] {
        let mut stream = watched.admin.stream_after("/events", Some(&unknown)).await;
        assert_eq!(stream.event().await, (Some(kept), reload), "{unknown}");
    }
}

#[tokio::test]
async fn a_page_that_was_drawn_before_any_event_was_known_reads_everything_again() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let newest: i64 = server.value("SELECT max(id) FROM events").await;
    let mut stream = admin.stream("/events?after=0").await;
    let reload = Event::for_all(EventKind::Reload);
    assert_eq!(stream.event().await, (Some(newest), reload));
}

#[tokio::test]
async fn nonsense_in_place_of_a_number_is_as_good_as_none() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let newest: i64 = server.value("SELECT max(id) FROM events").await;
    for nonsense in ["x", "-1", "", "99999999999999999999"] {
        let path = format!("/events?after={nonsense}");
        let mut stream = admin.stream_after(&path, Some(nonsense)).await;
        let start = stream.block().await.unwrap();
        assert!(start.ends_with(&format!("id: {newest}")), "{start}");
    }
}

#[tokio::test]
async fn attack_16_a_stream_tells_kinds_and_numbers_and_nothing_else() {
    let server = TestServer::new().await;
    let mut watched = Watched::new(&server).await;
    let mut stream = watched.admin.stream("/events").await;
    let lea = server.person("Léa Canari", USER).await;
    let mut browser = server.signed_in(&lea).await;
    browser.enrol().await;
    watched.require(&lea).await;
    let id = lea.id.to_string();
    let fields = [("id", id.as_str()), ("reason", "canari")];
    let reset = watched.admin.post("/api/users/reset", &fields).await;
    assert_eq!(reset.status, 200, "{reset:?}");
    let mut blocks = Vec::new();
    // The first one, and seven events.
    while blocks.len() < 8 {
        blocks.push(stream.block().await.unwrap());
    }
    for line in blocks.iter().flat_map(|block| block.lines()) {
        let (name, value) = line.split_once(": ").unwrap();
        match name {
            "id" | "retry" => assert!(value.parse::<i64>().is_ok(), "{line}"),
            "data" => {
                let event: Event = serde_json::from_str(value).unwrap();
                assert_eq!(serde_json::to_string(&event).unwrap(), value);
            }
            _ => panic!("{line}"),
        }
    }
}
