//! The language of a page: the user's, else the cookie's, else the browser's, else French.

use crate::support::{Ask, Browser, Kind, TestServer, USER};
use domain::{Language, Role};

/// The language that a page says it is in.
async fn language(browser: &mut Browser<'_>, path: &str, accept: &str) -> String {
    let ask = Ask::get(path)
        .with("accept", "text/html")
        .with("accept-language", accept);
    let text = browser.send(ask).await.text();
    let (_, after) = text.split_once("<html lang=\"").unwrap();
    after.split_once('"').unwrap().0.to_owned()
}

#[tokio::test]
async fn before_the_sign_in_the_browser_decides_and_french_is_the_default() {
    let server = TestServer::new().await;
    for (accept, expected) in [
        ("", "fr"),
        ("en", "en"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("fr;q=0.5, en;q=0.9", "en"),
        ("de, ja", "fr"),
        ("de, en;q=0.1", "en"),
        ("<script>", "fr"),
    ] {
        for path in ["/sign-in", "/nowhere", "/applications"] {
            let mut browser = server.browser();
            assert_eq!(
                language(&mut browser, path, accept).await,
                expected,
                "{path} {accept}"
            );
        }
    }
}

#[tokio::test]
async fn a_choice_before_the_sign_in_is_remembered_and_comes_back_to_the_page() {
    let server = TestServer::new().await;
    let mut browser = server.browser();
    browser.open("/sign-in?next=%2Fme").await;
    let answer = browser.post("/api/language", &[("language", "en")]).await;
    assert_eq!(
        (answer.status, answer.location()),
        (302, "/sign-in?next=%2Fme")
    );
    let cookie = "lang-3000=en; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000";
    assert_eq!(answer.cookies(), [cookie]);
    assert_eq!(language(&mut browser, "/sign-in", "fr").await, "en");
    let page = browser.open("/sign-in").await;
    assert!(
        page.text().contains("Sign in") && !page.text().contains("Se connecter"),
        "{page:?}"
    );
    let answer = browser
        .post("/api/language", &[("language", "xx\r\nSet-Cookie: a=b")])
        .await;
    assert_eq!(answer.cookie("lang-3000"), None);
    assert!(answer.tells("unknown"), "{answer:?}");
}

#[tokio::test]
async fn after_the_sign_in_the_users_language_decides() {
    let server = TestServer::new().await;
    for (chosen, accept, expected) in [
        (Language::Fr, "en", "fr"),
        (Language::En, "fr", "en"),
        (Language::De, "en", "en"),
        (Language::De, "ja", "fr"),
    ] {
        let kind = Kind {
            language: chosen,
            ..USER
        };
        let person = server.person(&format!("Kim {chosen} {accept}"), kind).await;
        let mut own = server.signed_in(&person).await;
        let other = if expected == "fr" { "en" } else { "fr" };
        if Locale::of(chosen) {
            own.cookies.insert("lang-3000".to_owned(), other.to_owned());
        }
        assert_eq!(
            language(&mut own, "/me", accept).await,
            expected,
            "{chosen} {accept}"
        );
    }
}

/// Whether the interface speaks a language.
struct Locale;

impl Locale {
    fn of(language: Language) -> bool {
        domain::Locale::of(language).is_some()
    }
}

#[tokio::test]
async fn what_a_server_function_renders_is_in_the_language_of_who_asks() {
    let server = TestServer::new().await;
    for (language, text, other) in [
        (
            Language::Fr,
            "Où en est l’obligation",
            "Progress of the requirement",
        ),
        (
            Language::En,
            "Progress of the requirement",
            "Où en est l’obligation",
        ),
    ] {
        let kind = Kind {
            role: Role::Admin,
            language,
            ..USER
        };
        let person = server.person(&format!("Kim {language}"), kind).await;
        let mut own = server.signed_in(&person).await;
        let answer = own.open("/api/policy/course").await.text();
        assert!(answer.contains(text) && !answer.contains(other), "{answer}");
    }
}

#[tokio::test]
async fn a_changed_profile_changes_the_language_of_the_next_page() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut own = server.signed_in(&lea).await;
    assert_eq!(language(&mut own, "/me", "").await, "fr");
    own.post(
        "/api/me/profile",
        &[("name", "Léa Roy"), ("language", "en")],
    )
    .await;
    assert_eq!(language(&mut own, "/me", "fr").await, "en");
}

#[tokio::test]
async fn only_languages_that_have_pages_are_offered_and_one_that_was_imported_says_so() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let kind = Kind {
        language: Language::De,
        ..USER
    };
    let kim = server.person("Kim Kraus", kind).await;
    let edit = format!("/account/users/{}/edit", kim.id);
    for (page, offered) in [
        (admin.open("/me").await, false),
        (admin.open("/account/users/new").await, false),
        (admin.open(&edit).await, true),
        (server.signed_in(&kim).await.open("/me").await, true),
    ] {
        let page = page.text();
        assert!(page.contains("value=\"en\""), "{page}");
        assert_eq!(page.contains("value=\"de\""), offered, "{page}");
        let honest = page.contains("Deutsch (pages dans la langue du navigateur)");
        assert_eq!(honest, offered, "{page}");
        assert!(!page.contains("value=\"es\""), "{page}");
    }
}
