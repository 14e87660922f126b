//! Taking back what was done to many users, exporting those who are ticked, and how far it is on every page, in the browser.

use crate::bulk::{START, has, seen, select};
use crate::support::{AUDITOR, Browser, TestServer, USER};
use domain::Role;
use test_support::Kind;

const UNDO: &str = "/api/bulk/undo";
const CSV: &str = "/account/users/bulk/export.csv";

#[tokio::test]
async fn an_admin_takes_back_for_ten_minutes_what_was_done_to_many_and_sees_what_stays() {
    let server = TestServer::new().await;
    let (_, admin, _) = server.ada_with_factor().await;
    let mut admin = admin.without_script();
    let lea = server.person("Léa Lefèvre", USER).await.id.to_string();
    let max = server.person("Max Martin", USER).await.id.to_string();
    let fields = [
        ("user", lea.as_str()),
        ("user", &max),
        ("kind", "require"),
        ("who", "chosen"),
    ];
    let (id, page) = select(&mut admin, &fields).await;
    let word = seen(&mut admin, &page).await;
    admin.post(START, &[("id", &id), ("seen", &word)]).await;
    server.backend.carry_out_operations().await.unwrap();
    let done = admin.open(&page).await;
    has(&done, &["Annuler cette action", UNDO, "2 / 2"]);
    server
        .plant(&format!(
            "UPDATE users SET override_at = override_at + 1 WHERE id = {lea}"
        ))
        .await;
    let sent = admin.post(UNDO, &[("id", &id)]).await;
    let undo = sent.location().to_owned();
    assert!(
        undo.starts_with("/account/users/bulk/") && undo != page,
        "{sent:?}"
    );
    server.backend.carry_out_operations().await.unwrap();
    has(
        &admin.open(&undo).await,
        &[
            "Annulation\u{a0}: Rendre la 2FA obligatoire",
            "Autre chose a été décidé depuis",
            "2 utilisateurs",
        ],
    );
    let required = "SELECT name FROM users WHERE override_rule = 'required'";
    assert_eq!(server.column::<String>(required).await, ["Léa Lefèvre"]);
    let again = admin.post(UNDO, &[("id", &id)]).await;
    assert_eq!(again.location(), undo);
    let seen = admin.open(&page).await;
    has(&seen, &[&undo]);
    assert!(!seen.text().contains(UNDO), "only once");
    has(
        &admin.open("/account/audit").await,
        &["a annulé une action sur plusieurs utilisateurs"],
    );
}

/// Reads the list of operations and one of them, which offers nothing to change it.
async fn reads(auditor: &mut Browser<'_>, page: &str, parts: &[&str]) {
}

#[tokio::test]
async fn an_undoing_that_was_stopped_is_taken_up_again_by_a_button_on_both_pages() {
    let server = TestServer::new().await;
    let (_, admin, _) = server.ada_with_factor().await;
    let mut admin = admin.without_script();
    let lea = server.person("Léa Lefèvre", USER).await.id.to_string();
    let fields = [
        ("user", lea.as_str()),
        ("kind", "require"),
        ("who", "chosen"),
    ];
    let (id, page) = select(&mut admin, &fields).await;
    let word = seen(&mut admin, &page).await;
    admin.post(START, &[("id", &id), ("seen", &word)]).await;
    server.backend.carry_out_operations().await.unwrap();
    let undo = admin.post(UNDO, &[("id", &id)]).await.location().to_owned();
    let number = undo.rsplit('/').next().unwrap();
    let again = "Reprendre l’annulation";
    assert!(!admin.open(&undo).await.text().contains(again));
    admin.post("/api/bulk/cancel", &[("id", number)]).await;
    let field = format!("name=\"id\" value=\"{id}\"");
    for page in [&page, &undo] {
        has(&admin.open(page).await, &[again, UNDO, &field]);
    }
    let sent = admin.post(UNDO, &[("id", &id)]).await;
    assert_eq!(sent.location(), undo);
    server.backend.carry_out_operations().await.unwrap();
    let end = admin.open(&undo).await;
    has(&end, &["1 / 1", "Terminé"]);
    assert!(!end.text().contains(again));
    let required = "SELECT count(*) FROM users WHERE override_rule IS NOT NULL";
    assert_eq!(server.value::<i64>(required).await, 0);
}

#[tokio::test]
async fn many_of_whom_2fa_is_required_are_given_time_as_the_preview_says() {
    let server = TestServer::new().await;
    let (_, admin, _) = server.ada_with_factor().await;
    let mut admin = admin.without_script();
    let lea = server.person("Léa Lefèvre", USER).await.id.to_string();
    let fields = [
        ("user", lea.as_str()),
        ("kind", "require"),
        ("who", "chosen"),
    ];
    let (id, page) = select(&mut admin, &fields).await;
    let none = "id=\"grace-at-once-choice\" value=\"at-once\" checked";
    has(
        &admin.open(&page).await,
        &["Délai pour activer la 2FA", none],
    );
    let long = [("id", id.as_str()), ("time", "days"), ("days", "181")];
    let refused = admin.post("/api/bulk/terms", &long).await;
    let kept = "id=\"grace-days-choice\" value=\"days\" checked";
    has(
        &admin.open(refused.location()).await,
        &[kept, "value=\"181\""],
    );
    let days = [("id", id.as_str()), ("time", "days"), ("days", "14")];
    admin.post("/api/bulk/terms", &days).await;
    has(&admin.open(&page).await, &["Délai : 14 jours.", kept]);
    let word = seen(&mut admin, &page).await;
    admin.post(START, &[("id", &id), ("seen", &word)]).await;
    server.backend.carry_out_operations().await.unwrap();
    let given = format!("SELECT own_grace_days FROM users WHERE id = {lea}");
    assert_eq!(server.value::<i64>(&given).await, 14);
    has(&admin.open("/account/audit").await, &["14 jours"]);
}
