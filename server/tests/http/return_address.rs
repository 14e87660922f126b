//! The page to return to is a path of this site, at every step (attack 15).

use crate::support::{Ask, Browser, REQUIRED, TestServer, USER};

const EVIL: &[&str] = &[
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%5cevil.example",
    "/%5Cevil.example",
    "/%2fevil.example",
    "/%2Fevil.example",
    "https://evil.example/",
    "https:evil.example",
    "//user@evil.example",
    "user@evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/me\r\nSet-Cookie: a=b",
    "/me\nLocation: //evil.example",
    "/%0d%0aSet-Cookie:%20a=b",
    "/\t/evil.example",
    " //evil.example",
    "/me\u{0}",
];

/// Asserts that the answer of a step leads to the default page, with and without script.
async fn goes_home(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)], home: &str) {
    let answer = browser.post(path, fields).await;
    let place = format!("{path} {fields:?}: {answer:?}");
    if answer.status == 302 {
        assert_eq!(answer.location(), home, "{place}");
    } else {
        assert_eq!(answer.status, 200, "{place}");
        assert_eq!(answer.json::<String>(), home, "{place}");
        assert_eq!(answer.header("location"), "", "{place}");
    }
    assert!(answer.cookie("a").is_none(), "{place}");
}

#[tokio::test]
async fn attack_15_the_password_leads_to_no_other_site() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    for mut browser in [server.browser(), server.client()] {
        for evil in EVIL {
            let fields = [
                ("email", lea.email.as_str()),
                ("password", crate::support::PASSWORD),
            ];
            let fields = [fields[0], fields[1], ("next", evil)];
            goes_home(&mut browser, "/api/sign-in", &fields, "/me").await;
        }
        let fields = [
            ("email", lea.email.as_str()),
            ("password", crate::support::PASSWORD),
            ("next", "/applications?x=1"),
        ];
        goes_home(&mut browser, "/api/sign-in", &fields, "/applications?x=1").await;
    }
}

#[tokio::test]
async fn attack_15_the_code_leads_to_no_other_site() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (phone, _) = server.signed_in(&lea).await.enrol().await;
    let mut browser = server.browser();
    for evil in EVIL {
        server.advance(30);
        let mut fields = vec![
            ("email", lea.email.as_str()),
            ("password", crate::support::PASSWORD),
        ];
        fields.push(("next", evil));
        goes_home(&mut browser, "/api/sign-in", &fields, "/sign-in?step=code").await;
        let code = phone.at(server.now());
        let fields = [("code", code.as_str()), ("next", evil)];
        goes_home(&mut browser, "/api/sign-in/code", &fields, "/me").await;
    }
}

#[tokio::test]
async fn attack_15_the_enrolment_leads_to_no_other_site() {
    let server = TestServer::new().await;
    for (number, evil) in EVIL.iter().enumerate() {
        let lea = server.person(&format!("Léa {number}"), REQUIRED).await;
        let mut browser = server.signed_in(&lea).await.without_script();
        goes_home(
            &mut browser,
            "/api/enrolment/begin",
            &[("next", evil)],
            "/enrol?step=qr",
        )
        .await;
        let phone = browser.scan().await;
        let code = phone.at(server.now());
        let fields = [("code", code.as_str()), ("next", evil)];
        goes_home(&mut browser, "/api/enrolment/confirm", &fields, "/enrol").await;
        let fields = [("saved", "on"), ("next", *evil)];
        goes_home(&mut browser, "/api/enrolment/finish", &fields, "/me").await;
        if number == 3 {
            break;
        }
    }
}

#[tokio::test]
async fn the_page_that_was_asked_for_comes_after_the_enrolment() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", REQUIRED).await;
    let mut browser = server.browser();
    let fields = [
        ("email", lea.email.as_str()),
        ("password", crate::support::PASSWORD),
        ("next", "/me?x=1"),
    ];
    goes_home(
        &mut browser,
        "/api/sign-in",
        &fields,
        "/enrol?next=%2Fme%3Fx%3D1",
    )
    .await;
    browser.confirm().await;
    let fields = [("saved", "on"), ("next", "/me?x=1")];
    goes_home(&mut browser, "/api/enrolment/finish", &fields, "/me?x=1").await;
}

#[tokio::test]
async fn attack_15_the_way_to_the_sign_in_carries_only_a_path_of_this_site() {
    let server = TestServer::new().await;
    for path in [
        "//evil.example/account/users",
        "/account/users/%5cevil",
        "/account/users/%0d%0aX",
    ] {
        let answer = server.send(Ask::get(path)).await;
        let location = answer.header("location");
        assert!(
            location.is_empty() || location == "/sign-in",
            "{path}: {location}"
        );
    }
    let page = server.send(Ask::get("/sign-in?next=//evil.example")).await;
    assert!(!page.text().contains("href=\"//evil"), "{page:?}");
}

#[tokio::test]
async fn attack_15_the_code_page_links_to_no_other_site() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    server.signed_in(&lea).await.enrol().await;
    let mut browser = server.signed_in(&lea).await;
    for next in [
        "//evil.example",
        "%2F%5Cevil.example",
        "javascript:alert(1)",
    ] {
        let page = browser
            .open(&format!("/sign-in?step=code&next={next}"))
            .await;
        assert_eq!(page.status, 200);
        assert!(
            page.text().contains("href=\"/sign-in?step=recovery\""),
            "{page:?}"
        );
    }
}
