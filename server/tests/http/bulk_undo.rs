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
    has(&auditor.open("/account/users/bulk").await, &[page]);
    let shown = auditor.open(page).await;
    has(&shown, parts);
    assert!(!shown.text().contains("action=\"/api/bulk/"), "{shown:?}");
}

#[tokio::test]
async fn an_auditor_reads_what_is_done_to_many_and_is_offered_nothing_to_change_it() {
    let server = TestServer::new().await;
    let (_, admin, _) = server.ada_with_factor().await;
    let mut admin = admin.without_script();
    let aude = server.person("Aude Lire", AUDITOR).await;
    let mut auditor = server.signed_in(&aude).await.without_script();
    let lea = server.person("Léa Lefèvre", USER).await.id.to_string();
    let fields = [("user", &*lea), ("kind", "require"), ("who", "chosen")];
    let (id, page) = select(&mut admin, &fields).await;
    let list = "/account/users/bulk";
    assert_eq!(auditor.open(&page).await.status, 404);
    assert!(!auditor.open(list).await.text().contains(&page));
    let word = seen(&mut admin, &page).await;
    admin.post(START, &[("id", &id), ("seen", &word)]).await;
    reads(&mut auditor, &page, &["En cours", "0 / 1"]).await;
    server.backend.carry_out_operations().await.unwrap();
    reads(&mut auditor, &page, &["Terminé", "1 / 1", "Ada Byron"]).await;
    let report = "/account/users/bulk/report/export.csv";
    assert_eq!(auditor.post(report, &[("id", &id)]).await.status, 200);
    for act in [UNDO, "/api/bulk/cancel", "/api/bulk/terms"] {
        let mut auditor = server.signed_in(&aude).await;
        let refused = auditor.post(act, &[("id", &id)]).await;
        assert_eq!(refused.status, 403, "{act}");
    }
    has(&admin.open(&page).await, &[UNDO]);
}

#[tokio::test]
async fn after_ten_minutes_nothing_is_taken_back_any_more() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let mut admin = admin.without_script();
    let lea = server.person("Léa Lefèvre", USER).await.id.to_string();
    let fields = [
        ("user", lea.as_str()),
        ("kind", "deactivate"),
        ("who", "chosen"),
    ];
    let (id, page) = select(&mut admin, &fields).await;
    let word = seen(&mut admin, &page).await;
    admin.post(START, &[("id", &id), ("seen", &word)]).await;
    server.backend.carry_out_operations().await.unwrap();
    server
        .plant("UPDATE bulk_operations SET acted_at = acted_at - 600")
        .await;
    let over = admin.open(&page).await;
    assert!(!over.text().contains(UNDO), "{over:?}");
    let late = admin.post(UNDO, &[("id", &id)]).await;
    assert_eq!(late.location(), page, "{late:?}");
    let count = "SELECT count(*) FROM bulk_operations";
    assert_eq!(server.value::<i64>(count).await, 1);
}

#[tokio::test]
async fn ticked_users_are_exported_and_nobody_who_is_not() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let lea = server.person("Léa Lefèvre", USER).await.id.to_string();
    server.person("Max Martin", USER).await;
    // As the bar of the table sends it, with its filters and its action.
    let fields = [
        ("status", "inactive"),
        ("user", lea.as_str()),
        ("kind", "require"),
        ("separator", "semicolon"),
    ];
    let file = admin.post(CSV, &fields).await;
    assert_eq!(file.status, 200, "{file:?}");
    has(&file, &["id;email;name;role", "Léa Lefèvre"]);
    assert_eq!(file.text().lines().count(), 2, "{file:?}");
    let nobody = admin.post(CSV, &[("kind", "require")]).await;
    assert_eq!(nobody.location(), "/account/users/bulk?told=nobody");
    for wrong in [
        &[("user", "x")][..],
        &[("user", &lea), ("state", "running")],
        &[("user", &lea), ("separator", "tab")],
    ] {
        assert_eq!(admin.post(CSV, wrong).await.status, 422, "{wrong:?}");
    }
    let entries = "SELECT count(*) FROM audit_entries WHERE action = 'users-exported'";
    assert_eq!(server.value::<i64>(entries).await, 1);
}

#[tokio::test]
async fn how_far_it_is_stands_on_each_page_of_admins_and_auditors_with_who_began_it_and_on_nobody_elses()
 {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let role = Role::Auditor;
    let auditor = server.person("Eva Roy", Kind { role, ..USER }).await;
    let mut auditor = server.signed_in(&auditor).await;
    let mut others = Vec::new();
    for (name, role) in [("Zoé Petit", Role::User), ("Luc Roy", Role::Helpdesk)] {
        let person = server.person(name, Kind { role, ..USER }).await;
        others.push(server.signed_in(&person).await);
    }
    let max = Kind {
        role: Role::Admin,
        ..USER
    };
    let max = server.person("Max Martin", max).await;
    let mut other = server.signed_in(&max).await;
    let bar = "<progress aria-label=\"Fermer les sessions\" max=\"7\" value=\"3\">";
    let (_, page) = select(&mut admin, &[("kind", "end-sessions"), ("who", "all")]).await;
    assert!(!admin.open("/account/groups").await.text().contains(bar));
    server
        .plant("UPDATE bulk_operations SET state = 'running', total = 7, done = 2, refused = 1")
        .await;
    for path in ["/account/groups", "/account/security", "/me"] {
        has(&admin.open(path).await, &[bar, &page, "Par Ada Byron"]);
        has(&other.open(path).await, &[bar, &page, "Par Ada Byron"]);
    }
    has(&auditor.open("/me").await, &[bar, &page, "Par Ada Byron"]);
    for other in &mut others {
        assert!(!other.open("/me").await.text().contains(bar));
    }
    // From the command line too; one's own stands first.
    server
        .plant("UPDATE bulk_operations SET user_id = NULL")
        .await;
    has(
        &admin.open("/me").await,
        &[bar, &page, "Depuis la ligne de commande"],
    );
    let (id, own) = select(&mut other, &[("kind", "end-sessions"), ("who", "all")]).await;
    server
        .plant(&format!(
            "UPDATE bulk_operations SET state = 'running' WHERE id = {id}"
        ))
        .await;
    let seen = other.open("/me").await.text();
    assert!(seen.contains(&own) && seen.find(&own) < seen.find(&page));
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
    has(&admin.open(&page).await, &["Délai\u{a0}: 14 jours.", kept]);
    let word = seen(&mut admin, &page).await;
    admin.post(START, &[("id", &id), ("seen", &word)]).await;
    server.backend.carry_out_operations().await.unwrap();
    let given = format!("SELECT own_grace_days FROM users WHERE id = {lea}");
    assert_eq!(server.value::<i64>(&given).await, 14);
    has(&admin.open("/account/audit").await, &["14 jours"]);
}
