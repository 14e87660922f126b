//! What a change of a rule would do: the page, and the list as a file.

use crate::support::{TestServer, USER};
use domain::Timestamp;

const PAGE: &str = "/account/preview";
const CSV: &str = "/account/preview/export.csv";
const LINES: &str = "/account/preview/export.jsonl";
const DAY: i64 = 86_400;

#[tokio::test]
async fn a_preview_says_how_many_have_time_until_when_and_the_list_says_who() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    server.person("Max Petit", USER).await;
    server.browser().give_password(&lea).await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let address = format!("{PAGE}?policy=required&time=days&days=14");
    let page = admin.open(&address).await.text();
    for part in [
        "Rien n’a encore changé",
        "1 utilisateur a déjà activé la 2FA.",
        "1 utilisateur aura du temps pour l’activer",
        "1 utilisateur qui ne s’est jamais connecté devra l’activer",
        "action=\"/account/preview/export.csv\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let fields = [("policy", "required"), ("time", "days"), ("days", "14")];
    let file = admin.post(CSV, &fields).await.text();
    let at = server.now().plus(14 * DAY).to_rfc3339();
    assert!(file.starts_with("\u{feff}id,email,name,outcome,until,by\r\n"));
    let own = file.lines().find(|line| line.contains(&lea.email)).unwrap();
    assert!(own.ends_with(&format!("in-time,{at},policy")), "{own}");
    assert!(file.contains("Max Petit,never-signed-in,,policy"), "{file}");
    assert!(file.contains(",active,,"), "{file}");
    let lines = admin.post(LINES, &fields).await.text();
    assert_eq!(lines.lines().count(), 3, "{lines}");
    // Nothing has changed by it.
    let page = admin.open("/account/security").await.text();
    assert!(page.contains("La 2FA est optionnelle"), "{page}");
    let exported = "SELECT count(*) FROM audit_entries WHERE action = 'users-exported'";
    assert_eq!(server.value::<i64>(exported).await, 2);
}

#[tokio::test]
async fn the_rule_of_a_group_is_previewed_with_the_fields_of_its_form() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    server.browser().give_password(&lea).await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    admin
        .post("/api/groups/create", &[("name", "Ventes")])
        .await;
    let id = lea.id.to_string();
    let fields = [("id", "1"), ("users", &*id)];
    admin.post("/api/groups/add", &fields).await;
    let dialog = admin.open("/account/groups/1?dialog=required").await.text();
    assert!(
        dialog.contains("formaction=\"/account/preview\""),
        "{dialog}"
    );
    let last_day = server.now().plus(9 * DAY).to_day();
    let address = format!("{PAGE}?id=1&rule=required&time=date&days=14&last_day={last_day}");
    let page = admin.open(&address).await.text();
    assert!(page.contains("1 utilisateur aura du temps"), "{page}");
    let fields = [
        ("id", "1"),
        ("rule", "required"),
        ("time", "date"),
        ("last_day", &*last_day),
    ];
    let file = admin.post(CSV, &fields).await.text();
    let end = Timestamp::parse_day(&last_day).unwrap().plus(DAY);
    let line = format!("in-time,{},group", end.to_rfc3339());
    assert!(file.contains(&line), "{file}");
    assert_eq!(file.lines().count(), 2, "{file}");
}

#[tokio::test]
async fn what_is_no_change_of_a_rule_is_said_and_what_cannot_be_read_is_refused() {
    let server = TestServer::new().await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let page = admin.open(PAGE).await.text();
    assert!(page.contains("ne désigne aucune règle"), "{page}");
    let wrong = format!("{PAGE}?policy=required&time=days&days=999");
    let page = admin.open(&wrong).await.text();
    assert!(page.contains("180"), "{page}");
    for fields in [
        [("policy", "perhaps"), ("time", "days")],
        [("policy", "required"), ("status", "active")],
    ] {
        assert_eq!(admin.post(CSV, &fields).await.status, 422);
    }
}
