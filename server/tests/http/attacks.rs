//! Attacks over HTTP, by their numbers in docs/SECURITY.md, with script and without where there is a form.

mod bounds;
mod factors;
mod passwords;

use crate::plain_routes::ENDPOINTS;
use crate::support::{Answer, Ask, Browser, REQUIRED, TestServer};
use app::error::AppError;
use domain::problem::Problem;

/// Say the same to everybody, whatever is asked: a monitor may add to its address what it likes.
const SAY_THE_SAME: [&str; 2] = ["/healthz", "/readyz"];
/// A browser in which the application runs, and one without script.
const BOTH: [bool; 2] = [true, false];

fn browser(server: &TestServer, script: bool) -> Browser<'_> {
    if script {
        server.client()
    } else {
        server.browser()
    }
}

#[track_caller]
fn assert_refused(answer: &Answer, script: bool, problem: Problem) {
    if script {
        assert_eq!(answer.error(), AppError::Refused(problem));
    } else {
        assert!(answer.tells(problem.as_str()), "{problem}: {answer:?}");
    }
}

/// A form was taken: with script by an answer, without it by a redirect that tells of no problem.
#[track_caller]
fn assert_taken(answer: &Answer, script: bool) {
    let expected = if script { 200 } else { 302 };
    assert_eq!(answer.status, expected, "{answer:?}");
    let told = Problem::ALL
        .iter()
        .find(|problem| answer.tells(problem.as_str()));
    assert_eq!(told, None, "{answer:?}");
}

#[tokio::test]
async fn attack_35_a_session_that_opens_because_nothing_is_required_any_more_is_in_the_log() {
    for script in BOTH {
        let server = TestServer::new().await;
        let (_, mut admin) = server.ada().await;
        let lea = server.person("Léa Roy", REQUIRED).await;
        let id = lea.id.to_string();
        let signed_in = format!(
            "SELECT count(*) FROM audit_entries WHERE action = 'signed-in' AND actor_id = {id}"
        );
        let mut waiting = browser(&server, script);
        waiting.give_password(&lea).await;
        assert_eq!(waiting.open("/me").await.location(), "/enrol?next=%2Fme");
        assert_eq!(server.value::<i64>(&signed_in).await, 0);
        let lifted = admin.post("/api/users/requirement", &[("id", &id)]).await;
        assert_taken(&lifted, true);
        for _ in 0..2 {
            assert_eq!(waiting.open("/me").await.status, 200);
            assert_eq!(server.value::<i64>(&signed_in).await, 1);
        }
    }
}

#[tokio::test]
async fn attack_41_what_an_address_asks_and_an_endpoint_does_not_know_is_refused() {
    let server = TestServer::new().await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let endpoints = ENDPOINTS
        .iter()
        .filter(|(_, path, _)| !SAY_THE_SAME.contains(path));
    let before = server.writes().await;
    for (method, path, _) in endpoints {
        for query in ["q=lea", "id=1", "after=1&after=2"] {
            let address = format!("{path}?{query}");
            let answer = if *method == "GET" {
                admin.send(Ask::get(&address)).await
            } else {
                admin.send(Ask::form(&address, &[])).await
            };
            // What a mail looks like has an address for each mail, and there is none such.
            let expected = if path.ends_with("/preview") { 404 } else { 422 };
            assert_eq!(answer.status, expected, "{method} {address}: {answer:?}");
        }
    }
    assert_eq!(server.writes().await, before);
}
