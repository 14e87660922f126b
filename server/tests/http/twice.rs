//! Forms that a browser without script sends twice: a second click ends the first request, and may meet another server.

use crate::support::{Ask, Browser, REQUIRED, TestServer, USER};
use wire::view::Enrolment;

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

/// Sends a form twice at once, each to a server of its own; where to both lead.
async fn to_both(
    one: &mut Browser<'_>,
    two: &mut Browser<'_>,
    path: &str,
    fields: &[(&str, &str)],
) -> String {
    let form = || Ask::form(path, fields);
    let (first, second) = tokio::join!(one.send(form()), two.send(form()));
    assert_eq!(first.status, 302, "{first:?}");
    assert_eq!(second.location(), first.location(), "{first:?}, {second:?}");
    assert_eq!(two.token(), one.token(), "{path}");
    first.location().to_owned()
}

#[tokio::test]
async fn a_form_whose_second_click_meets_another_server_has_one_outcome_at_each_step() {
    let server = TestServer::new().await;
    let other = server.beside().await;
    let lea = server.person("Léa Roy", REQUIRED).await;
    let mut one = server.signed_in(&lea).await.without_script();
    let phone = one.scan().await;
    one.here = "/enrol?step=code".to_owned();
    let mut two = one.at(&other);
    let code = phone.at(server.now());
    let page = to_both(
        &mut one,
        &mut two,
        "/api/enrolment/confirm",
        &[("code", &code)],
    )
    .await;
    assert_eq!(page, "/enrol");
    let Enrolment::Save(sheet) = one.enrolment().await else {
        panic!("no recovery codes")
    };
    let page = to_both(
        &mut one,
        &mut two,
        "/api/enrolment/finish",
        &[("saved", "on")],
    )
    .await;
    assert_eq!(page, "/me");

    server.advance(60);
    let code = phone.at(server.now());
    for given in [&code, &sheet.codes[0]] {
        let mut one = server.signed_in(&lea).await.without_script();
        one.here = "/sign-in?step=code".to_owned();
        let mut two = one.at(&other);
        let page = to_both(&mut one, &mut two, "/api/sign-in/code", &[("code", given)]).await;
        assert_eq!(page, "/me");
        assert_eq!(one.open("/me").await.status, 200);
        assert_eq!(two.open("/me").await.status, 200);
    }
    server.advance(60);
    let code = phone.at(server.now());
    one = server.signed_in(&lea).await.without_script();
    one.here = "/sign-in?step=code".to_owned();
    one.post("/api/sign-in/code", &[("code", &code)]).await;
    for given in [&phone.at(server.now().plus(30)), &sheet.codes[1]] {
        server.advance(30);
        one.here = "/step-up?next=%2Fme".to_owned();
        two = one.at(&other);
        let fields = [("code", given.as_str()), ("next", "/me")];
        assert_eq!(
            to_both(&mut one, &mut two, "/api/step-up", &fields).await,
            "/me"
        );
    }
    let refused = "SELECT count(*) FROM audit_entries WHERE action = 'code-refused'";
    assert_eq!(server.value::<i64>(refused).await, 0);
    let used = "SELECT count(*) FROM audit_entries WHERE action = 'recovery-code-used'";
    assert_eq!(server.value::<i64>(used).await, 2);
}

#[tokio::test]
async fn at_another_server_a_code_is_of_use_to_the_browser_that_gave_it_for_ten_seconds_alone() {
    let server = TestServer::new().await;
    let other = server.beside().await;
    let lea = server.person("Léa Roy", USER).await;
    let (phone, _) = server.signed_in(&lea).await.enrol().await;
    server.advance(60);
    let mut browser = server.signed_in(&lea).await.without_script();
    let before = browser.token();
    let code = phone.at(server.now());
    let form = || Ask::form("/api/sign-in/code", &[("code", code.as_str())]);
    browser.here = "/sign-in?step=code".to_owned();
    let mut thief = server.signed_in(&lea).await.without_script().at(&other);
    thief.here = browser.here.clone();
    assert_eq!(browser.send(form()).await.location(), "/me");

    let late = thief.send(form()).await;
    assert!(late.tells("code-used"), "{late:?}");
    let refused = async |ask: Ask, server: &TestServer| {
        let answer = browser.with_token(&before).at(server).send(ask).await;
        assert!(answer.tells("unauthenticated"), "{answer:?}");
    };
    refused(form().with("user-agent", "another browser"), &other).await;
    let another = phone.at(server.now().plus(30));
    let with_another = Ask::form("/api/sign-in/code", &[("code", &another)]);
    refused(with_another, &other).await;
    let mut second = browser.with_token(&before).at(&other);
    server.advance(9);
    assert_eq!(second.send(form()).await.location(), "/me");
    assert_eq!(second.token(), browser.token());
    server.advance(1);
    refused(form(), &server).await;
    refused(form(), &server.beside().await).await;
    // What that server has answered, it answers ten seconds from then.
    server.advance(9);
    refused(form(), &other).await;
}
