//! The device cookie: who gets it, and what it is worth.

use crate::support::{TestServer, USER};

#[tokio::test]
async fn attack_27_a_browser_is_known_once_its_sign_in_is_complete_and_to_each_user_singly() {
    let server = TestServer::new().await;
    let (lea, max) = (
        server.person("Léa Roy", USER).await,
        server.person("Max Noir", USER).await,
    );
    let mut browser = server.client();
    browser.give_password(&lea).await;
    let (phone, _) = browser.enrol().await;
    let first = browser.cookies["bouclier-device-3000"].clone();
    browser.post("/api/sign-out", &[]).await;
    // The password alone makes nothing known.
    let mut stranger = server.client();
    server.clock.advance(60);
    stranger.give_password(&lea).await;
    assert!(!stranger.cookies.contains_key("bouclier-device-3000"));
    stranger.give_code(&phone).await;
    assert!(stranger.cookies.contains_key("bouclier-device-3000"));
    // A known browser keeps its token, and adds another user's to it.
    browser.give_password(&max).await;
    let both = browser.cookies["bouclier-device-3000"].clone();
    let tokens: Vec<&str> = both.split('.').collect();
    assert_eq!((tokens.len(), tokens[1]), (2, first.as_str()));
    let again = browser.post("/api/sign-out", &[]).await;
    assert!(again.cookie("bouclier-device-3000").is_none());
    let again = browser.give_password(&max).await;
    assert!(again.cookie("bouclier-device-3000").is_none(), "{again:?}");
}

#[tokio::test]
async fn attack_27_a_planted_device_cookie_is_not_taken_up() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let planted = "A".repeat(43);
    let mut browser = server.client();
    browser
        .cookies
        .insert("bouclier-device-3000".to_owned(), planted.clone());
    browser.give_password(&lea).await;
    let kept = browser.cookies["bouclier-device-3000"].clone();
    assert_ne!(kept.split('.').next(), Some(planted.as_str()));
    let known: i64 = server.value("SELECT count(*) FROM device_cookies").await;
    assert_eq!(known, 1);
    // The browser that planted it is still unknown.
    let mut stranger = server.client();
    stranger
        .cookies
        .insert("bouclier-device-3000".to_owned(), planted);
    stranger.give_password(&lea).await;
    let known: i64 = server.value("SELECT count(*) FROM device_cookies").await;
    assert_eq!(known, 2);
}

#[tokio::test]
async fn a_known_browser_keeps_its_token_for_400_days_more_when_it_signs_in_after_a_month() {
    let server = TestServer::new().await;
    let (lea, max) = (
        server.person("Léa Roy", USER).await,
        server.person("Max Noir", USER).await,
    );
    let mut browser = server.client();
    browser.give_password(&lea).await;
    browser.give_password(&max).await;
    let tokens = browser.cookies["bouclier-device-3000"].clone();
    server.clock.advance(31 * 86_400);
    let again = browser.give_password(&lea).await;
    let cookie = again.cookie("bouclier-device-3000").unwrap();
    assert!(
        cookie.starts_with(&format!("bouclier-device-3000={tokens};")),
        "{cookie}"
    );
    assert!(cookie.contains("Max-Age=34560000"), "{cookie}");
}

#[tokio::test]
async fn attack_27_of_a_device_cookie_five_tokens_are_read_and_kept() {
    let server = TestServer::new().await;
    let (lea, max) = (
        server.person("Léa Roy", USER).await,
        server.person("Max Noir", USER).await,
    );
    let mut browser = server.client();
    browser.give_password(&lea).await;
    let own = browser.cookies["bouclier-device-3000"].clone();
    let planted = ["A", "E", "I", "M", "Q"].map(|letter| letter.repeat(43));
    // In the sixth place it is no token of the browser.
    let sixth = format!("{}.{own}", planted.join("."));
    browser
        .cookies
        .insert("bouclier-device-3000".to_owned(), sixth);
    browser.give_password(&lea).await;
    let known: i64 = server.value("SELECT count(*) FROM device_cookies").await;
    assert_eq!(known, 2);
    let kept = browser.cookies["bouclier-device-3000"].clone();
    assert_eq!(kept.split('.').count(), 5);
    browser.give_password(&max).await;
    let kept = browser.cookies["bouclier-device-3000"].clone();
    assert_eq!(kept.split('.').count(), 5);
}
