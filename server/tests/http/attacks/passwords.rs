//! Passwords, links to one, and known devices.

use super::{BOTH, assert_refused, assert_taken, browser};
use crate::support::{Browser, INVITEE, PASSWORD, TestServer, USER, operator};
use app::error::AppError;
use domain::problem::Problem;

const OTHER: &str = "cinq renards gris courent";
const DEVICES: &str = "SELECT count(*) FROM device_cookies";

/// The token of a new invitation of Noé.
async fn invitation(server: &TestServer) -> (String, String) {
    let noe = server.person("Noé Neuf", INVITEE).await;
    let link = server.backend.invite(&operator(), noe.id).await.unwrap();
    let token = link.url.rsplit('/').next().unwrap().to_owned();
    (noe.id.to_string(), token)
}

#[tokio::test]
async fn attack_24_a_link_ends_with_the_situation_in_which_it_was_given() {
    for script in BOTH {
        let server = TestServer::new().await;
        let (_, mut admin) = server.ada().await;
        let (id, token) = invitation(&server).await;
        let path = format!("/invitation/{token}");
        let mut browser = browser(&server, script);
        assert_eq!(browser.open(&path).await.status, 200);
        for disabled in ["true", "false"] {
            let fields = [("id", id.as_str()), ("disabled", disabled)];
            let done = admin.post("/api/users/disabled", &fields).await;
            assert_taken(&done, true);
        }
        assert_eq!(browser.open(&path).await.status, 410);
        let fields = [
            ("token", token.as_str()),
            ("password", PASSWORD),
            ("repeated", PASSWORD),
        ];
        let refused = browser.post("/api/invitation/accept", &fields).await;
        assert_refused(&refused, script, Problem::LinkGone);
        let passwords = "SELECT count(*) FROM users WHERE password_hash IS NOT NULL";
        assert_eq!(server.value::<i64>(passwords).await, 1, "Ada's alone");
    }
}

/// The number of the device that a form of the page forgets, if there is one.
async fn listed(browser: &mut Browser<'_>) -> Option<String> {
    let page = browser.open("/me").await.text();
    let form = page
        .split("<form")
        .find(|form| form.contains("action=\"/api/me/forget-device\""))?;
    let value = form.split("name=\"id\" value=\"").nth(1)?;
    value.split('"').next().map(str::to_owned)
}

#[tokio::test]
async fn attack_27_a_known_device_is_listed_and_forgotten_on_the_own_account() {
    for script in BOTH {
        let server = TestServer::new().await;
        let lea = server.person("Léa Roy", USER).await;
        let mut browser = browser(&server, script);
        browser.give_password(&lea).await;
        let device = listed(&mut browser).await.unwrap();
        let forgotten = browser
            .post("/api/me/forget-device", &[("id", &device)])
            .await;
        assert_taken(&forgotten, script);
        assert_eq!(server.value::<i64>(DEVICES).await, 0);
        let mut again = server.client();
        again.cookies = browser.cookies.clone();
        again.give_password(&lea).await;
        let anew = listed(&mut again).await.unwrap();
        assert_ne!(anew, device, "its cookie is worth nothing");
    }
}

#[tokio::test]
async fn attack_27_a_new_password_forgets_the_known_devices_if_that_is_wanted_and_only_then() {
    for script in BOTH {
        for forgets in [false, true] {
            let server = TestServer::new().await;
            let lea = server.person("Léa Roy", USER).await;
            server.signed_in(&lea).await;
            let mut browser = browser(&server, script);
            browser.give_password(&lea).await;
            assert_eq!(server.value::<i64>(DEVICES).await, 2);
            assert!(
                browser
                    .open("/me")
                    .await
                    .text()
                    .contains("name=\"forget_devices\"")
            );
            let mut fields = vec![
                ("current", PASSWORD),
                ("password", OTHER),
                ("repeated", OTHER),
            ];
            if forgets {
                fields.push(("forget_devices", "yes"));
            }
            let changed = browser.post("/api/me/password", &fields).await;
            assert_taken(&changed, script);
            let known: i64 = server.value(DEVICES).await;
            assert_eq!(known == 2, !forgets, "{known}");
            assert_eq!(known == 0, forgets, "{known}");
        }
    }
}

#[tokio::test]
async fn attack_28_who_waits_as_told_comes_in_and_whom_no_turn_is_left_for_is_told_no_time() {
    for script in BOTH {
        let server = TestServer::new().await;
        let lea = server.person("Léa Roy", USER).await;
        let mut known = browser(&server, script);
        known.give_password(&lea).await;
        known.post("/api/sign-out", &[]).await;
        let wrong = async |number: i32| {
            let email = format!("nobody{number}@exemple.fr");
            let fields = [("email", email.as_str()), ("password", OTHER)];
            browser(&server, script).post("/api/sign-in", &fields).await
        };
        for number in 0..50 {
            assert_refused(&wrong(number).await, script, Problem::Credentials);
        }
        let told = browser(&server, true).give_password(&lea).await;
        assert_eq!((told.status, told.header("retry-after")), (429, "30"));
        assert_eq!(told.error(), AppError::Throttled { retry_after: 30 });
        for number in 50..169 {
            wrong(number).await;
        }
        let many = wrong(169).await;
        assert_refused(&many, script, Problem::TooManyWait);
        assert_eq!(many.header("retry-after"), "");
        // A browser that Léa has signed in with waits for nobody.
        assert_taken(&known.give_password(&lea).await, script);
        known.post("/api/sign-out", &[]).await;
        server.advance(30);
        assert_taken(&browser(&server, script).give_password(&lea).await, script);
    }
}

#[tokio::test]
async fn attack_43_a_common_word_that_is_drawn_out_is_no_password_anywhere() {
    let common = ["Password123456789!", "MotDePasse12345!", "Bienvenue2026!!"];
    for script in BOTH {
        let server = TestServer::new().await;
        let (_, token) = invitation(&server).await;
        let lea = server.person("Léa Roy", USER).await;
        let mut own = browser(&server, script);
        own.give_password(&lea).await;
        let mut invited = browser(&server, script);
        invited.open(&format!("/invitation/{token}")).await;
        own.open("/me").await;
        for password in common {
            let new = [("password", password), ("repeated", password)];
            let fields = [&[("token", token.as_str())][..], &new].concat();
            let refused = invited.post("/api/invitation/accept", &fields).await;
            assert_refused(&refused, script, Problem::PasswordCommon);
            let fields = [&[("current", PASSWORD)][..], &new].concat();
            let refused = own.post("/api/me/password", &fields).await;
            assert_refused(&refused, script, Problem::PasswordCommon);
        }
    }
}

#[tokio::test]
async fn attack_38_a_stolen_password_does_not_tell_whose_right_it_opens() {
    let server = TestServer::new().await;
    let (ada, mut admin, _) = server.ada_with_factor().await;
    let look = [("query", "role=user"), ("look", "rows=25")];
    let look = admin.post("/api/users/look", &look).await;
    assert_taken(&look, true);
    let lea = server.person("Léa Roy", USER).await;
    server.signed_in(&lea).await.enrol().await;
    let mut told = Vec::new();
    for person in [&ada, &lea] {
        let mut thief = server.client();
        thief.give_password(person).await;
        let mut viewer: serde_json::Value = thief.read("/api/viewer").await.json();
        for own in ["user", "name", "email", "session"] {
            viewer[own] = serde_json::Value::Null;
        }
        assert_eq!(viewer["gate"], "second-factor");
        told.push(viewer);
    }
    assert_eq!(told.first(), told.last());
}
