//! How much one user may change (attack 31).

use crate::support::{Answer, Ask, Browser, PASSWORD, TestServer, USER};
use app::error::AppError;

const NEW: &str = "sept girafes bleues nagent";
/// Changes at once.
const AT_ONCE: usize = 60;

/// Saves the user's own name, each time another one.
async fn save(browser: &mut Browser<'_>, number: usize) -> Answer {
    let name = format!("Léa {number}");
    let fields = [("name", name.as_str()), ("language", "fr")];
    browser.post("/api/me/profile", &fields).await
}

async fn save_often(browser: &mut Browser<'_>) {
    browser.open("/me").await;
    for number in 0..AT_ONCE {
        let saved = save(browser, number).await;
        assert!(saved.tells("profile-saved"), "{saved:?}");
    }
}

#[tokio::test]
async fn attack_31_a_user_makes_sixty_changes_at_once_and_then_one_a_second() {
    let server = TestServer::new().await;
    let (lea, max) = (
        server.person("Léa Roy", USER).await,
        server.person("Max Noir", USER).await,
    );
    let mut browser = server.signed_in(&lea).await;
    save_often(&mut browser).await;
    let mut again = server.signed_in(&lea).await;
    let writes = server.writes().await;
    let begin = "/api/enrolment/begin";
    let refused = browser.post(begin, &[]).await;
    assert_eq!(refused.error(), AppError::WritesLimited { retry_after: 1 });
    assert_eq!(refused.header("retry-after"), "1");
    // Another session of hers is no way around.
    assert_eq!(again.post(begin, &[]).await.status, 429);
    assert_eq!(server.writes().await, writes);
    let mut other = server.signed_in(&max).await;
    assert_eq!(other.post(begin, &[]).await.status, 200);
    server.clock.advance(1);
    assert_eq!(browser.post(begin, &[]).await.status, 200);
    assert_eq!(browser.post(begin, &[]).await.status, 429);
}

#[tokio::test]
async fn attack_31_whose_changes_a_stranger_uses_up_throws_the_stranger_out_all_the_same() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut first = server.signed_in(&lea).await;
    let (phone, _) = first.enrol().await;
    server.clock.advance(60);
    let signed_in = async || {
        let mut browser = server.signed_in(&lea).await;
        browser.give_code(&phone).await;
        server.clock.advance(60);
        browser
    };
    let (mut owner, mut other, mut thief) =
        (signed_in().await, signed_in().await, signed_in().await);
    let account: serde_json::Value = owner.read("/api/me").await.json();
    save_often(&mut thief).await;
    let code = phone.at(server.now());
    let other_one = |list: &str| {
        let all = account[list].as_array().unwrap();
        let found = all.iter().find(|one| one["current"] == false);
        found.unwrap()["id"].to_string()
    };
    let (device, session) = (other_one("devices"), other_one("sessions"));
    let password = [("current", PASSWORD), ("password", NEW), ("repeated", NEW)];
    for (path, fields) in [
        ("/api/step-up", &[("code", code.as_str())][..]),
        ("/api/me/forget-device", &[("id", &device)]),
        ("/api/me/end-session", &[("id", &session)]),
        ("/api/me/password", &password),
    ] {
        assert_eq!(save(&mut owner, 0).await.status, 429, "{path}");
        let done = owner.post(path, fields).await;
        assert_eq!(done.status, 200, "{path}: {done:?}");
    }
    assert!(!thief.is_known().await && !other.is_known().await);
    assert!(owner.is_known().await);
}

#[tokio::test]
async fn attack_31_a_session_throws_strangers_out_ten_times_and_then_once_in_ten_seconds() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut thief = server.signed_in(&lea).await;
    let mut owner = server.signed_in(&lea).await;
    save_often(&mut thief).await;
    let wrong = [("id", "9999")];
    let end = "/api/me/end-session";
    for _ in 0..10 {
        assert_eq!(thief.post(end, &wrong).await.status, 404);
    }
    let refused = thief.post(end, &wrong).await;
    assert_eq!(refused.error(), AppError::WritesLimited { retry_after: 1 });
    // That was the thief's own reserve.
    assert_eq!(owner.post(end, &wrong).await.status, 404);
    let begin = "/api/enrolment/begin";
    assert_eq!(owner.post(begin, &[]).await.status, 429);
    // With a password that is changed the session keeps its count, although its token is a new one.
    let fields = [("current", PASSWORD), ("password", NEW), ("repeated", NEW)];
    assert_eq!(owner.post("/api/me/password", &fields).await.status, 200);
    for _ in 0..8 {
        assert_eq!(owner.post(end, &wrong).await.status, 404);
    }
    assert_eq!(owner.post(end, &wrong).await.status, 429);
}

#[tokio::test]
async fn attack_27_changes_of_a_session_that_waits_for_its_code_keep_nobody_else_waiting() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut open = server.client();
    open.give_password(&lea).await;
    let (phone, _) = open.enrol().await;
    server.clock.advance(60);
    let (mut owner, mut thief) = (server.client(), server.client());
    thief.give_password(&lea).await;
    let mut last = save(&mut thief, 0).await;
    for number in 0..2 * AT_ONCE {
        last = save(&mut thief, number).await;
    }
    assert_eq!(last.error(), AppError::WritesLimited { retry_after: 1 });
    let saved = save(&mut open, 1).await;
    assert!(saved.tells("profile-saved"), "{saved:?}");
    owner.give_password(&lea).await;
    owner.give_code(&phone).await;
    assert!(owner.is_known().await);
}

#[tokio::test]
async fn attack_31_without_script_the_page_of_the_form_says_so_and_signing_out_still_works() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.signed_in(&lea).await.without_script();
    save_often(&mut browser).await;
    let answer = save(&mut browser, 0).await;
    assert_eq!(answer.status, 302);
    assert_eq!(answer.header("retry-after"), "1");
    let page = browser.open(answer.location()).await.text();
    let told =
        "Trop de changements à la fois\u{a0}: celui-ci n’a pas été fait. Réessayez dans 1\u{a0}s.";
    assert!(page.contains(told), "{page}");
    browser.post("/api/sign-out", &[]).await;
    assert!(!browser.is_known().await);
}

#[tokio::test]
async fn attack_31_reading_is_not_bounded_an_export_is_one_change_and_admins_see_it() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let list = || Ask::json("/api/users", r#"{"query":{}}"#);
    let first = admin.send(list()).await.status;
    for _ in 0..2 * AT_ONCE {
        assert_eq!(admin.send(list()).await.status, first);
    }
    for _ in 0..AT_ONCE {
        let file = admin.post("/account/users/export.csv", &[]).await;
        assert_eq!(file.status, 200);
    }
    for path in ["/account/users/export.csv", "/account/audit/export.jsonl"] {
        let file = admin.post(path, &[]).await;
        assert_eq!(file.status, 429);
        assert_eq!(file.header("retry-after"), "1");
    }
    let page = admin.open("/account/security").await.text();
    let row = page.split("Trop de changements à la fois").nth(1).unwrap();
    let row = row.split("</tr>").next().unwrap();
    assert!(row.contains(">2<"), "{row}");
}
