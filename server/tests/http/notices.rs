//! The banner after the sign-in, how to dismiss it, and the end of the session.

use crate::support::{Ask, Browser, PASSWORD, Person, TestServer, USER};
use app::error::AppError;
use domain::{Event, EventKind, SessionEnd};

const NEW: &str = "sept girafes bleues nagent";
const BANNER: &str = "À vérifier sur votre compte";
const CARD: &str = "Activité du compte";
const CHANGED: &str = "Le mot de passe a été changé";

/// A user whose password was changed, and a session that begins after that.
async fn changed<'a>(server: &'a TestServer, name: &str) -> (Person, Browser<'a>) {
    let person = server.person(name, USER).await;
    let mut browser = server.signed_in(&person).await;
    let fields = [("current", PASSWORD), ("password", NEW), ("repeated", NEW)];
    assert_eq!(browser.post("/api/me/password", &fields).await.status, 200);
    (person, browser)
}

async fn again<'a>(server: &'a TestServer, person: &Person) -> Browser<'a> {
    let mut browser = server.client();
    let fields = [("email", person.email.as_str()), ("password", NEW)];
    assert_eq!(browser.post("/api/sign-in", &fields).await.status, 200);
    browser
}

/// The numbers of the notices that it shows.
fn ids(page: &str) -> String {
    let field = page.split("name=\"ids\" value=\"").nth(1).unwrap();
    field.split('"').next().unwrap().to_owned()
}

/// The moment that the banner's form carries.
fn shown(page: &str) -> String {
    let field = page.split("name=\"shown\" value=\"").nth(1).unwrap();
    field.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_next_sign_in_shows_what_happened_until_it_is_read_and_the_account_keeps_it() {
    let server = TestServer::new().await;
    let (lea, mut first) = changed(&server, "Léa Roy").await;
    let page = first.open("/me").await.text();
    assert!(!page.contains(BANNER), "the actor knows");
    assert!(page.contains(CARD) && page.contains(CHANGED), "{page}");
    let mut next = again(&server, &lea).await.without_script();
    let page = next.open("/me").await.text();
    assert!(
        page.contains(BANNER) && page.matches(CHANGED).count() >= 2,
        "{page}"
    );
    let answer = next
        .post(
            "/api/me/notices-read",
            &[("shown", &shown(&page)), ("ids", &ids(&page))],
        )
        .await;
    assert_eq!((answer.status, answer.location()), (302, "/me"));
    let page = next.open("/me").await.text();
    assert!(!page.contains(BANNER) && page.contains(CHANGED), "{page}");
}

#[tokio::test]
async fn a_wrong_code_after_the_right_password_is_shown_after_the_sign_in() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (phone, _) = server.signed_in(&lea).await.enrol().await;
    let mut thief = server.signed_in(&lea).await;
    for _ in 0..3 {
        let wrong = phone.wrong(server.now());
        assert_eq!(
            thief
                .post("/api/sign-in/code", &[("code", &wrong)])
                .await
                .status,
            422
        );
    }
    let mut own = server.signed_in(&lea).await;
    own.give_code(&phone).await;
    let page = own.open("/me").await.text();
    assert!(
        page.contains("3 codes incorrects ont été saisis après votre mot de passe"),
        "{page}"
    );
}

#[tokio::test]
async fn several_notices_are_one_line_that_leads_to_the_page_where_all_are_read() {
    let server = TestServer::new().await;
    let (_, mut first) = changed(&server, "Léa Roy").await;
    first.enrol().await;
    server.plant("UPDATE notices SET session_id = NULL").await;
    let mut browser = first.without_script();
    let page = browser.open("/me").await.text();
    let banner = page.split(BANNER).nth(1).unwrap();
    let banner = banner.split("</section>").next().unwrap();
    assert!(banner.contains("href=\"/me#activity\""), "{banner}");
    assert!(banner.contains("Voir 2 événements récents"), "{banner}");
    assert!(
        !banner.contains("J’ai compris") && !banner.contains(CHANGED),
        "{banner}"
    );
    assert!(
        page.contains("<h3>À vérifier") && page.contains(CHANGED),
        "{page}"
    );
    let fields = [("shown", &*shown(&page)), ("ids", &*ids(&page))];
    let answer = browser.post("/api/me/notices-read", &fields).await;
    assert_eq!(answer.location(), "/me");
    let page = browser.open("/me").await.text();
    assert!(
        !page.contains(BANNER) && !page.contains("J’ai compris"),
        "{page}"
    );
    assert!(page.contains(CHANGED), "{page}");
}

#[tokio::test]
async fn what_one_window_has_read_leaves_the_others_of_its_user() {
    let server = TestServer::new().await;
    server.follow();
    let (lea, _) = changed(&server, "Léa Roy").await;
    let mut reader = again(&server, &lea).await;
    let page = reader.open("/me").await.text();
    let mut other = again(&server, &lea).await.stream("/events").await;
    let fields = [("shown", &*shown(&page)), ("ids", &*ids(&page))];
    let answer = reader.post("/api/me/notices-read", &fields).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let read = Event::about(EventKind::Log, lea.id);
    loop {
        // The sign-ins of before may come first.
        let (_, event) = other.event().await;
        if event == read {
            break;
        }
    }
    // What was read is not read again: nothing is told.
    assert_eq!(
        reader.post("/api/me/notices-read", &fields).await.status,
        200
    );
    reader.post("/api/sign-out", &[]).await;
    let (_, event) = other.event().await;
    assert_eq!(event, Event::about(EventKind::Sessions, lea.id));
}

#[tokio::test]
async fn a_session_that_is_not_open_yet_is_told_nothing() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    server.signed_in(&lea).await.enrol().await;
    let mut half = server.signed_in(&lea).await;
    for path in ["/api/me/attention", "/api/session/end"] {
        let answer = half.read(path).await;
        assert!(matches!(answer.error(), AppError::Gate(_)), "{answer:?}");
    }
    let page = half.open("/sign-in?step=code").await.text();
    assert!(!page.contains("2FA a été activée"), "{page}");
}

#[tokio::test]
async fn nobody_takes_away_what_somebody_else_has_not_read() {
    let server = TestServer::new().await;
    let (lea, _) = changed(&server, "Léa Roy").await;
    let (max, _) = changed(&server, "Max Bon").await;
    let mut max = again(&server, &max).await;
    for moment in ["9999999999", "0", "-1"] {
        let all: Vec<String> = (1..50).map(|id| id.to_string()).collect();
        let fields = [("shown", moment), ("ids", &all.join(","))];
        let answer = max.post("/api/me/notices-read", &fields).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let page = max.open("/me").await.text();
    assert!(!page.contains(BANNER), "{page}");
    let page = again(&server, &lea).await.open("/me").await.text();
    assert!(page.contains(BANNER), "{page}");
}

#[tokio::test]
async fn a_browsers_name_and_a_persons_name_are_text_on_the_page() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    server.signed_in(&lea).await;
    let mut evil = server.client();
    let fields = [("email", lea.email.as_str()), ("password", PASSWORD)];
    let ask = Ask::form("/api/sign-in", &fields).with("user-agent", "<script>alert(1)</script>");
    assert_eq!(evil.send(ask).await.status, 200);
    server
        .plant("UPDATE notices SET by_name = '<script>alert(2)</script>'")
        .await;
    let page = server.signed_in(&lea).await.open("/me").await.text();
    assert!(
        page.contains("Connexion depuis un nouvel appareil"),
        "{page}"
    );
    assert!(!page.contains("<script>alert"), "{page}");
}

#[tokio::test]
async fn a_page_knows_when_its_session_ends_and_asking_does_not_put_that_off() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.signed_in(&lea).await;
    let begun = server.now();
    let end = async |browser: &mut Browser<'_>| -> SessionEnd {
        browser.read("/api/session/end").await.json()
    };
    let first = end(&mut browser).await;
    assert_eq!(
        (first.idle, first.absolute),
        (begun.plus(3_600), begun.plus(43_200))
    );
    assert_eq!(first.warning, 300);
    for _ in 0..59 {
        server.advance(60);
        assert_eq!(end(&mut browser).await.idle, begun.plus(3_600));
    }
    server.advance(59);
    let answer = browser.post("/api/session/stay", &[]).await;
    assert_eq!(answer.json::<SessionEnd>().idle, server.now().plus(3_600));
    assert_eq!(end(&mut browser).await.idle, server.now().plus(3_600));
    server.advance(3_600);
    assert_eq!(
        browser.read("/api/session/end").await.error(),
        AppError::Unauthenticated
    );
}

#[tokio::test]
async fn nothing_puts_the_absolute_end_off() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.signed_in(&lea).await;
    let begun = server.now();
    for _ in 0..23 {
        server.advance(1_800);
        let answer = browser.post("/api/session/stay", &[]).await;
        assert_eq!(answer.json::<SessionEnd>().absolute, begun.plus(43_200));
    }
    server.advance(1_800);
    assert_eq!(
        browser.post("/api/session/stay", &[]).await.error(),
        AppError::Unauthenticated
    );
}
