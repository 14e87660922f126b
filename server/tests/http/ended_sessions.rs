//! The sign-in says why a session has ended, to the browser that had it and to nobody else.

use crate::support::{ADMIN, Browser, PASSWORD, TestServer, USER};

const IDLE: &str = "Votre session a pris fin après une période d’inactivité.";
const UNKNOWN: &str = "Votre session a pris fin. Reconnectez-vous pour continuer.";
const ELSEWHERE: &str = "Cette session a été fermée depuis une autre session de votre compte.";

/// The page to which a page of a member leads without a session.
async fn led(browser: &mut Browser<'_>) -> String {
    let answer = browser.open("/me").await;
    assert_eq!(answer.location(), "/sign-in?next=%2Fme");
    browser.open(answer.location()).await.text()
}

#[tokio::test]
async fn a_session_that_was_idle_says_so_once() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.signed_in(&lea).await;
    server.advance(3_600);
    // The page of the browser has asked before it left.
    browser.read("/api/session/end").await.error();
    let page = led(&mut browser).await;
    assert!(page.contains(IDLE), "{page}");
    let page = browser.open("/sign-in").await.text();
    assert!(!page.contains("Votre session"), "{page}");
}

#[tokio::test]
async fn a_browser_keeps_its_cookie_a_day_longer_than_the_session() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.client();
    let answer = browser.give_password(&lea).await;
    let lifetime = format!("Max-Age={}", 43_200 + 86_400);
    assert!(answer.cookies()[0].contains(&lifetime), "{answer:?}");
    for _ in 0..24 {
        server.advance(1_800);
        browser.open("/me").await;
    }
    let page = browser.open("/sign-in").await.text();
    assert!(page.contains("a atteint sa durée maximale"), "{page}");
}

#[tokio::test]
async fn what_ended_a_session_is_said_in_the_language_of_the_page() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.signed_in(&lea).await;
    let mut own = server.signed_in(&lea).await.without_script();
    let page = own.open("/me").await.text();
    assert!(page.contains("Fermer toutes les autres sessions"), "{page}");
    let answer = own.post("/api/me/end-other-sessions", &[]).await;
    assert_eq!(answer.location(), "/me");
    let page = own.open("/me").await.text();
    assert!(page.contains("Sessions fermées."), "{page}");
    assert!(!page.contains("Fermer toutes les autres"), "{page}");
    assert!(led(&mut browser).await.contains(ELSEWHERE));
    let mut browser = server.signed_in(&lea).await;
    own.post("/api/me/end-other-sessions", &[]).await;
    browser.post("/api/language", &[("language", "en")]).await;
    let page = browser.open("/sign-in").await.text();
    assert!(page.contains("ended from another session"), "{page}");
}

#[tokio::test]
async fn attack_38_a_stranger_and_a_deactivated_account_are_told_no_reason() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.signed_in(&lea).await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let id = lea.id.to_string();
    let fields = [("id", id.as_str()), ("disabled", "true")];
    let done = admin.post("/api/users/disabled", &fields).await;
    assert_eq!(done.status, 200, "{done:?}");
    let page = led(&mut browser).await;
    assert!(page.contains(UNKNOWN), "{page}");
    let guessed = "A".repeat(43);
    let mut guesser = server.browser().with_token(&guessed);
    let page = led(&mut guesser).await;
    assert!(!page.contains(IDLE) && !page.contains("admin a"), "{page}");
    let mut stranger = server.browser();
    let page = led(&mut stranger).await;
    assert!(!page.contains("Votre session"), "{page}");
}

#[tokio::test]
async fn an_admin_a_reset_and_another_password_are_named() {
    let server = TestServer::new().await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let lea = server.person("Léa Roy", USER).await;
    let id = lea.id.to_string();
    let mut browser = server.signed_in(&lea).await;
    let ended = admin.post("/api/users/end-sessions", &[("id", &id)]).await;
    assert_eq!(ended.status, 200, "{ended:?}");
    let page = led(&mut browser).await;
    assert!(page.contains("Un admin a fermé votre session."), "{page}");
    let mut browser = server.signed_in(&lea).await;
    let fields = [
        ("id", id.as_str()),
        ("reason", "téléphone perdu"),
        ("fallback", "code"),
    ];
    let reset = admin.post("/api/users/reset", &fields).await;
    assert_eq!(reset.status, 200, "{reset:?}");
    let page = led(&mut browser).await;
    assert!(
        page.contains("La 2FA de votre compte a été réinitialisée"),
        "{page}"
    );
    let bob = server.person("Bob Martin", ADMIN).await;
    let (mut own, mut other) = (server.signed_in(&bob).await, server.signed_in(&bob).await);
    let new = "sept girafes bleues nagent";
    let fields = [("current", PASSWORD), ("password", new), ("repeated", new)];
    assert_eq!(own.post("/api/me/password", &fields).await.status, 200);
    let page = led(&mut other).await;
    assert!(page.contains("Reconnectez-vous avec le nouveau."), "{page}");
}
