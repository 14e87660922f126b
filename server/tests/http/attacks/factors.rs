//! Codes and enrolments.

use super::{BOTH, assert_refused, assert_taken, browser};
use crate::support::{Browser, Phone, TestServer, USER};
use app::error::AppError;
use domain::problem::Problem;
use domain::{Proof, Timestamp};
use wire::view::Enrolment;

/// Léa's second factor and recovery codes, and a browser in which she has given her password.
async fn at_the_code(server: &TestServer, script: bool) -> (Browser<'_>, Phone, Vec<String>) {
    let lea = server.person("Léa Roy", USER).await;
    let (phone, codes) = server.signed_in(&lea).await.enrol().await;
    server.advance(60);
    let mut browser = browser(server, script);
    browser.give_password(&lea).await;
    (browser, phone, codes)
}

#[tokio::test]
async fn attack_22_while_the_app_is_blocked_a_recovery_code_signs_in_and_proves() {
    for script in BOTH {
        let server = TestServer::new().await;
        let (mut browser, phone, codes) = at_the_code(&server, script).await;
        server
            .plant("INSERT INTO factor_attempts (user_id, kind, failures, last_failure_at) SELECT id, 'totp', 100, 0 FROM users")
            .await;
        let code = phone.at(server.now());
        let blocked = browser.post("/api/sign-in/code", &[("code", &code)]).await;
        assert_refused(&blocked, script, Problem::FactorBlocked);
        let given = browser
            .post("/api/sign-in/code", &[("code", &codes[0])])
            .await;
        assert_taken(&given, script);
        assert_eq!(browser.open("/me").await.status, 200);
        // As a notice of wrong codes advises: a new password, which needs a fresh proof.
        server.advance(301);
        let fields = [("code", codes[1].as_str()), ("next", "/me")];
        let proven = browser.post("/api/step-up", &fields).await;
        assert_taken(&proven, script);
    }
}

#[tokio::test]
async fn attack_23_an_enrolment_that_began_with_a_fresh_proof_ends_with_one() {
    for script in BOTH {
        let server = TestServer::new().await;
        let (mut browser, phone, _) = at_the_code(&server, script).await;
        let code = phone.at(server.now());
        browser.post("/api/sign-in/code", &[("code", &code)]).await;
        browser.post("/api/enrolment/begin", &[]).await;
        let Enrolment::Confirm(pending) = browser.enrolment().await else {
            panic!("no secret");
        };
        server.advance(301);
        for path in ["/enrol", "/api/enrolment"] {
            let stale = browser.open(path).await;
            assert!(!stale.text().contains(&pending.secret), "{path}: {stale:?}");
        }
        let code = Phone::scan(&pending.secret).at(server.now());
        let answer = browser
            .post("/api/enrolment/confirm", &[("code", &code)])
            .await;
        if script {
            assert_eq!(answer.error(), AppError::StepUp(Proof::Code));
        } else {
            assert!(answer.location().starts_with("/step-up"), "{answer:?}");
        }
        let confirmed = "SELECT count(*) FROM factors WHERE confirmed_at IS NOT NULL";
        assert_eq!(server.value::<i64>(confirmed).await, 1, "the old one");
    }
}

#[tokio::test]
async fn attack_26_a_code_that_the_answer_has_named_does_not_open_when_it_is_due() {
    for script in BOTH {
        let server = TestServer::new().await;
        let (mut browser, phone, _) = at_the_code(&server, script).await;
        let due: Timestamp = server.now().plus(120);
        let guessed = phone.at(due);
        let told = browser
            .post("/api/sign-in/code", &[("code", &guessed)])
            .await;
        if script {
            assert_eq!(told.error(), AppError::ClockOff { seconds: 120 });
        }
        server.advance(120);
        let used = browser
            .post("/api/sign-in/code", &[("code", &guessed)])
            .await;
        assert_refused(&used, script, Problem::CodeUsed);
        server.advance(30);
        let next = phone.at(server.now());
        let given = browser.post("/api/sign-in/code", &[("code", &next)]).await;
        assert_taken(&given, script);
    }
}
