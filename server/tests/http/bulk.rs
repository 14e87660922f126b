//! Acting on many users, in the browser.

use crate::support::{Answer, Browser, INVITEE, TestServer, USER, operator};
use backend::import::ImportOptions;
use domain::Role;
use test_support::Kind;

const SELECT: &str = "/account/users/bulk/select";
const REPORT: &str = "/account/users/bulk/report/export.csv";
const PLAN: &str = "/account/users/bulk/plan/export.csv";
const TERMS: &str = "/api/bulk/terms";
pub const START: &str = "/api/bulk/start";
const CANCEL: &str = "/api/bulk/cancel";

/// The number of an operation and its page.
pub async fn select(admin: &mut Browser<'_>, fields: &[(&str, &str)]) -> (String, String) {
    let answer = admin.post(SELECT, fields).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    let page = answer.location().to_owned();
    let id = page.strip_prefix("/account/users/bulk/").unwrap();
    (id.to_owned(), page)
}

/// What the form that starts says of the preview that it stands under.
pub async fn seen(admin: &mut Browser<'_>, page: &str) -> String {
    let answer = admin.open(page).await;
    let text = answer.text();
    let (_, after) = text.split_once("name=\"seen\" value=\"").unwrap();
    after.split_once('"').unwrap().0.to_owned()
}

pub fn has(answer: &Answer, parts: &[&str]) {
    let text = answer.text();
    for part in parts {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[tokio::test]
async fn users_are_ticked_looked_at_and_dealt_with_without_script_after_one_fresh_proof() {
    let server = TestServer::new().await;
    let (ada, admin, phone) = server.ada_with_factor().await;
    let mut admin = admin.without_script();
    let lea = server.person("Léa Lefèvre", USER).await.id.to_string();
    server.person("Max Martin", USER).await;
    let table = admin.open("/account/users").await;
    let ticked = format!("name=\"user\" value=\"{lea}\" form=\"bulk\"");
    has(
        &table,
        &[
            &ticked,
            "id=\"bulk\"",
            "value=\"require\"",
            "name=\"who\" value=\"all\"",
        ],
    );
    let own = ada.id.to_string();
    let fields = [
        ("user", own.as_str()),
        ("user", &lea),
        ("kind", "deactivate"),
        ("who", "chosen"),
    ];
    let (id, page) = select(&mut admin, &fields).await;
    has(
        &admin.open(&page).await,
        &[
            "Désactiver les comptes",
            "2 utilisateurs cochés",
            "C’est votre propre compte.",
        ],
    );
    server.advance(301);
    let word = seen(&mut admin, &page).await;
    let start = [("id", id.as_str()), ("seen", &word)];
    let sent = admin.post(START, &start).await;
    assert!(sent.location().starts_with("/step-up"), "{sent:?}");
    let code = phone.at(server.now());
    let proved = admin.post("/api/step-up", &[("code", &code)]).await;
    assert!(proved.status < 400, "{proved:?}");
    let sent = admin.post(START, &start).await;
    assert_eq!(
        (sent.status, sent.location()),
        (302, page.as_str()),
        "{sent:?}"
    );
    has(
        &admin.open(&page).await,
        &[
            "<progress max=\"2\" value=\"0\">",
            "action=\"/api/bulk/cancel\"",
        ],
    );
    server.backend.carry_out_operations().await.unwrap();
    has(&admin.open(&page).await, &["2 / 2", "Terminé", REPORT]);
    let off = "SELECT name FROM users WHERE disabled_at IS NOT NULL";
    assert_eq!(server.column::<String>(off).await, ["Léa Lefèvre"]);
    let file = admin.post(REPORT, &[("id", &id)]).await;
    let exports = "SELECT count(*) FROM audit_entries WHERE action = 'users-exported'";
    assert_eq!(server.value::<i64>(exports).await, 1);
    has(
        &file,
        &[
            "id,email,name,outcome,reason,explanation\r\n",
            ",Léa Lefèvre,done,,\r\n",
            ",refused,own-account,C’est votre propre compte.\r\n",
        ],
    );
    assert_eq!(file.text().lines().count(), 3, "{file:?}");
    let unknown = admin.post(REPORT, &[("id", "99")]).await;
    assert_eq!(unknown.status, 404, "{unknown:?}");
    has(
        &admin.open("/account/users/bulk").await,
        &["Désactiver les comptes", "Par Ada Byron"],
    );
}

#[tokio::test]
async fn a_plan_of_many_goes_on_by_a_link_without_script_and_its_file_names_everybody() {
    let server = TestServer::new().await;
    let (_, admin, _) = server.ada_with_factor().await;
    let mut admin = admin.without_script();
    let row = |i| format!("user{i}@exemple.fr,User {i},user,fr\n");
    let rows: String = (0..5_203).map(row).collect();
    let file = format!("email,name,role,language\n{rows}");
    let options = ImportOptions::default();
    let by = operator();
    let imported = server
        .backend
        .import_users(&by, file.as_bytes(), &options, |_| {});
    assert_eq!(imported.await.unwrap().created, 5_203);
    let (id, page) = select(&mut admin, &[("kind", "require"), ("who", "all")]).await;
    let first = admin.open(&page).await;
    has(
        &first,
        &[
            "max=\"5204\" value=\"5000\"",
            "portent pour l’instant sur 5\u{202f}000 utilisateurs sur 5\u{202f}204",
            START,
        ],
    );
    let text = first.text();
    let (_, further) = text
        .split_once("<noscript><p><a class=\"btn\" href=\"")
        .unwrap();
    let further = further.split_once('"').unwrap().0.to_owned();
    assert!(further.starts_with(&format!("{page}?from=")), "{further}");
    let whole = admin.open(&further).await;
    has(
        &whole,
        &[
            "5\u{202f}203 utilisateurs qui ne se sont jamais connectés devront l’activer.",
            "1 utilisateur a déjà activé la 2FA.",
            "1 admin peut se connecter",
        ],
    );
    assert!(!whole.text().contains("<noscript><p>"), "{whole:?}");
    let file = admin.post(PLAN, &[("id", &id)]).await;
    has(
        &file,
        &[
            "id,email,name,outcome,reason,explanation,leads_to,until,by\r\n",
            ",User 5202,done,,,never-signed-in,,person\r\n",
        ],
    );
    assert_eq!(file.text().lines().count(), 5_205);
    let json = PLAN.replace(".csv", ".jsonl");
    let file = admin.post(&json, &[("id", &id)]).await;
    let last = file.text().lines().last().unwrap_or_default().to_owned();
    assert!(last.contains("\"leads_to\":\"never-signed-in\""), "{last}");
    let word = seen(&mut admin, &page).await;
    admin.post(START, &[("id", &id), ("seen", &word)]).await;
    let begun = admin.post(PLAN, &[("id", &id)]).await;
    assert_eq!(begun.status, 422, "{begun:?}");
}

#[tokio::test]
async fn the_plan_of_another_admin_is_nobodys_business() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let max = Kind {
        role: Role::Admin,
        ..USER
    };
    let max = server.person("Max Martin", max).await;
    let mut other = server.signed_in(&max).await;
    let (id, _) = select(&mut admin, &[("kind", "lift"), ("who", "all")]).await;
    assert_eq!(other.post(PLAN, &[("id", &id)]).await.status, 404);
    assert_eq!(admin.post(PLAN, &[("id", &id)]).await.status, 200);
    let exports = "SELECT count(*) FROM audit_entries WHERE action = 'users-exported'";
    assert_eq!(server.value::<i64>(exports).await, 1);
}

#[tokio::test]
async fn everybody_whom_the_filters_list_is_meant_and_more_users_than_were_seen_begin_nothing() {
    let server = TestServer::new().await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    server.person("Léa Lefèvre", USER).await;
    server.person("Max Martin", USER).await;
    let fields = [
        ("q", "lefe"),
        ("status", "inactive"),
        ("kind", "require"),
        ("who", "all"),
    ];
    let (id, page) = select(&mut admin, &fields).await;
    has(
        &admin.open(&page).await,
        &[
            "1 utilisateur correspond aux filtres.",
            "/account/users?q=lefe&amp;status=inactive",
        ],
    );
    let word = seen(&mut admin, &page).await;
    server.person("Zoé Lefèvre", INVITEE).await;
    let mut client = admin.without_script();
    let sent = client.post(START, &[("id", &id), ("seen", &word)]).await;
    assert_eq!(sent.location(), format!("{page}?told=changed"));
    has(&client.open(sent.location()).await, &["Rien n’a été lancé"]);
    let word = seen(&mut client, &page).await;
    client.post(START, &[("id", &id), ("seen", &word)]).await;
    let cancelled = client.post(CANCEL, &[("id", &id)]).await;
    assert_eq!(cancelled.location(), page);
    has(&client.open(&page).await, &["Arrêté", "0 / 2"]);
    server.backend.carry_out_operations().await.unwrap();
    let required = "SELECT count(*) FROM users WHERE override_rule = 'required'";
    assert_eq!(server.value::<i64>(required).await, 0);
}

#[tokio::test]
async fn an_exemption_asks_for_its_reason_and_keeps_what_was_typed() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let mut admin = admin.without_script();
    let lea = server.person("Léa Lefèvre", USER).await.id.to_string();
    server
        .plant("UPDATE policies SET policy = 'required'")
        .await;
    let fields = [
        ("user", lea.as_str()),
        ("kind", "exempt"),
        ("who", "chosen"),
    ];
    let (id, page) = select(&mut admin, &fields).await;
    let asks = admin.open(&page).await;
    has(&asks, &["name=\"reason\"", "Voir l’aperçu"]);
    assert!(!asks.text().contains(START), "nothing to start yet");
    let wrong = [
        ("id", id.as_str()),
        ("kind", "for-a-time"),
        ("reason", "<b>congé"),
        ("until", ""),
    ];
    let refused = admin.post(TERMS, &wrong).await;
    assert_eq!(refused.location(), page, "{refused:?}");
    has(
        &admin.open(&page).await,
        &["value=\"&lt;b&gt;congé\"", "role=\"alert\""],
    );
    let right = [
        ("id", id.as_str()),
        ("kind", "for-good"),
        ("reason", "<b>congé"),
        ("until", ""),
    ];
    admin.post(TERMS, &right).await;
    let word = seen(&mut admin, &page).await;
    assert!(word.ends_with("&lt;b&gt;congé"), "{word}");
    let word = word.replace("&lt;", "<").replace("&gt;", ">");
    admin.post(START, &[("id", &id), ("seen", &word)]).await;
    server.backend.carry_out_operations().await.unwrap();
    let reasons = "SELECT override_reason FROM users WHERE override_rule = 'exempt'";
    assert_eq!(server.column::<String>(reasons).await, ["<b>congé"]);
}

#[tokio::test]
async fn attack_11_a_form_with_a_field_or_a_value_that_no_form_has_is_refused() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    for fields in [
        &[("kind", "require")][..],
        &[("kind", "delete"), ("who", "all")],
        &[("kind", "require"), ("who", "none")],
        &[("kind", "require"), ("who", "chosen"), ("user", "x")],
        &[("kind", "require"), ("who", "all"), ("state", "running")],
        &[("kind", "require"), ("who", "all"), ("status", "inactiv")],
        &[("kind", "require"), ("who", "all"), ("group", "x")],
        &[
            ("kind", "require"),
            ("who", "all"),
            ("role", "user"),
            ("role", "admin"),
        ],
        &[("kind", "require"), ("kind", "lift"), ("who", "all")],
    ] {
        let answer = admin.post(SELECT, fields).await;
        assert_eq!(answer.status, 422, "{fields:?}");
    }
    let nobody = admin
        .post(SELECT, &[("kind", "require"), ("who", "chosen")])
        .await;
    assert_eq!(nobody.location(), "/account/users/bulk?told=nobody");
    has(
        &admin.open(nobody.location()).await,
        &["Aucun utilisateur n’est coché."],
    );
    let kept = server
        .value::<i64>("SELECT count(*) FROM bulk_operations")
        .await;
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn an_admin_sees_what_others_have_begun_and_not_what_they_prepare() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let max = Kind {
        role: Role::Admin,
        ..USER
    };
    let max = server.person("Max Martin", max).await;
    let mut other = server.signed_in(&max).await;
    let (_, page) = select(&mut admin, &[("kind", "end-sessions"), ("who", "all")]).await;
    assert_eq!(other.open(&page).await.status, 404);
    assert_eq!(admin.open(&page).await.status, 200);
    server
        .plant("UPDATE bulk_operations SET state = 'running', total = 2")
        .await;
    has(
        &other.open(&page).await,
        &["<progress max=\"2\"", "Par Ada Byron"],
    );
}

#[tokio::test]
async fn whose_session_has_ended_is_led_to_a_page_that_asks_for_a_sign_in() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Lefèvre", USER).await.id.to_string();
    let fields = [("user", &*lea), ("kind", "require"), ("who", "chosen")];
    let mut stranger = server.browser().without_script();
    let answer = stranger.post(SELECT, &fields).await;
    assert_eq!((answer.status, answer.location()), (303, "/account/users"));
    let max = server.person("Max Martin", USER).await;
    let mut user = server.signed_in(&max).await.without_script();
    let answer = user.post(SELECT, &fields).await;
    assert_eq!((answer.status, answer.location()), (303, "/account/users"));
    assert_eq!(user.open(answer.location()).await.status, 403);
    let kept = "SELECT count(*) FROM bulk_operations";
    assert_eq!(server.value::<i64>(kept).await, 0);
}
