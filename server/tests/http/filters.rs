//! How the table of users looks, and the filters of it that are saved.

use crate::support::{ADMIN, Answer, TestServer, USER};

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
    let links = [
        "href=\"/account/users?rows=25\"",
        "href=\"/account/users?hide=role\"",
    ];
    has(&plain, &links);
    let short = admin.open("/account/users?rows=25&hide=role.seen").await;
    assert_eq!(rows(&short), 25);
    has(
        &short,
        &[
            "data-hide=\"role seen\"",
            "1 à 25 sur 31",
            "href=\"/account/users?hide=seen&amp;rows=25\"",
        ],
    );
    let last = admin.open("/account/users?rows=25&page=2").await;
    assert_eq!(rows(&last), 6);
}
