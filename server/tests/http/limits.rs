//! Requests that are too large or malformed are refused at no cost (attack 18).

use crate::routes::{Args, FUNCTIONS};
use crate::support::{Ask, TestServer};
use app::error::AppError;
use domain::problem::Problem;

const LIMIT: usize = 64 * 1024;

#[tokio::test]
async fn attack_18_a_body_over_64_kib_is_refused_at_every_server_function() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let before = server.writes().await;
    for (path, args, _) in FUNCTIONS
        .iter()
        .filter(|(_, args, _)| !matches!(args, Args::Query(_)))
    {
        let body = "x".repeat(LIMIT + 1);
        let ask = match args {
            Args::Json(_) => Ask::json(path, &body),
            _ => Ask::urlencoded(path, &body),
        };
        for ask in [
            ask.clone().with("content-length", &body.len().to_string()),
            ask,
        ] {
            assert_eq!(admin.send(ask).await.status, 413, "{path}");
        }
    }
    assert_eq!(server.writes().await, before);
}

#[tokio::test]
async fn a_body_of_64_kib_is_read() {
    let server = TestServer::new().await;
    let start = "email=nobody&password=";
    let body = format!("{start}{}", "x".repeat(LIMIT - start.len()));
    let answer = server
        .client()
        .send(Ask::urlencoded("/api/sign-in", &body))
        .await;
    assert_eq!(answer.error(), AppError::Refused(Problem::Credentials));
}

#[tokio::test]
async fn attack_18_arguments_that_cannot_be_read_are_refused_and_told_nothing_of() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let deep = format!("{{\"query\":{}", "[".repeat(60_000));
    for ask in [
        Ask::json("/api/users", &deep),
        Ask::json("/api/users", "{\"query\":{}}"),
        Ask::json("/api/users", ""),
        Ask::urlencoded("/api/users", "query=1"),
        Ask::form("/api/users/role", &[("id", "1"), ("role", "owner")]),
        Ask::form("/api/users/role", &[("id", "x"), ("role", "user")]),
        Ask::form("/api/users/role", &[]),
        Ask::urlencoded("/api/users/role", "id=1&id=2&role=user"),
        Ask::urlencoded("/api/users/role", "id[]=1&role=user"),
        Ask::urlencoded("/api/sign-in", "%ff=%ff&&&=&email"),
        Ask::new("POST".parse().unwrap(), "/api/sign-in").body(&[0xff, 0xfe, 0]),
        Ask::urlencoded("/api/sign-in", &"a=b&".repeat(16_000)),
        Ask::form("/api/me/profile", &[("name", "Ada"), ("language", "xx")]),
        Ask::get("/api/users/one"),
        Ask::get("/api/users/one?id=x"),
        Ask::get("/api/users/one?id=1&id=2"),
    ] {
        let place = ask.path().to_owned();
        let answer = admin.send(ask).await;
        assert_eq!(
            answer.error(),
            AppError::Refused(Problem::Unknown),
            "{place}: {answer:?}"
        );
    }
    let role: String = server.value("SELECT role FROM users").await;
    assert_eq!(role, "admin");
}

#[tokio::test]
async fn without_script_arguments_that_cannot_be_read_come_back_to_the_page() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let mut browser = admin.without_script();
    browser.open("/me").await;
    let answer = browser
        .post("/api/me/profile", &[("name", "Ada"), ("language", "xx")])
        .await;
    assert_eq!(answer.status, 302, "{answer:?}");
    assert_eq!(answer.location(), "/me");
    assert!(answer.tells("unknown"), "{answer:?}");
}
