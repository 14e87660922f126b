//! Requests whose address can be read in two ways.

use crate::support::{Ask, TestServer, USER};

#[tokio::test]
async fn attack_42_a_request_with_two_meanings_is_answered_by_no_page() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.signed_in(&lea).await;
    for path in [
        "/x/../me",
        "/%2e%2e/me",
        "//me",
        "/account%2Fusers",
        "/me%00",
    ] {
        let answer = browser.send(Ask::get(path)).await;
        assert_eq!(answer.status, 404, "{path}: {answer:?}");
        assert!(answer.text().contains("Erreur 404"), "{path}: {answer:?}");
    }
    let two = Ask::get("/me")
        .with("host", "bouclier")
        .and("host", "evil.example");
    assert_eq!(browser.send(two).await.status, 400);
    assert_eq!(browser.open("/me").await.status, 200);
}
