//! Why somebody is exempt, and who decided it, is for those who read everything: no answer tells the helpdesk (attack 11).

use crate::access_matrix::People;
use crate::page_routes::PAGES;
use crate::plain_routes::ENDPOINTS;
use crate::routes::{FUNCTIONS, Values, ask, page_path};
use crate::support::{Answer, TestServer};

/// The callers of the access matrix.
const HELPDESK: usize = 6;
const AUDITOR: usize = 7;
const REASON: &str = "Convalescence longue";
const SECRETS: [&str; 3] = [REASON, "Amélie Autrice", "amelie.autrice@exemple.fr"];

/// Everybody without a right over others is exempt, for this reason and by this admin, and was required before by the same one.
async fn exempt_all(server: &TestServer) {
    let exempt = format!(
        "UPDATE users SET override_rule = 'exempt', override_generation = (SELECT exempt_generation FROM policies), \
         override_at = 1, override_kind = 'for-a-time', override_until = 4102444800, override_reason = '{REASON}', \
         override_by = '{name}', override_by_email = '{email}', \
         suspended_generation = (SELECT required_generation FROM policies), suspended_at = 1, suspended_by = '{name}', \
         suspended_by_email = '{email}' WHERE role = 'user'",
        name = SECRETS[1],
        email = SECRETS[2],
    );
    server.plant(&exempt).await;
}

fn tells(answer: &Answer) -> bool {
    let text = answer.text();
    SECRETS.iter().any(|secret| text.contains(secret))
}

#[tokio::test]
async fn attack_11_no_answer_tells_the_helpdesk_who_exempted_a_user_and_why() {
    let server = TestServer::new().await;
    let people = People::new(&server).await;
    for (path, args, _) in FUNCTIONS {
        let mut browser = people.caller(&server, HELPDESK).await;
        let values = Values::new(&server).await;
        exempt_all(&server).await;
        let answer = browser.send(ask(path, *args, &values)).await;
        assert!(!tells(&answer), "{path}: {answer:?}");
    }
    let mut browser = people.caller(&server, HELPDESK).await;
    let values = Values::new(&server).await;
    exempt_all(&server).await;
    for (pattern, _) in PAGES {
        let path = page_path(pattern, &values);
        let answer = browser.open(&path).await;
        assert!(!tells(&answer), "{path}: {answer:?}");
    }
    for (method, path, _) in ENDPOINTS {
        let answer = match *method {
            "POST" => browser.post(path, &[]).await,
            _ => browser.open(path).await,
        };
        assert!(!tells(&answer), "{path}: {answer:?}");
    }
}

#[tokio::test]
async fn the_helpdesk_sees_who_is_exempt_and_until_when_and_auditors_why_and_by_whom() {
    let server = TestServer::new().await;
    let people = People::new(&server).await;
    let values = Values::new(&server).await;
    exempt_all(&server).await;
    for (caller, reads) in [(HELPDESK, false), (AUDITOR, true)] {
        let mut browser = people.caller(&server, caller).await;
        for pattern in ["/account/users", "/account/users/:id"] {
            let path = page_path(pattern, &values);
            let answer = browser.open(&path).await;
            assert_eq!(answer.status, 200, "{path}");
            let text = answer.text();
            // The last day on the page, or the moment beside it.
            let until = ["2099", "2100"].iter().any(|year| text.contains(year));
            assert!(until, "{path}: {text}");
            assert!(text.to_lowercase().contains("exemption"), "{path}: {text}");
            for secret in SECRETS {
                assert_eq!(text.contains(secret), reads, "{path}: {secret}");
            }
        }
    }
}

#[tokio::test]
async fn the_helpdesk_is_not_told_either_that_there_is_no_reason() {
    let server = TestServer::new().await;
    let people = People::new(&server).await;
    let values = Values::new(&server).await;
    exempt_all(&server).await;
    let none = "UPDATE users SET override_reason = NULL WHERE role = 'user'";
    server.plant(none).await;
    for (caller, reads) in [(HELPDESK, false), (AUDITOR, true)] {
        let mut browser = people.caller(&server, caller).await;
        let answer = browser
            .open(&page_path("/account/users/:id", &values))
            .await;
        assert_eq!(answer.text().contains("Sans motif"), reads, "{answer:?}");
    }
}
