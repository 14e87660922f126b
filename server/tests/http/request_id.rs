//! The id of a request: in its answer, and in place of the cause of an error.

use crate::support::{Ask, TestServer};
use std::collections::BTreeSet;

#[tokio::test]
async fn every_answer_says_the_id_of_its_request_and_no_two_say_the_same() {
    let server = TestServer::new().await;
    let mut ids = BTreeSet::new();
    let paths = [
        "/sign-in",
        "/api/viewer",
        "/pkg/0a/bouclier.js",
        "/healthz",
        "/events",
        "/me",
        "/nowhere",
    ];
    for path in paths {
        let answer = server.send(Ask::get(path)).await;
        let id = answer.header("x-request-id");
        assert_eq!(id.len(), 26, "{path}: {answer:?}");
        ids.insert(id.to_owned());
    }
    let large = "x".repeat(100_000);
    let ask = Ask::urlencoded("/api/sign-in", &large);
    let answer = server.client().send(ask).await;
    assert_eq!(answer.status, 413);
    ids.insert(answer.header("x-request-id").to_owned());
    assert_eq!(ids.len(), paths.len() + 1, "{ids:?}");
}

#[tokio::test]
async fn a_client_that_is_no_trusted_proxy_chooses_no_id() {
    let server = TestServer::new().await;
    let ask = Ask::get("/sign-in").with("x-request-id", "chosen");
    let answer = server.send(ask).await;
    assert_ne!(answer.header("x-request-id"), "chosen");
    assert!(!answer.text().contains("chosen"));
}

#[tokio::test]
async fn the_reference_of_an_error_is_the_id_of_the_request_on_a_page_and_in_an_answer() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    server
        .plant("ALTER TABLE audit_entries RENAME TO gone")
        .await;
    let page = admin.open("/account/audit").await;
    assert_eq!(page.status, 500, "{page:?}");
    let id = page.header("x-request-id");
    assert!(page.text().contains(&format!(">{id}<")), "{page:?}");
    let answer = admin.post("/account/audit/export.csv", &[]).await;
    assert_eq!(answer.status, 500, "{answer:?}");
    let told = format!("Bouclier: {}\n", answer.header("x-request-id"));
    assert_eq!(answer.text(), told);
    server.backend.close().await.unwrap();
    let fields = [("email", "x@y.fr"), ("password", "wrong")];
    let answer = server.client().post("/api/sign-in", &fields).await;
    let app::error::AppError::Internal { reference } = answer.error() else {
        panic!("{answer:?}")
    };
    assert_eq!(reference, answer.header("x-request-id"));
}
