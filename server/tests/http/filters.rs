//! How the table of users looks, and the filters of it that are saved.

use crate::support::{ADMIN, AUDITOR, Answer, HELPDESK, TestServer, USER};

const PAGE: &str = "/account/users/filters";

fn has(answer: &Answer, parts: &[&str]) {
    let text = answer.text();
    for part in parts {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[tokio::test]
async fn a_filter_is_saved_found_above_the_table_and_deleted_without_script() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let mut admin = admin.without_script();
    let table = admin.open("/account/users?q=l%C3%A9a&status=pending").await;
    let save = "/account/users/filters?q=l%C3%A9a&amp;status=pending";
    has(&table, &[&format!("href=\"{save}\"")]);
    let page = admin
        .open(&format!("{PAGE}?q=l%C3%A9a&status=pending"))
        .await;
    has(
        &page,
        &[
            "value=\"q=l%C3%A9a&amp;status=pending\"",
            "Aucun filtre enregistré.",
        ],
    );
    let query = "q=l%C3%A9a&status=pending&hide=role&rows=25&page=3&x=y";
    let fields = [("name", " À <relancer> "), ("query", query)];
    let saved = admin.post("/api/filters/save", &fields).await;
    let there = "/account/users?q=l%C3%A9a&status=pending&hide=role&rows=25";
    assert_eq!(saved.location(), there);
    let link = format!("href=\"{}\"", there.replace('&', "&amp;"));
    let shown = admin.open(there).await;
    has(&shown, &["Filtre enregistré.", "À &lt;relancer&gt;", &link]);
    let list = admin.open(PAGE).await;
    has(&list, &["À &lt;relancer&gt;", &link]);
    assert!(!list.text().contains("action=\"/api/filters/save\""));

    let eve = server.person("Eve Moreau", ADMIN).await;
    let mut other = server.signed_in(&eve).await.without_script();
    assert!(!other.open(PAGE).await.text().contains("relancer"));
    let id: i64 = server.value("SELECT max(id) FROM saved_filters").await;
    let id = id.to_string();
    let id = [("id", id.as_str())];
    other.post("/api/filters/delete", &id).await;
    has(&admin.open(PAGE).await, &["À &lt;relancer&gt;"]);
    let deleted = admin.post("/api/filters/delete", &id).await;
    assert_eq!(deleted.location(), PAGE);
    let left = admin.open(PAGE).await;
    has(&left, &["Filtre supprimé.", "Aucun filtre enregistré."]);
}

#[tokio::test]
async fn the_helpdesk_and_auditors_save_filters_of_the_table_for_themselves() {
    let server = TestServer::new().await;
    for (name, kind) in [("Hugo Aide", HELPDESK), ("Aude Lire", AUDITOR)] {
        let person = server.person(name, kind).await;
        let mut browser = server.signed_in(&person).await.without_script();
        let table = browser.open("/account/users?status=pending").await;
        has(&table, &["href=\"/account/users/filters?status=pending\""]);
        let fields = [("name", "Mes relances"), ("query", "status=pending")];
        let saved = browser.post("/api/filters/save", &fields).await;
        assert_eq!(saved.location(), "/account/users?status=pending");
        has(&browser.open("/account/users").await, &["Mes relances"]);
        let list = browser.open(PAGE).await;
        assert_eq!(
            list.text()
                .matches("action=\"/api/filters/delete\"")
                .count(),
            1
        );
    }
    let lea = server.person("Léa Roy", USER).await;
    let mut lea = server.signed_in(&lea).await;
    assert_eq!(lea.open(PAGE).await.status, 403);
}

#[tokio::test]
async fn a_filter_without_a_name_and_one_too_many_are_refused_with_the_reason() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let mut admin = admin.without_script();
    for number in 0..20 {
        let name = format!("Filtre {number}");
        let fields = [("name", name.as_str()), ("query", "status=pending")];
        let saved = admin.post("/api/filters/save", &fields).await;
        assert_eq!(saved.location(), "/account/users?status=pending");
    }
    admin.open(PAGE).await;
    for (name, told) in [(" ", "nom"), ("Un de plus", "vingt filtres")] {
        let fields = [("name", name), ("query", "status=pending")];
        admin.post("/api/filters/save", &fields).await;
        has(&admin.open(PAGE).await, &["role=\"alert\"", told]);
    }
    let again = [("name", "FILTRE 3"), ("query", "role=admin")];
    admin.post("/api/filters/save", &again).await;
    has(
        &admin.open(PAGE).await,
        &["href=\"/account/users?role=admin\""],
    );
    let count = "SELECT count(*) FROM saved_filters";
    assert_eq!(server.value::<i64>(count).await, 20);
}

#[tokio::test]
async fn the_address_says_how_many_rows_and_which_columns_the_table_has() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    for number in 0..30 {
        server.person(&format!("Person {number}"), USER).await;
    }
    let rows = |answer: &Answer| answer.text().matches("class=\"person__name\"").count();
    let plain = admin.open("/account/users").await;
    assert_eq!(rows(&plain), 31);
    assert!(!plain.text().contains("data-hide"));
    let choices = [
        "value=\"rows=25\"",
        "value=\"hide=role\"",
        "value=\"show=groups\"",
    ];
    has(&plain, &choices);
    let short = admin.open("/account/users?rows=25&hide=role.seen").await;
    assert_eq!(rows(&short), 25);
    has(
        &short,
        &[
            "data-hide=\"role seen\"",
            "1 à 25 sur 31",
            "value=\"hide=seen&amp;rows=25\"",
        ],
    );
    let last = admin.open("/account/users?rows=25&page=2").await;
    assert_eq!(rows(&last), 6);
}

#[tokio::test]
async fn how_the_table_looks_is_kept_for_each_user_and_an_address_that_says_otherwise_is_obeyed() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let mut admin = admin.without_script();
    for number in 0..30 {
        server.person(&format!("Person {number}"), USER).await;
    }
    let helper = server.person("Eve Moreau", HELPDESK).await;
    let mut helper = server.signed_in(&helper).await.without_script();
    let look = "hide=role&show=groups.x&rows=25&status=pending&q=x";
    let fields = [("query", "role=user&page=2&rows=100"), ("look", look)];
    let chosen = helper.post("/api/users/look", &fields).await;
    let there = "/account/users?role=user&hide=role&show=groups&rows=25";
    assert_eq!(chosen.location(), there);
    let rows = |answer: &Answer| answer.text().matches("class=\"person__name\"").count();
    let table = helper.open("/account/users?role=user").await;
    assert_eq!(rows(&table), 25);
    has(
        &table,
        &[
            "data-hide=\"role\"",
            "<th scope=\"col\" class=\"col-groups\">Groupes",
            "data-look=\"hide=role&amp;show=groups&amp;rows=25\"",
            "aria-pressed=\"true\"",
        ],
    );
    let said = helper.open("/account/users?rows=50").await;
    assert_eq!(rows(&said), 32);
    assert!(!said.text().contains("col-groups"));
    let other = admin.open("/account/users").await;
    assert_eq!(rows(&other), 32);
    assert!(!other.text().contains("data-hide"));
    let usual = [("query", ""), ("look", "")];
    let chosen = helper.post("/api/users/look", &usual).await;
    assert_eq!(chosen.location(), "/account/users");
    assert_eq!(rows(&helper.open("/account/users").await), 32);
    let kept = "SELECT count(*) FROM users WHERE table_look IS NOT NULL";
    assert_eq!(server.value::<i64>(kept).await, 0);
    let entries = "SELECT count(*) FROM audit_entries WHERE actor_id IS NOT NULL";
    let before: i64 = server.value(entries).await;
    helper.post("/api/users/look", &fields).await;
    assert_eq!(server.value::<i64>(entries).await, before);
}
