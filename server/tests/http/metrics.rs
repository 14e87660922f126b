//! The metrics: events are counted, but nothing identifies a user.

use crate::support::{
    ADMIN, Answer, Ask, HTTPS_URL, INVITEE, MailServer, PASSWORD, TestServer, USER, operator,
};
use axum::http::{Method, Request};
use server::config::SmtpUrl;
use server::config::sender::default_sender;
use server::mail::Mailer;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use tower::ServiceExt;

impl TestServer {
    /// Asks the address of the metrics.
    async fn ask_metrics(&self, method: Method, path: &str) -> Answer {
        let router = server::metrics::router(self.metrics.clone(), self.backend.clone());
        let request = Request::builder().method(method).uri(path);
        let request = request.body(axum::body::Body::empty()).unwrap();
        Answer::read(router.oneshot(request).await.unwrap()).await
    }

    /// The current metrics.
    pub async fn exposition(&self) -> String {
        let answer = self.ask_metrics(Method::GET, "/metrics").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4");
        answer.text()
    }
}

/// The value of a series, given in the text format with its labels.
#[track_caller]
fn value(exposition: &str, series: &str) -> f64 {
    let line = exposition
        .lines()
        .find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    let value = line.unwrap_or_else(|| panic!("no {series} in {exposition}"));
    value.parse().unwrap()
}

#[track_caller]
fn assert_values(exposition: &str, expected: &[(&str, f64)]) {
    for (series, expected) in expected {
        let value = value(exposition, series);
        assert!((value - expected).abs() < f64::EPSILON, "{series}: {value}");
    }
}

#[tokio::test]
async fn what_has_happened_is_counted_by_route_outcome_and_state() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    server.person("Ada Byron", ADMIN).await;
    let wrong = [("email", lea.email.as_str()), ("password", "wrong")];
    assert_eq!(
        server.client().post("/api/sign-in", &wrong).await.status,
        422
    );
    let mut browser = server.signed_in(&lea).await;
    let (phone, _) = browser.enrol().await;
    let mut again = server.signed_in(&lea).await;
    assert_eq!(again.give_code(&phone).await.status, 200);
    let stream = again.stream("/events").await;
    assert_eq!(stream.status, 200);
    let text = server.exposition().await;
    assert_values(
        &text,
        &[
            (
                r#"bouclier_http_requests_total{method="POST",route="/api/sign-in",status="200"}"#,
                2.0,
            ),
            (
                r#"bouclier_http_requests_total{method="POST",route="/api/sign-in",status="422"}"#,
                1.0,
            ),
            (
                r#"bouclier_http_request_duration_seconds_count{method="POST",route="/api/sign-in"}"#,
                3.0,
            ),
            (
                r#"bouclier_sign_in_steps_total{outcome="refused",step="password"}"#,
                1.0,
            ),
            (
                r#"bouclier_sign_in_steps_total{outcome="opened",step="password"}"#,
                1.0,
            ),
            (
                r#"bouclier_sign_in_steps_total{outcome="code_asked",step="password"}"#,
                1.0,
            ),
            (
                r#"bouclier_sign_in_steps_total{outcome="opened",step="code"}"#,
                1.0,
            ),
            ("bouclier_password_hashes_running", 0.0),
            ("bouclier_password_hashes_waiting", 0.0),
            ("bouclier_event_streams", 1.0),
            ("bouclier_database_up", 1.0),
            (r#"bouclier_users{status="voluntary"}"#, 1.0),
            (r#"bouclier_users{status="inactive"}"#, 1.0),
            (r#"bouclier_mail_attempts_total{outcome="sent"}"#, 0.0),
        ],
    );
    let last = server
        .value::<i64>("SELECT max(id) FROM audit_entries")
        .await;
    let waiting = "SELECT count(*) FROM notices WHERE mail_due_at IS NOT NULL";
    let waiting = server.value::<i64>(waiting).await;
    assert!(waiting > 0);
    for (series, expected) in [
        ("bouclier_audit_last_entry", last),
        ("bouclier_mails_waiting", waiting),
    ] {
        assert_eq!(value(&text, series).to_string(), expected.to_string());
    }
    for pool in ["read", "write"] {
        let took = format!("bouclier_database_statement_duration_seconds_count{{pool=\"{pool}\"}}");
        assert!(value(&text, &took) > 10.0, "{took}");
        let most = value(
            &text,
            &format!("bouclier_database_connections_max{{pool=\"{pool}\"}}"),
        );
        let open = ["idle", "used"].map(|state| {
            let series =
                format!("bouclier_database_connections{{pool=\"{pool}\",state=\"{state}\"}}");
            value(&text, &series)
        });
        let open = open[0] + open[1];
        assert!(open >= 1.0 && open <= most, "{pool}: {open} of {most}");
    }
    drop(stream);
    let text = server.exposition().await;
    assert_values(&text, &[("bouclier_event_streams", 0.0)]);
    // For `scripts/check-metrics`.
    let database = if server.db().is_postgres() {
        "postgres"
    } else {
        "sqlite"
    };
    let name = format!("metrics-{database}.txt");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(file, text).unwrap();
}

#[tokio::test]
async fn mails_are_counted_by_what_became_of_them() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    server.signed_in(&lea).await.enrol().await;
    let waiting = async || value(&server.exposition().await, "bouclier_mails_waiting");
    let before = waiting().await;
    let post = MailServer::start();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let deserted = nobody.local_addr().unwrap();
    drop(nobody);
    let mailer = |address: SocketAddr| {
        let url = SmtpUrl::parse(&format!("smtp://{address}")).unwrap();
        let mailer = Mailer::new(&url, default_sender(HTTPS_URL).unwrap(), server.url).unwrap();
        mailer.counted(Some(server.metrics.clone()))
    };
    assert_eq!(mailer(deserted).send_due(&server.backend).await.unwrap(), 0);
    assert_eq!(waiting().await.to_string(), before.to_string());
    server.advance(3_600);
    let sent = mailer(post.address()).send_due(&server.backend).await;
    assert_eq!(sent.unwrap(), post.mails().len());
    let text = server.exposition().await;
    assert_values(
        &text,
        &[
            (r#"bouclier_mail_attempts_total{outcome="failed"}"#, before),
            (r#"bouclier_mail_attempts_total{outcome="sent"}"#, before),
            (r#"bouclier_mail_attempts_total{outcome="given_up"}"#, 0.0),
            ("bouclier_mails_waiting", 0.0),
        ],
    );
}

#[tokio::test]
async fn hashes_that_wait_and_run_are_told_while_they_do() {
    let server = TestServer::new().await;
    let held = server.backend.hasher().hold().await.unwrap();
    let fields = [("email", "x@exemple.fr"), ("password", PASSWORD)];
    let mut client = server.client();
    let waiting = async {
        while server.backend.hasher().queued() == 0 {
            tokio::task::yield_now().await;
        }
        let text = server.exposition().await;
        assert!(value(&text, "bouclier_password_hashes_running") >= 1.0);
        drop(held);
    };
    let (answer, ()) = tokio::join!(client.post("/api/sign-in", &fields), waiting);
    assert_eq!(answer.status, 422);
    let text = server.exposition().await;
    assert_values(&text, &[("bouclier_password_hashes_total", 1.0)]);
}

#[tokio::test]
async fn no_address_and_no_method_that_somebody_made_up_becomes_a_series() {
    let server = TestServer::new().await;
    let guest = server.person("Gaël Invité", INVITEE).await;
    let link = server.backend.invite(&operator(), guest.id).await.unwrap();
    let path = link.url.strip_prefix(server.url).unwrap();
    server.send(Ask::get(&format!("{path}?next=geheim"))).await;
    server.send(Ask::get("/geheim/1")).await;
    server.send(Ask::get("/api/geheim")).await;
    let made_up = Method::from_bytes(b"GEHEIM").unwrap();
    server.send(Ask::new(made_up, "/sign-in")).await;
    let text = server.exposition().await;
    let token = path.rsplit('/').next().unwrap();
    for secret in [token, "geheim", "GEHEIM", guest.email.as_str(), "Gaël"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert_values(
        &text,
        &[
            (
                r#"bouclier_http_requests_total{method="GET",route="/invitation/{token}",status="200"}"#,
                1.0,
            ),
            (
                r#"bouclier_http_requests_total{method="GET",route="unmatched",status="404"}"#,
                2.0,
            ),
        ],
    );
    assert!(text.contains(r#"method="OTHER""#), "{text}");
}

#[tokio::test]
async fn without_the_database_everything_else_is_told_and_that_it_is_gone() {
    let server = TestServer::new().await;
    server.send(Ask::get("/healthz")).await;
    server.backend.close().await.unwrap();
    let text = server.exposition().await;
    assert_values(
        &text,
        &[
            ("bouclier_database_up", 0.0),
            (
                r#"bouclier_http_requests_total{method="GET",route="/healthz",status="200"}"#,
                1.0,
            ),
        ],
    );
    assert!(!text.contains("bouclier_users"), "{text}");
}

#[tokio::test]
async fn the_address_of_the_metrics_has_nothing_else_and_no_other_address_has_them() {
    let server = TestServer::new().await;
    for (method, path, status) in [
        (Method::POST, "/metrics", 405),
        (Method::GET, "/", 404),
        (Method::GET, "/sign-in", 404),
        (Method::POST, "/api/sign-in", 404),
        (Method::GET, "/healthz", 404),
    ] {
        let answer = server.ask_metrics(method, path).await;
        assert_eq!(answer.status, status, "{path}");
    }
    assert_eq!(server.send(Ask::get("/metrics")).await.status, 404);
}
