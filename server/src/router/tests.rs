//! A test with a further surface, such as one that takes POST requests from programs.

use super::*;
use crate::config::TrustedProxies;
use crate::listener::Limits;
use crate::shutdown::Shutdown;
use crate::site::Site;
use axum::body::Body;
use axum::extract::Form;
use axum::http::Request;
use axum::response::Response;
use axum::routing::post;
use backend::Settings;
use backend::clock::Clock;
use backend::vault::Vault;
use domain::Timestamp;
use std::future::{Future, poll_fn};
use std::path::Path;
use std::task::Poll;
use store::Db;
use test_support::TestDatabase;
use tokio::sync::{Notify, mpsc};
use tower::ServiceExt;

const URL: &str = "http://127.0.0.1:3000";
const FORM: &str = "application/x-www-form-urlencoded";

/// Answers with the number of fields: the console's guard would refuse the form of a program, and mark unknown
/// fields.
fn programs() -> Router {
    let answer = async |Form(fields): Form<Vec<(String, String)>>| fields.len().to_string();
    Router::new().route("/programs/token", post(answer))
}

async fn everything() -> Router {
    everything_and(programs()).await
}

async fn everything_and(further: Router) -> Router {
    let folder = tempfile::tempdir().unwrap();
    let database = TestDatabase::new();
    let db = Db::open(database.url()).await.unwrap();
    let vault = Vault::create(&folder.path().join("secret.key")).unwrap();
    let clock = Clock::manual(Timestamp::from_unix(1_800_000_000));
    let backend = Backend::new(db, vault, clock, Settings::for_tests(URL)).unwrap();
    let site = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/site"));
    let web = Arc::new(Web {
        site: Arc::new(Site::open(Some(site)).unwrap()),
        public_url: URL.to_owned(),
        trusted_proxies: TrustedProxies::default(),
        session_max_age: 3_600,
        limits: Limits::default(),
        shutdown: Shutdown::default(),
        access_log: false,
        metrics: None,
    });
    mount(surfaces(backend, &web).into_iter().chain([further]), &web)
}

/// A form as a program sends it: without the headers about its page.
async fn send(router: &Router, path: &str, body: &str) -> Response {
    let request = Request::post(path).header("content-type", FORM);
    let request = request.body(Body::from(body.to_owned())).unwrap();
    router.clone().oneshot(request).await.unwrap()
}

#[tokio::test]
async fn a_surface_for_programs_takes_their_forms_and_the_console_does_not() {
    let router = everything().await;
    let fields = "grant_type=code&code=x&code=y";
    assert_eq!(send(&router, "/api/sign-in", fields).await.status(), 403);
    let export = "/account/users/export.csv";
    assert_eq!(send(&router, export, fields).await.status(), 403);
    let answer = send(&router, "/programs/token", fields).await;
    assert_eq!(answer.status(), 200);
    let body = axum::body::to_bytes(answer.into_body(), 10).await.unwrap();
    assert_eq!(body, "3");
}

#[tokio::test]
async fn a_further_surface_has_what_is_around_all_of_them() {
    let router = everything().await;
    let answer = send(&router, "/programs/token", "a=b").await;
    for header in [
        "x-request-id",
        "content-security-policy",
        "x-content-type-options",
        "referrer-policy",
    ] {
        assert!(answer.headers().contains_key(header), "{header}");
    }
    // The layers for sessions and pages are not.
    assert!(!answer.headers().contains_key("cache-control"));
    let large = "x".repeat(100_000);
    let answer = send(&router, "/programs/token", &large).await;
    assert_eq!(answer.status(), 413);
}

#[tokio::test]
async fn attack_32_what_any_surface_has_begun_is_finished_though_the_client_is_gone() {
    let (go_on, begun) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (done, mut ended) = mpsc::channel::<()>(1);
    let handler = {
        let (go_on, begun) = (Arc::clone(&go_on), Arc::clone(&begun));
        move || async move {
            begun.notify_one();
            go_on.notified().await;
            done.send(()).await.unwrap();
        }
    };
    let router = everything_and(Router::new().route("/programs/work", post(handler))).await;
    let request = Request::post("/programs/work").body(Body::empty());
    let mut answer = Box::pin(router.oneshot(request.unwrap()));
    let waiting = poll_fn(|cx| Poll::Ready(answer.as_mut().poll(cx).is_pending()));
    assert!(waiting.await);
    begun.notified().await;
    drop(answer);
    go_on.notify_one();
    assert!(ended.recv().await.is_some(), "given up with its client");
}
