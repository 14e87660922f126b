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
        "Ensuite, 1 admin peut se connecter",
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
async fn what_is_no_change_is_said_and_what_cannot_be_read_is_refused() {
    let server = TestServer::new().await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let page = admin.open(PAGE).await.text();
    assert!(page.contains("ne désigne aucun changement"), "{page}");
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

#[tokio::test]
async fn what_a_form_about_one_user_would_do_is_said_in_a_sentence_before_it_is_sent() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    server.browser().give_password(&lea).await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let id = lea.id.to_string();
    let page = admin.open(&format!("/account/users/{id}")).await.text();
    assert!(
        page.contains("name=\"form\" value=\"requirement\""),
        "{page}"
    );
    for (fields, said) in [
        (
            "required=on",
            "Léa Roy devra activer la 2FA à sa prochaine connexion.",
        ),
        ("", "La 2FA reste optionnelle pour Léa Roy."),
        ("required=on&time=days&days=14", "Léa Roy aura jusqu’au "),
    ] {
        let query = format!("form=requirement&id={id}&policy=optional&{fields}");
        let page = admin.open(&format!("{PAGE}?{query}")).await.text();
        assert!(page.contains(said), "{page}");
    }
    // Nothing has changed by it.
    let page = admin
        .open("/account/users?requirement=individual")
        .await
        .text();
    assert!(!page.contains("Léa Roy"), "{page}");
}

#[tokio::test]
async fn the_last_admin_is_told_before_a_dialog_is_confirmed_that_it_will_be_refused() {
    let server = TestServer::new().await;
    let (ada, mut admin, _) = server.ada_with_factor().await;
    for form in ["deactivation", "deletion", "role"] {
        let query = format!("form={form}&id={}&role=user", ada.id);
        let page = admin.open(&format!("{PAGE}?{query}")).await.text();
        assert!(page.contains("ce changement sera refusé"), "{page}");
    }
    let dialog = format!("/account/users/{}?dialog=disable", ada.id);
    let dialog = admin.open(&dialog).await.text();
    assert!(dialog.contains("value=\"deactivation\""), "{dialog}");
}

#[tokio::test]
async fn those_who_join_or_leave_a_group_and_its_deletion_are_previewed_by_their_forms() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let max = server.person("Max Petit", USER).await;
    server.browser().give_password(&lea).await;
    server.browser().give_password(&max).await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    admin
        .post("/api/groups/create", &[("name", "Ventes")])
        .await;
    let (lea_id, max_id) = (lea.id.to_string(), max.id.to_string());
    let fields = [("id", "1"), ("users", &*lea_id)];
    admin.post("/api/groups/add", &fields).await;
    let fields = [("id", "1"), ("rule", "required"), ("time", "at-once")];
    admin.post("/api/groups/rule", &fields).await;
    // By number and by address; Léa is there already.
    let users = format!("{lea_id} {}", max.email);
    let address = wire::path::with(&format!("{PAGE}?form=join&id=1"), "users", &users);
    let page = admin.open(&address).await.text();
    assert!(
        page.contains("1 utilisateur devra l’activer à sa prochaine connexion"),
        "{page}"
    );
    let fields = [("form", "join"), ("id", "1"), ("users", &*users)];
    let file = admin.post(CSV, &fields).await.text();
    assert!(file.contains("Max Petit,at-next-sign-in,,group"), "{file}");
    assert_eq!(file.lines().count(), 2, "{file}");
    let released = "La 2FA ne sera plus obligatoire pour 1 utilisateur.";
    let leave = format!("{PAGE}?form=leave&id=1&user={lea_id}");
    let page = admin.open(&leave).await.text();
    assert!(page.contains(released), "{page}");
    let dialog = admin.open("/account/groups/1?dialog=delete").await.text();
    for part in [released, "name=\"rule\" value=\"nothing\""] {
        assert!(dialog.contains(part), "{part}: {dialog}");
    }
    for (page, form) in [
        ("/account/groups/1".to_owned(), "leave"),
        (format!("/account/users/{lea_id}"), "leave"),
        (format!("/account/users/{max_id}"), "join"),
    ] {
        let shown = admin.open(&page).await.text();
        let button = format!("name=\"form\" value=\"{form}\"");
        assert!(shown.contains(&button), "{page}: {shown}");
    }
}
