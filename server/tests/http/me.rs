//! The account of the signed-in user, over HTTP.

use crate::support::{ADDRESS, Ask, PASSWORD, TestServer, USER};
use app::error::AppError;
use domain::problem::Problem;

const NEW: &str = "sept girafes bleues nagent";

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions_and_replaces_the_old_one() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut other = server.signed_in(&lea).await;
    let mut own = server.signed_in(&lea).await;
    let fields = [("current", PASSWORD), ("password", NEW), ("repeated", NEW)];
    assert_eq!(own.post("/api/me/password", &fields).await.status, 200);
    assert!(own.is_known().await && !other.is_known().await);
    assert_eq!(server.client().give_password(&lea).await.status, 422);
    let fields = [("email", lea.email.as_str()), ("password", NEW)];
    assert_eq!(
        server.client().post("/api/sign-in", &fields).await.status,
        200
    );
}

#[tokio::test]
async fn a_password_is_not_changed_without_the_present_one() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut own = server.signed_in(&lea).await;
    let before = server.writes().await;
    for (fields, problem) in [
        (
            [("current", "wrong"), ("password", NEW), ("repeated", NEW)],
            Problem::CurrentPassword,
        ),
        (
            [
                ("current", PASSWORD),
                ("password", "short"),
                ("repeated", "short"),
            ],
            Problem::PasswordTooShort,
        ),
        (
            [
                ("current", PASSWORD),
                ("password", NEW),
                ("repeated", PASSWORD),
            ],
            Problem::PasswordsDiffer,
        ),
    ] {
        let answer = own.post("/api/me/password", &fields).await;
        assert_eq!(answer.error(), AppError::Refused(problem));
    }
    assert_eq!(server.writes().await, before);
}

#[tokio::test]
async fn a_factor_is_removed_and_codes_are_renewed_with_a_code_only() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut own = server.signed_in(&lea).await;
    let (phone, old) = own.enrol().await;
    for path in ["/api/me/deactivate", "/api/me/recovery-codes"] {
        let wrong = phone.wrong(server.now());
        let answer = own.post(path, &[("code", &wrong)]).await;
        assert_eq!(
            answer.error(),
            AppError::Refused(Problem::CodeWrong),
            "{path}"
        );
        assert_eq!(
            own.post(path, &[]).await.status,
            422,
            "{path} without a code"
        );
    }
    server.advance(30);
    let code = phone.at(server.now());
    let renewed = own.post("/api/me/recovery-codes", &[("code", &code)]).await;
    assert_eq!(renewed.json::<String>(), "/enrol?next=%2Fme");
    let wire::view::Enrolment::Save(sheet) = own.enrolment().await else {
        panic!("no codes")
    };
    let new = sheet.codes;
    assert!(new.iter().all(|code| !old.contains(code)));
    own.post("/api/enrolment/finish", &[("saved", "on")]).await;
    server.advance(30);
    let code = phone.at(server.now());
    let removed = own.post("/api/me/deactivate", &[("code", &code)]).await;
    assert_eq!(removed.status, 200, "{removed:?}");
    assert_eq!(
        server
            .value::<i64>("SELECT count(*) FROM totp_factors")
            .await,
        0
    );
    assert_eq!(
        server
            .value::<i64>("SELECT count(*) FROM recovery_codes")
            .await,
        0
    );
}

#[tokio::test]
async fn the_address_of_a_session_is_the_peers_and_not_what_a_header_says() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut own = server.client();
    let fields = [("email", lea.email.as_str()), ("password", PASSWORD)];
    let ask = Ask::form("/api/sign-in", &fields)
        .with("x-forwarded-for", "6.6.6.6")
        .with("x-real-ip", "6.6.6.6")
        .with("forwarded", "for=6.6.6.6")
        .with(
            "user-agent",
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0",
        );
    assert_eq!(own.send(ask).await.status, 200);
    let account: serde_json::Value = own.read("/api/me").await.json();
    let sessions = account["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 1);
    assert_eq!(sessions[0]["address"], ADDRESS);
    assert!(own.open("/me").await.text().contains("Firefox"));
}

#[tokio::test]
async fn an_own_session_elsewhere_is_ended_without_script() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut elsewhere = server.signed_in(&lea).await;
    let id: i64 = server.value("SELECT max(id) FROM sessions").await;
    let mut browser = server.signed_in(&lea).await.without_script();
    let page = browser.open("/me").await;
    assert!(
        page.text().contains(&format!("name=\"id\" value=\"{id}\"")),
        "{page:?}"
    );
    let answer = browser
        .post("/api/me/end-session", &[("id", &id.to_string())])
        .await;
    assert_eq!(answer.location(), "/me");
    assert!(!elsewhere.is_known().await && browser.is_known().await);
}

#[tokio::test]
async fn the_field_to_deactivate_is_behind_its_button() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut own = server.signed_in(&lea).await;
    let (phone, _) = own.enrol().await;
    let mut own = own.without_script();
    let page = own.open("/me").await.text();
    assert!(page.contains("href=\"/me?dialog=deactivate\""), "{page}");
    assert!(!page.contains("action=\"/api/me/deactivate\""), "{page}");
    let page = own.open("/me?dialog=deactivate").await.text();
    assert!(page.contains("action=\"/api/me/deactivate\""), "{page}");
    server.advance(30);
    let code = phone.at(server.now());
    let done = own.post("/api/me/deactivate", &[("code", &code)]).await;
    assert_eq!(done.location(), "/me");
    let page = own.open("/me").await.text();
    assert!(page.contains("2FA désactivée."), "{page}");
}
