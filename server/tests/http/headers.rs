//! Headers that protect the browser, on every kind of answer.

use crate::page_routes::PAGES;
use crate::routes::{Values, page_path};
use crate::support::{Answer, Ask, Browser, REQUIRED, TestServer, USER};

/// The headers of every answer.
fn assert_protected(answer: &Answer, place: &str) {
    assert_eq!(
        answer.header("x-content-type-options"),
        "nosniff",
        "{place}"
    );
    assert_eq!(answer.header("referrer-policy"), "same-origin", "{place}");
    assert_eq!(
        answer.header("cross-origin-opener-policy"),
        "same-origin",
        "{place}"
    );
    assert_eq!(
        answer.header("cross-origin-resource-policy"),
        "same-origin",
        "{place}"
    );
    assert!(
        answer.header("permissions-policy").contains("camera=()"),
        "{place}"
    );
    let policy = answer.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{place}: {policy}");
    }
    assert!(
        !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
        "{place}"
    );
    assert_eq!(
        answer
            .headers
            .get_all("content-security-policy")
            .iter()
            .count(),
        1,
        "{place}"
    );
    for gone in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert_eq!(answer.header(gone), "", "{place}: {gone}");
    }
}

/// One answer of every kind, by name; personal answers and pages are marked.
async fn kinds(server: &TestServer) -> Vec<(&'static str, bool, Answer)> {
    let (_, mut admin) = server.ada().await;
    let wrong = [("email", "x@y.fr"), ("password", "wrong")];
    let foreign = Ask::form("/api/sign-in", &wrong).with("sec-fetch-site", "cross-site");
    let large = Ask::urlencoded("/api/sign-in", &"x".repeat(70_000));
    let large = large
        .with("content-length", "70000")
        .with("sec-fetch-site", "same-origin");
    vec![
        ("page", true, admin.open("/account/users").await),
        ("lost page", true, admin.open("/nowhere").await),
        (
            "missing user",
            true,
            admin.open("/account/users/999999").await,
        ),
        ("redirect", true, server.send(Ask::get("/me")).await),
        ("read", true, admin.read("/api/me").await),
        ("no session", true, server.client().read("/api/me").await),
        (
            "refused",
            true,
            server.client().post("/api/sign-in", &wrong).await,
        ),
        (
            "form",
            true,
            server.browser().post("/api/sign-in", &wrong).await,
        ),
        ("wrong method", true, admin.read("/api/sign-in").await),
        ("cross-site", true, server.send(foreign).await),
        ("too large", true, server.send(large).await),
        (
            "package",
            false,
            server.send(Ask::get("/pkg/0a/bouclier.js")).await,
        ),
        (
            "no package",
            false,
            server.send(Ask::get("/pkg/nothing.js")).await,
        ),
        (
            "favicon",
            false,
            server.send(Ask::get("/pkg/favicon.0a.svg")).await,
        ),
        ("alive", false, server.send(Ask::get("/healthz")).await),
        ("ready", false, server.send(Ask::get("/readyz")).await),
    ]
}

#[tokio::test]
async fn every_kind_of_answer_is_protected_and_what_is_personal_is_not_stored() {
    let server = TestServer::new().await;
    for (name, personal, answer) in kinds(&server).await {
        assert_protected(&answer, name);
        assert_eq!(answer.header("strict-transport-security"), "", "{name}");
        if personal {
            assert_eq!(answer.header("cache-control"), "no-store", "{name}");
        }
    }
}

#[tokio::test]
async fn on_https_every_kind_of_answer_says_that_it_stays_so() {
    let server = TestServer::on_https().await;
    for (name, _, answer) in kinds(&server).await {
        let value = "max-age=31536000; includeSubDomains";
        assert_eq!(answer.header("strict-transport-security"), value, "{name}");
    }
}

/// The nonce of the Content Security Policy.
fn nonce(answer: &Answer) -> &str {
    let policy = answer.header("content-security-policy");
    let (_, after) = policy
        .split_once("'nonce-")
        .unwrap_or_else(|| panic!("{answer:?}"));
    after.split_once('\'').unwrap().0
}

/// The tags of a page without the text between them.
fn tags(html: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        let mut quoted = false;
        let end = after
            .find(|c| {
                quoted ^= c == '"';
                c == '>' && !quoted
            })
            .expect("an open tag");
        let tag = &after[..end];
        rest = &after[end..];
        if tag.starts_with("script") {
            rest = rest.split_once("</script").expect("an open script").1;
        }
        tags.push(tag.to_owned());
    }
    tags
}

/// The names of a tag's attributes.
fn attributes(tag: &str) -> Vec<String> {
    let outside: Vec<&str> = tag.split('"').step_by(2).collect();
    outside
        .join("\"\"")
        .split_whitespace()
        .skip(1)
        .map(|part| part.split('=').next().unwrap().to_lowercase())
        .collect()
}

fn assert_no_inline_code(answer: &Answer, place: &str) {
    let nonce = nonce(answer);
    assert!(nonce.len() >= 16, "{place}: {nonce}");
    let policy = answer.header("content-security-policy");
    for part in [
        "object-src 'none'",
        "form-action 'self'",
        "style-src 'self'",
    ] {
        assert!(policy.contains(part), "{place}: {policy}");
    }
    let html = answer.text();
    let mut scripts = 0;
    for tag in tags(&html) {
        for attribute in attributes(&tag) {
            assert!(
                attribute != "style" && !attribute.starts_with("on"),
                "{place}: <{tag}>"
            );
        }
        assert!(
            !tag.starts_with("style") && !tag.starts_with("base"),
            "{place}: <{tag}>"
        );
        assert!(
            !tag.to_lowercase().contains("javascript:"),
            "{place}: <{tag}>"
        );
        if tag.starts_with("script") {
            scripts += 1;
            assert!(
                tag.contains(&format!("nonce=\"{nonce}\"")),
                "{place}: <{tag}>"
            );
        }
    }
    assert!(scripts > 0, "{place} has no script");
}

async fn assert_pages(browser: &mut Browser<'_>, paths: &[String]) -> usize {
    let mut shown = 0;
    for path in paths {
        let answer = browser.open(path).await;
        if answer.status != 303 {
            assert_no_inline_code(&answer, path);
            shown += 1;
        }
    }
    shown
}

#[tokio::test]
async fn no_page_has_inline_code_and_each_script_has_the_nonce_of_its_answer() {
    let server = TestServer::new().await;
    let elsa = server.person("Elsa Neuf", REQUIRED).await;
    let flo = server.person("Flo Double", USER).await;
    let (phone, _) = server.signed_in(&flo).await.enrol().await;
    let (_, mut admin) = server.ada().await;
    let values = Values::new(&server).await;
    let mut paths: Vec<String> = PAGES
        .iter()
        .map(|(pattern, _)| page_path(pattern, &values))
        .collect();
    let user = format!("/account/users/{}", flo.id);
    for dialog in ["invite", "reset", "role", "disable", "delete"] {
        paths.push(format!("{user}?dialog={dialog}"));
    }
    for more in [
        "/account/security?dialog=required",
        "/account/users?q=nobody",
        "/account/users/999999",
        "/me?dialog=recovery",
        "/sign-in?step=code",
        "/sign-in?step=recovery",
        "/enrol?step=qr",
        "/enrol?step=code",
        "/nowhere",
    ] {
        paths.push(more.to_owned());
    }
    let mut shown = assert_pages(&mut admin, &paths).await;
    shown += assert_pages(&mut server.browser(), &paths).await;
    let mut enrolling = server.signed_in(&elsa).await;
    enrolling.scan().await;
    shown += assert_pages(&mut enrolling, &paths).await;
    let mut own = server.signed_in(&flo).await;
    shown += assert_pages(&mut own, &paths).await;
    own.give_code(&phone).await;
    shown += assert_pages(&mut own, &paths).await;
    let mut saving = server.signed_in(&elsa).await;
    saving.confirm().await;
    shown += assert_pages(&mut saving, &paths).await;
    assert!(shown > 50, "{shown}");
    eprintln!("headers: {shown} pages without inline code");
}

#[tokio::test]
async fn each_answer_has_a_nonce_of_its_own() {
    let server = TestServer::new().await;
    let first = server.browser().open("/sign-in").await;
    let second = server.browser().open("/sign-in").await;
    assert_ne!(nonce(&first), nonce(&second));
}

#[tokio::test]
async fn a_nonce_of_the_caller_is_not_taken() {
    let server = TestServer::new().await;
    let ask = Ask::get("/sign-in?nonce=abc")
        .with("x-nonce", "abc")
        .with("nonce", "abc");
    assert_ne!(nonce(&server.send(ask).await), "abc");
}
