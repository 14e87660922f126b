//! Step-up and one-time access codes, over HTTP.

use crate::support::{PASSWORD, TestServer, USER};
use app::error::AppError;
use domain::Proof;
use domain::problem::Problem;
use wire::view::Enrolment;

const LATER: i64 = 301;

#[tokio::test]
async fn with_script_the_answer_says_what_to_prove_and_the_proof_renews_the_token() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, mut admin, phone) = server.ada_with_factor().await;
    server.advance(LATER);
    let id = lea.id.to_string();
    let reset = [("id", id.as_str()), ("reason", "perdu")];
    let asked = admin.post("/api/users/reset", &reset).await;
    assert_eq!(asked.error(), AppError::StepUp(Proof::Code));
    let before = admin.token();
    let code = phone.at(server.now());
    let proven = admin.post("/api/step-up", &[("code", &code)]).await;
    assert_eq!(proven.status, 200, "{proven:?}");
    assert_ne!(admin.token(), before);
    assert!(!admin.with_token(&before).is_known().await);
    assert_eq!(admin.post("/api/users/reset", &reset).await.status, 200);
}

#[tokio::test]
async fn without_script_the_proof_is_asked_on_a_page_of_its_own_and_leads_back_to_the_dialog() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, admin, phone) = server.ada_with_factor().await;
    server.advance(LATER);
    let mut browser = admin.without_script();
    let id = lea.id.to_string();
    let dialog = format!("/account/users/{id}?dialog=reset");
    browser.open(&dialog).await;
    let reset = [("id", id.as_str()), ("reason", "perdu")];
    let asked = browser.post("/api/users/reset", &reset).await;
    assert!(asked.location().starts_with("/step-up?"), "{asked:?}");
    assert_eq!(asked.parameter("next").as_deref(), Some(dialog.as_str()));
    let page = browser.open(asked.location()).await;
    assert!(page.text().contains("name=\"code\""), "{page:?}");
    let wrong = phone.wrong(server.now());
    let fields = [("code", wrong.as_str()), ("next", &dialog)];
    let refused = browser.post("/api/step-up", &fields).await;
    assert!(refused.location().starts_with("/step-up?"), "{refused:?}");
    let code = phone.at(server.now());
    let fields = [("code", code.as_str()), ("next", &dialog)];
    assert_eq!(
        browser.post("/api/step-up", &fields).await.location(),
        dialog
    );
    let page = browser.open(&dialog).await;
    let kept = page.text().contains(">perdu</textarea>");
    assert!(kept, "what was typed before the proof stays: {page:?}");
    let done = browser.post("/api/users/reset", &reset).await;
    assert_eq!(done.location(), dialog);
    assert!(
        browser
            .open(&dialog)
            .await
            .text()
            .contains("class=\"spelling\"")
    );
}

#[tokio::test]
async fn attack_15_a_proof_leads_to_no_other_site() {
    let server = TestServer::new().await;
    let (_, mut admin, phone) = server.ada_with_factor().await;
    for next in ["//evil.example", "/\\evil.example", "https://evil.example"] {
        server.advance(30);
        let code = phone.at(server.now());
        let fields = [("code", code.as_str()), ("next", next)];
        let answer = admin.post("/api/step-up", &fields).await;
        assert_eq!(answer.json::<String>(), "/account/users", "{next}");
    }
}

#[tokio::test]
async fn a_user_without_a_factor_is_asked_for_the_password() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut own = server.signed_in(&lea).await;
    server.advance(LATER);
    let asked = own.post("/api/enrolment/begin", &[]).await;
    assert_eq!(asked.error(), AppError::StepUp(Proof::Password));
    let page = own.open("/step-up").await;
    assert!(page.text().contains("name=\"current\""), "{page:?}");
    let proven = own.post("/api/step-up", &[("current", PASSWORD)]).await;
    assert_eq!(proven.status, 200, "{proven:?}");
    assert_eq!(own.post("/api/enrolment/begin", &[]).await.status, 200);
}

#[tokio::test]
async fn an_access_code_is_shown_once_and_leads_its_user_to_a_new_phone() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    server.signed_in(&lea).await.enrol().await;
    let (_, admin, _) = server.ada_with_factor().await;
    let mut browser = admin.without_script();
    let id = lea.id.to_string();
    let here = format!("/account/users/{id}?dialog=access-code");
    browser.open(&here).await;
    let made = browser.post("/api/users/access-code", &[("id", &id)]).await;
    assert_eq!(made.location(), here);
    let shown = browser.open(&here).await.text();
    let start = shown.find("copy__value").unwrap();
    let code = shown[start..].split(['>', '<']).nth(1).unwrap().to_owned();
    assert_eq!(code.len(), 9, "{code}");
    assert!(!browser.open(&here).await.text().contains(&code));

    let mut own = server.client();
    own.give_password(&lea).await;
    let answer = own.post("/api/sign-in/code", &[("code", &code)]).await;
    assert_eq!(answer.json::<String>(), "/enrol");
    assert_eq!(own.open("/me").await.location(), "/enrol?next=%2Fme");
    assert!(matches!(own.enrolment().await, Enrolment::Begin));
    own.enrol().await;
    assert_eq!(own.open("/me").await.status, 200);
    let again = {
        let mut other = server.client();
        other.give_password(&lea).await;
        other.post("/api/sign-in/code", &[("code", &code)]).await
    };
    assert_eq!(again.error(), AppError::Refused(Problem::CodeWrong));
}

#[tokio::test]
async fn the_dialog_of_one_secret_does_not_show_the_other() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    server.signed_in(&lea).await.enrol().await;
    let (_, admin, _) = server.ada_with_factor().await;
    let mut browser = admin.without_script();
    let id = lea.id.to_string();
    browser
        .open(&format!("/account/users/{id}?dialog=access-code"))
        .await;
    browser.post("/api/users/access-code", &[("id", &id)]).await;
    let other = browser
        .open(&format!("/account/users/{id}?dialog=invite"))
        .await;
    assert!(!other.text().contains("copy__value"), "{other:?}");
}

#[tokio::test]
async fn an_admin_without_a_factor_is_led_to_the_own_activation_before_requiring_it_of_all() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let dialog = admin.open("/account/security?dialog=required").await;
    let text = dialog.text();
    assert!(
        text.contains("/enrol?next=%2Faccount%2Fsecurity%3Fdialog%3Drequired"),
        "{text}"
    );
    assert!(!text.contains("action=\"/api/policy/change\""), "{text}");
}

#[tokio::test]
async fn the_dialog_names_who_would_be_stopped() {
    let server = TestServer::new().await;
    for number in 0..12 {
        server.person(&format!("Max {number:02}"), USER).await;
    }
    let (_, mut admin, _) = server.ada_with_factor().await;
    let dialog = admin.open("/account/security?dialog=required").await;
    let text = dialog.text();
    let list = &text[text.find("class=\"stopped\"").unwrap()..];
    assert!(list.contains("Max 00") && list.contains("Max 09"), "{list}");
    assert!(!list.contains("Max 10"), "{list}");
    // The link finds those who are not named, and none who is exempt.
    let rest = "/account/users?requirement=unprotected";
    assert!(list.contains(rest), "{list}");
    let table = admin.open(rest).await.text();
    assert!(table.contains("Max 11"), "{table}");
    let id: i64 = server
        .value("SELECT id FROM users WHERE name = 'Max 11'")
        .await;
    let required = [("policy", "required")];
    admin.post("/api/policy/change", &required).await;
    let id = id.to_string();
    let exempt = [("id", &*id), ("reason", "Congé")];
    admin.post("/api/users/requirement", &exempt).await;
    let table = admin.open(rest).await.text();
    assert!(!table.contains("Max 11"), "{table}");
    assert!(table.contains("Max 10"), "{table}");
}

#[tokio::test]
async fn the_dialog_that_lifts_the_rule_for_all_names_whose_own_rule_goes_with_it() {
    let server = TestServer::new().await;
    for number in 0..12 {
        server.person(&format!("Max {number:02}"), USER).await;
    }
    server.person("Zoé Zola", USER).await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let ids: Vec<i64> = server
        .column("SELECT id FROM users WHERE name LIKE 'Max%'")
        .await;
    for id in ids {
        let id = id.to_string();
        let required = [("id", &*id), ("required", "on")];
        admin.post("/api/users/requirement", &required).await;
    }
    let required = [("policy", "required")];
    admin.post("/api/policy/change", &required).await;
    let text = admin.open("/account/security?dialog=optional").await.text();
    let list = &text[text.find("class=\"stopped\"").unwrap()..];
    assert!(list.contains("Max 00") && list.contains("Max 09"), "{list}");
    assert!(!list.contains("Max 10") && !list.contains("Zoé"), "{list}");
    let rest = "/account/users?requirement=individual";
    assert!(list.contains(rest), "{list}");
}
