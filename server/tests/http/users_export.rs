//! The table of users as a file.

use crate::access_matrix::{CALLERS, People};
use crate::support::{ADMIN, Answer, Ask, Browser, REQUIRED, TestServer, USER};
use http_body_util::BodyExt;
use sea_orm::ConnectionTrait;
use std::ops::RangeInclusive;

const CSV: &str = "/account/users/export.csv";
const LINES: &str = "/account/users/export.jsonl";

/// The names in an export as JSON, in its order.
#[track_caller]
fn names(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
        .text()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|user| user["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn entries(server: &TestServer) -> i64 {
    server
        .value("SELECT count(*) FROM audit_entries WHERE action = 'users-exported'")
        .await
}

/// Users with these numbers, `N0001` and so on.
async fn many(server: &TestServer, numbers: RangeInclusive<u32>) {
    let rows: Vec<String> = numbers
        .map(|i| format!("('u{i}', 'u{i}', 'N{i:04}', 'n{i:04}', 'n{i:04}', 'user', 'fr', 0)"))
        .collect();
    let statement = format!(
        "INSERT INTO users (email, email_key, name, name_key, search_key, role, language, created_at) \
         VALUES {}",
        rows.join(", ")
    );
    let db = server.db().write();
    db.execute_unprepared(&statement).await.unwrap();
}

#[tokio::test]
async fn an_export_is_a_file_with_what_the_table_shows_and_has_an_entry() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    server.person("Bruno Petit", REQUIRED).await;
    let csv = admin.post(CSV, &[]).await;
    assert_eq!(csv.status, 200);
    assert_eq!(
        csv.header("content-disposition"),
        "attachment; filename=\"users.csv\""
    );
    assert_eq!(csv.header("cache-control"), "no-store");
    let text = csv.text();
    let rows: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(
        rows[0],
        "\u{feff}id,email,name,role,language,status,rule,rule_until,active_since,last_sign_in,disabled,group,account"
    );
    assert_eq!(
        rows[2],
        "2,bruno.petit@exemple.fr,Bruno Petit,user,fr,pending,required,,,,no,,usable"
    );
    assert_eq!((rows.len(), entries(&server).await), (3, 1));
}

#[tokio::test]
async fn an_export_has_the_filters_and_the_order_of_the_page() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    server.person("Bruno Petit", REQUIRED).await;
    server.person("Chloé Petit", USER).await;
    for (fields, expected) in [
        (
            &[("q", "petit"), ("dir", "desc")][..],
            &["Chloé Petit", "Bruno Petit"][..],
        ),
        (&[("role", "admin")], &["Ada Byron"]),
        (&[("status", "pending")], &["Bruno Petit"]),
        (&[("status", "protected")], &[]),
    ] {
        assert_eq!(
            names(&admin.post(LINES, fields).await),
            expected,
            "{fields:?}"
        );
    }
}

#[tokio::test]
async fn a_filter_that_there_is_not_or_that_comes_twice_is_refused_and_nothing_is_exported() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    for fields in [
        &[("rolle", "admin")][..],
        &[("role", "admin"), ("role", "user")],
        &[("q[0]", "petit")],
        &[("page", "2")],
        &[("status", "pendng")],
        &[("action", "nothing")],
        &[("before", "7")],
        &[("from", "yesterday")],
    ] {
        for path in [CSV, LINES, "/account/audit/export.csv"] {
            let answer = admin.post(path, fields).await;
            assert_eq!(answer.status, 422, "{path} {fields:?}");
            assert!(!answer.text().contains('@'), "{answer:?}");
        }
    }
    let exports = "SELECT count(*) FROM audit_entries WHERE action LIKE '%exported'";
    assert_eq!(server.value::<i64>(exports).await, 0);
}

/// Asserts that an export has this many different lines.
async fn is_whole(admin: &mut Browser<'_>, fields: &[(&str, &str)], count: usize) {
    let found = names(&admin.post(LINES, fields).await);
    let mut sorted = found.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((found.len(), sorted.len()), (count, count), "{fields:?}");
}

#[tokio::test]
async fn an_export_of_many_users_is_whole() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    many(&server, 1..=2_300).await;
    for fields in [&[][..], &[("sort", "status")], &[("sort", "last-sign-in")]] {
        is_whole(&mut admin, fields, 2_301).await;
    }
}

#[tokio::test]
async fn an_export_of_a_search_that_finds_many_users_is_whole() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    for part in 0..11 {
        many(&server, part * 1_000 + 1..=(part + 1) * 1_000).await;
    }
    for fields in [&[("q", "n")][..], &[("q", "n"), ("sort", "status")]] {
        is_whole(&mut admin, fields, 11_001).await;
    }
}

#[tokio::test]
async fn an_export_breaks_off_when_its_admin_is_demoted_meanwhile() {
    let server = TestServer::new().await;
    let (ada, admin) = server.ada().await;
    many(&server, 1..=2_300).await;
    server.person("Nora Petit", ADMIN).await;
    let cookies: Vec<String> = admin
        .cookies
        .iter()
        .map(|(n, v)| format!("{n}={v}"))
        .collect();
    let ask = Ask::form(LINES, &[])
        .with("cookie", &cookies.join("; "))
        .with("sec-fetch-site", "same-origin");
    let response = server.begin(ask).await;
    assert_eq!(response.status(), 200);
    let statement = format!("UPDATE users SET role = 'user' WHERE id = {}", ada.id);
    let db = server.db().write();
    db.execute_unprepared(&statement).await.unwrap();
    let rest = response.into_body().collect().await;
    assert!(rest.is_err(), "{:?}", rest.map(|b| b.to_bytes().len()));
}

#[tokio::test]
async fn exports_of_the_table_are_for_admins_and_auditors_and_for_no_other_site() {
    let expected = [401, 403, 403, 403, 200, 200, 403, 200];
    for (which, caller) in CALLERS.iter().enumerate() {
        let server = TestServer::new().await;
        let people = People::new(&server).await;
        for path in [CSV, LINES] {
            let mut browser = people.caller(&server, which).await;
            let before = entries(&server).await;
            let answer = browser.post(path, &[]).await;
            let place = format!("{caller} at {path}: {answer:?}");
            assert_eq!(answer.status, expected[which], "{place}");
            let written = entries(&server).await - before;
            assert_eq!(written, i64::from(answer.status == 200), "{place}");
            assert_eq!(answer.text().contains('@'), answer.status == 200, "{place}");
        }
    }
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    for path in [CSV, LINES] {
        let foreign = Ask::form(path, &[]).with("sec-fetch-site", "cross-site");
        assert_eq!(admin.send(foreign).await.status, 403, "{path}");
        assert_eq!(admin.open(path).await.status, 405, "{path}");
    }
    assert_eq!(entries(&server).await, 0);
}

#[tokio::test]
async fn attack_41_an_export_is_asked_for_by_its_form_and_by_no_address() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    for path in [
        CSV,
        LINES,
        "/account/audit/export.csv",
        "/account/audit/export.jsonl",
    ] {
        let answer = admin.send(Ask::get(path)).await;
        assert_eq!(answer.status, 405, "{path}: {answer:?}");
        let filtered = admin.post(&format!("{path}?q=lea"), &[]).await;
        assert_eq!(filtered.status, 422, "{path}: {filtered:?}");
    }
    assert_eq!(entries(&server).await, 0);
}

#[tokio::test]
async fn the_page_asks_for_the_separator_of_spreadsheets_in_its_language() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let field = "name=\"separator\" value=\"semicolon\"";
    // In the form of the CSV file alone, and in the bar that acts on ticked users.
    for (path, count) in [("/account/users", 2), ("/account/audit", 1)] {
        let page = admin.open(path).await.text();
        assert_eq!(page.matches(field).count(), count, "{page}");
    }
    let saved = admin
        .post("/api/me/profile", &[("name", "Ada"), ("language", "en")])
        .await;
    assert_eq!(saved.status, 200, "{saved:?}");
    let page = admin.open("/account/users").await.text();
    assert!(!page.contains("name=\"separator\""), "{page}");
}

#[tokio::test]
async fn an_export_says_in_which_state_an_account_is_and_no_status_of_a_deactivated_one() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let db = server.db().write();
    for (name, change) in [
        ("Chloé", "password_hash = NULL"),
        ("David", "password_hash = NULL, invited_at = 5"),
        ("Emma", "disabled_at = 7"),
    ] {
        let id = server.person(name, REQUIRED).await.id;
        let change = format!("UPDATE users SET {change} WHERE id = {id}");
        db.execute_unprepared(&change).await.unwrap();
    }
    let text = admin.post(LINES, &[]).await.text();
    let said = |line: &str| {
        let person: serde_json::Value = serde_json::from_str(line).unwrap();
        ["name", "status", "account"]
            .map(|name| person[name].to_string())
            .join(" ")
    };
    let people: Vec<String> = text.lines().map(said).collect();
    assert_eq!(
        people,
        [
            "\"Ada Byron\" \"inactive\" \"usable\"",
            "\"Chloé\" \"pending\" \"never-invited\"",
            "\"David\" \"pending\" \"invited\"",
            "\"Emma\" null \"deactivated\"",
        ]
    );
    let file = admin.post(CSV, &[]).await.text();
    assert!(
        file.contains(",user,fr,,required,,,,yes,,deactivated\r\n"),
        "{file}"
    );
}
