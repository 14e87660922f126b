//! Forms of a browser without script: errors and confirmations return to the page of the form.

use crate::support::{Answer, Ask, Browser, PASSWORD, REQUIRED, TestServer, USER};

/// The error text of a page, empty if there is none.
pub(super) fn alert(page: &Answer) -> Option<String> {
    let text = page.text();
    let (_, after) = text.split_once("<p class=\"alert__title\">")?;
    Some(after.split_once('<').unwrap().0.to_owned())
}

/// The confirmation on a page.
fn message(page: &Answer) -> Option<String> {
    let text = page.text();
    let (_, after) = text.split_once("class=\"message message--success\"")?;
    let (_, after) = after.split_once("<p>").unwrap();
    Some(after.split_once('<').unwrap().0.to_owned())
}

/// Sends a form that is refused, and opens the page that it leads back to.
pub(super) async fn refused(
    browser: &mut Browser<'_>,
    path: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let page = browser.here.split('?').next().unwrap().to_owned();
    let answer = browser.post(path, fields).await;
    assert_eq!(answer.status, 302, "{answer:?}");
    let location = answer.location().to_owned();
    assert_eq!(
        location.split('?').next(),
        Some(page.as_str()),
        "{answer:?}"
    );
    assert!(!location.contains("__"), "{answer:?}");
    let told = answer.cookie("bouclier-told-3000").unwrap();
    assert!(told.contains(&path.replace('/', "%2F")), "{answer:?}");
    browser.open(&location).await
}

#[tokio::test]
async fn a_wrong_password_comes_back_to_the_sign_in_page_and_is_told_there() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.browser();
    browser.open("/sign-in?next=%2Fme").await;
    let fields = [
        ("email", lea.email.as_str()),
        ("password", "wrong"),
        ("next", "/me"),
    ];
    let page = refused(&mut browser, "/api/sign-in", &fields).await;
    assert!(browser.here.contains("next=%2Fme"), "{}", browser.here);
    assert!(alert(&page).unwrap().contains("mot de passe"), "{page:?}");
    assert!(!page.text().contains("value=\"wrong\"") && !browser.here.contains("wrong"));
    let again = refused(&mut browser, "/api/sign-in", &fields).await;
    assert_eq!(alert(&again), alert(&page));
}

#[tokio::test]
async fn an_error_is_told_where_the_page_shows_another_form_by_then() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", REQUIRED).await;
    let mut browser = server.signed_in(&lea).await.without_script();
    let phone = browser.scan().await;
    browser.open("/enrol?step=code").await;
    // Another device begins: the secret of this one is gone.
    server.signed_in(&lea).await.scan().await;
    let code = [("code", phone.at(server.now()))];
    let code = code.each_ref().map(|(name, code)| (*name, code.as_str()));
    let page = refused(&mut browser, "/api/enrolment/confirm", &code).await;
    assert!(page.text().contains("/api/enrolment/begin"), "{page:?}");
    let told = alert(&page).expect("the reason");
    assert!(told.contains("ailleurs"), "{told}");
}

#[tokio::test]
async fn the_last_error_is_told_and_not_the_one_before() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.signed_in(&lea).await.without_script();
    browser.open("/me").await;
    let path = "/api/me/password";
    let fields = [
        ("current", "wrong"),
        ("password", PASSWORD),
        ("repeated", PASSWORD),
    ];
    let first = refused(&mut browser, path, &fields).await;
    let fields = [
        ("current", PASSWORD),
        ("password", "short"),
        ("repeated", "short"),
    ];
    let second = refused(&mut browser, path, &fields).await;
    assert!(
        alert(&first).is_some() && alert(&second).is_some(),
        "{second:?}"
    );
    assert_ne!(alert(&first), alert(&second));
}

#[tokio::test]
async fn a_success_tells_itself_on_the_page_and_no_longer_the_error_before() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.signed_in(&lea).await.without_script();
    browser.open("/me").await;
    refused(
        &mut browser,
        "/api/me/profile",
        &[("name", ""), ("language", "fr")],
    )
    .await;
    let fields = [("name", "Léa Durand"), ("language", "fr")];
    let answer = browser.post("/api/me/profile", &fields).await;
    assert_eq!((answer.status, answer.location()), (302, "/me"));
    let location = answer.location().to_owned();
    let page = browser.open(&location).await;
    assert_eq!(message(&page).as_deref(), Some("Profil enregistré."));
    assert_eq!(alert(&page), None);
    let page = refused(
        &mut browser,
        "/api/me/profile",
        &[("name", ""), ("language", "fr")],
    )
    .await;
    assert!(alert(&page).is_some(), "{page:?}");
    assert_eq!(message(&page), None, "the earlier success is told no more");
}

#[tokio::test]
async fn an_error_in_a_dialog_leaves_the_dialog_open_and_success_shows_the_code_once() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, admin, _) = server.ada_with_factor().await;
    let mut browser = admin.without_script();
    let id = lea.id.to_string();
    let here = format!("/account/users/{id}");
    browser.open(&format!("{here}?dialog=reset")).await;
    let page = refused(
        &mut browser,
        "/api/users/reset",
        &[("id", &id), ("reason", " ")],
    )
    .await;
    assert!(
        page.text().contains("id=\"dialog-reset\"") && alert(&page).is_some(),
        "{page:?}"
    );
    let long = "perdu <b>".repeat(60);
    let fields = [("id", &*id), ("reason", &*long), ("fallback", "both")];
    let page = refused(&mut browser, "/api/users/reset", &fields).await;
    let typed = page.text().split("</textarea>").next().unwrap().to_owned();
    assert!(
        typed.ends_with(&format!(
            ">{}",
            long.replace('<', "&lt;").replace('>', "&gt;")
        )),
        "what was typed stays: {typed}"
    );
    let chosen = page.text().split("value=\"both\"").nth(1).map(|rest| {
        let attributes = rest.split('>').next().unwrap();
        attributes.contains("checked")
    });
    assert_eq!(chosen, Some(true), "and what was chosen");
    let fields = [("id", id.as_str()), ("reason", "téléphone perdu")];
    let answer = browser.post("/api/users/reset", &fields).await;
    assert_eq!(answer.location(), format!("{here}?dialog=reset"));
    let page = browser.open(answer.location()).await;
    assert!(
        page.text().contains("class=\"spelling\""),
        "the code is shown"
    );
    let again = browser.open(answer.location()).await;
    assert!(
        !again.text().contains("class=\"spelling\""),
        "and shown once"
    );
}

#[tokio::test]
async fn a_deletion_leads_to_the_table() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, admin) = server.ada().await;
    let mut browser = admin.without_script();
    browser
        .open(&format!("/account/users/{}?dialog=delete", lea.id))
        .await;
    let answer = browser
        .post("/api/users/delete", &[("id", &lea.id.to_string())])
        .await;
    assert_eq!(answer.location(), "/account/users");
    let page = browser.open("/account/users").await;
    assert!(
        message(&page).is_some() && !page.text().contains("Léa Roy"),
        "{page:?}"
    );
}

#[tokio::test]
async fn the_page_of_another_site_is_never_returned_to() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let client = server.signed_in(&lea).await;
    for referer in [
        "https://evil.example/me",
        "https://evil.example/?http://127.0.0.1:3000/me",
        "http://127.0.0.1:3000@evil.example/me",
        "http://127.0.0.1:3000.evil.example/me",
        "http://127.0.0.1:3000//evil.example/me",
        "http://127.0.0.1:3000/%5cevil.example",
        "//evil.example",
        "/me",
        "javascript:alert(1)",
    ] {
        for (path, fields) in [
            ("/api/sign-in", [("email", "x@y.fr"), ("password", "wrong")]),
            ("/api/me/profile", [("name", "Léa Roy"), ("language", "fr")]),
            ("/api/me/profile", [("name", ""), ("language", "fr")]),
            ("/api/language", [("language", "fr"), ("x", "y")]),
            ("/api/language", [("language", "xx"), ("x", "y")]),
        ] {
            let mut browser = client.without_script();
            let ask = Ask::form(path, &fields).with("referer", referer);
            let answer = browser.send(ask).await;
            assert_eq!(answer.status, 302, "{path} {referer}: {answer:?}");
            let location = answer.location();
            assert!(
                location == "/" || location.starts_with("/?"),
                "{path} {referer}: {location}"
            );
        }
    }
}

#[tokio::test]
async fn attack_38_an_address_puts_no_word_and_no_claim_on_a_page() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    // `"internal:CALL-0800-555"`, `"refused:factor-blocked"`, and what is no error of ours.
    for error in [
        "ImludGVybmFsOkNBTEwtMDgwMC01NTUi",
        "InJlZnVzZWQ6ZmFjdG9yLWJsb2NrZWQi",
        "x",
        "%00",
        "PHNjcmlwdD4=",
    ] {
        let path = format!("/sign-in?__path=%2Fapi%2Fsign-in&__err={error}");
        let page = server.browser().open(&path).await;
        assert_eq!(page.status, 200, "{error}: {page:?}");
        assert!(page.text().contains("action=\"/api/sign-in\""), "{error}");
        assert_eq!(alert(&page), None, "{error}");
        assert!(!page.text().contains("0800"), "{error}");
    }
    let mut admin = admin.without_script();
    for path in ["/me?notice=activated", "/account/users?notice=deleted"] {
        let page = admin.open(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(message(&page), None, "{path}");
        assert!(!page.text().contains("data-told"), "{path}");
    }
}

#[tokio::test]
async fn attack_38_what_a_page_says_is_said_once_and_on_that_page_alone() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let mut browser = admin.without_script();
    browser.open("/me").await;
    let fields = [("name", "Ada Blanc"), ("language", "fr")];
    let answer = browser.post("/api/me/profile", &fields).await;
    assert_eq!((answer.status, answer.location()), (302, "/me"));
    let elsewhere = browser.open("/account/users").await;
    assert_eq!(message(&elsewhere), None);
    let page = browser.open("/me").await;
    assert!(message(&page).is_some(), "{page:?}");
    assert_eq!(message(&browser.open("/me").await), None);
}

#[tokio::test]
async fn every_form_of_a_page_says_where_it_goes_and_that_it_posts() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, admin) = server.ada().await;
    let mut browser = admin.without_script();
    let user = format!("/account/users/{}", lea.id);
    let mut forms = 0;
    for path in [
        "/me",
        "/account/users",
        "/account/security",
        "/enrol",
        "/applications",
        &user,
    ] {
        let text = browser.open(path).await.text();
        for form in text.split("<form").skip(1) {
            let tag = form.split_once('>').unwrap().0.to_lowercase();
            let goes = [
                "action=\"/api/",
                "action=\"/account/audit/export.",
                "action=\"/account/users/export.",
                "action=\"/account/users/bulk/select\"",
            ];
            let posts = tag.contains("method=\"post\"") && goes.iter().any(|to| tag.contains(to));
            let reads = tag.contains("method=\"get\"");
            assert!(posts || reads, "{path}: {tag}");
            forms += 1;
        }
    }
    assert!(forms >= 10, "{forms}");
}
