//! Forms that a browser without script sends twice: a second click ends the first request.

use crate::support::{Ask, REQUIRED, TestServer, USER};

#[tokio::test]
async fn a_code_that_is_sent_twice_opens_the_session_for_both() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (phone, _) = server.signed_in(&lea).await.enrol().await;
    server.advance(60);
    let mut browser = server.signed_in(&lea).await.without_script();
    let before = browser.token();
    let code = phone.at(server.now());
    let fields = [("code", code.as_str())];
    browser.open("/sign-in?step=code").await;
    let mut second = browser.with_token(&before);
    let first = browser.post("/api/sign-in/code", &fields).await;
    let again = second.post("/api/sign-in/code", &fields).await;
    assert_eq!((first.status, first.location()), (302, "/me"), "{first:?}");
    assert_eq!(again.location(), first.location(), "{again:?}");
    assert_eq!(second.token(), browser.token());
    assert_eq!(second.open("/me").await.status, 200);
    // Another browser has the code too late, and later this one too.
    let mut thief = server.signed_in(&lea).await.without_script();
    thief.open("/sign-in?step=code").await;
    let late = thief.post("/api/sign-in/code", &fields).await;
    assert!(late.tells("code-used"), "{late:?}");
    server.advance(10);
    let mut third = browser.with_token(&before);
    let over = third.post("/api/sign-in/code", &fields).await;
    assert!(over.tells("unauthenticated"), "{over:?}");
}

#[tokio::test]
async fn a_code_that_confirms_an_enrolment_twice_has_one_outcome() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", REQUIRED).await;
    let mut browser = server.signed_in(&lea).await.without_script();
    let phone = browser.scan().await;
    browser.open("/enrol?step=code").await;
    let mut second = browser.with_token(&browser.token());
    let code = phone.at(server.now());
    let ask = |code: &str| Ask::form("/api/enrolment/confirm", &[("code", code)]);
    assert_eq!(browser.send(ask(&code)).await.location(), "/enrol");
    assert_eq!(second.send(ask(&code)).await.location(), "/enrol");
    assert_eq!(second.token(), browser.token());
}
