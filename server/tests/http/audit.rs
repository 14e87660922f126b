//! The audit log: the page and its exports.

use crate::access_matrix::{CALLERS, People};
use crate::support::{ADMIN, Answer, Ask, Browser, TestServer, USER};
use http_body_util::BodyExt;

const CSV: &str = "/account/audit/export.csv";
const LINES: &str = "/account/audit/export.jsonl";

/// The lines of an export as JSON.
#[track_caller]
fn lines(answer: &Answer) -> Vec<serde_json::Value> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let text = answer.text();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

async fn entries(server: &TestServer) -> i64 {
    server.value("SELECT count(*) FROM audit_entries").await
}

#[tokio::test]
async fn an_export_is_a_file_that_nobody_stores_with_its_own_entry_first() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    server.person("Max Martin", USER).await;
    let csv = admin.post(CSV, &[]).await;
    assert_eq!(csv.status, 200);
    assert_eq!(
        csv.header("content-disposition"),
        "attachment; filename=\"audit.csv\""
    );
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert_eq!(csv.header("cache-control"), "no-store");
    let text = csv.text();
    let rows: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(
        rows[0],
        "\u{feff}id,at,action,actor_id,actor,target_id,target,detail,address,actor_email,target_email"
    );
    assert_eq!(
        rows[1],
        "4,2027-01-15T08:00:00Z,audit-exported,1,Ada Byron,,,csv,192.0.2.7,ada.byron@exemple.fr,"
    );
    assert_eq!(
        rows[2],
        "3,2027-01-15T08:00:00Z,user-created,,bouclier,2,Max Martin,,,,max.martin@exemple.fr"
    );
    assert_eq!(rows.len(), 5);
    let exported = admin.post(LINES, &[("action", "audit-exported")]).await;
    assert_eq!(exported.header("content-type"), "application/x-ndjson");
    let found = lines(&exported);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0]["detail"], "jsonl");
    assert_eq!(found[0]["actor"], "Ada Byron");
    assert_eq!(found[0]["target_id"], serde_json::Value::Null);
}

#[tokio::test]
async fn days_of_the_filter_are_those_of_the_browser_and_else_those_of_the_organisation() {
    let server = TestServer::new().await;
    // Half past midnight in UTC, and still the evening of the day before in New York.
    server.advance(16 * 3_600 + 1_800);
    let (_, mut admin) = server.ada().await;
    server.person("Max Soir", USER).await;
    let day = "target=soir&from=2027-01-15&to=2027-01-15";
    for (zone, found) in [
        ("", false),
        ("&zone=Europe%2FNowhere", false),
        ("&zone=America%2FNew_York", true),
        ("&zone=Asia%2FTokyo", false),
    ] {
        let page = admin
            .open(&format!("/account/audit?{day}{zone}"))
            .await
            .text();
        assert_eq!(page.contains("Aucune entrée"), !found, "{zone} in {page}");
        assert!(page.contains("name=\"zone\""), "{page}");
    }
    let fields = [
        ("target", "soir"),
        ("to", "2027-01-15"),
        ("zone", "America/New_York"),
    ];
    assert_eq!(lines(&admin.post(LINES, &fields).await).len(), 1);
    assert_eq!(lines(&admin.post(LINES, &fields[..2]).await).len(), 0);
    let fields = [
        ("organisation", ""),
        ("contact", ""),
        ("sentence", ""),
        ("time_zone", "America/New_York"),
    ];
    let saved = admin.post("/api/organisation/change", &fields).await;
    assert_eq!(saved.status, 200);
    let page = admin.open(&format!("/account/audit?{day}")).await.text();
    assert!(!page.contains("Aucune entrée"), "{page}");
    let label = "<label for=\"from\" data-zone=\"America/New_York\" class=\"field__label zone\">Du";
    assert!(page.contains(label), "{page}");
}

#[tokio::test]
async fn an_export_of_many_entries_is_whole() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let manager = crate::support::operator();
    let ada = server.person("Léa Lefèvre", USER).await;
    for _ in 0..1_100 {
        server.backend.invite(&manager, ada.id).await.unwrap();
    }
    let found = lines(&admin.post(LINES, &[]).await);
    let ids: Vec<i64> = found.iter().map(|e| e["id"].as_i64().unwrap()).collect();
    let expected: Vec<i64> = (1..=entries(&server).await).rev().collect();
    assert_eq!(ids, expected);
}

#[tokio::test]
async fn attack_10_an_export_breaks_off_when_its_admin_is_demoted_meanwhile() {
    let server = TestServer::new().await;
    let (ada, admin) = server.ada().await;
    let manager = crate::support::operator();
    let nora = server.person("Nora Petit", ADMIN).await;
    for _ in 0..1_100 {
        server.backend.invite(&manager, ada.id).await.unwrap();
    }
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
    let mut body = response.into_body();
    let mut read = 0;
    while read == 0 {
        read = body
            .frame()
            .await
            .unwrap()
            .unwrap()
            .into_data()
            .unwrap()
            .len();
    }
    let fields = [("id", &*ada.id.to_string()), ("role", "user")];
    let mut other = server.signed_in(&nora).await;
    let answer = other.post("/api/users/role", &fields).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let rest = body.collect().await;
    assert!(rest.is_err(), "{:?}", rest.map(|b| b.to_bytes().len()));
}

#[tokio::test]
async fn attack_17_formulas_and_markup_in_names_stay_text_on_the_page_and_in_exports() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let names = [
        "=cmd|' /C calc'!A0",
        "+1",
        "-2",
        "@SUM(A1)",
        "=HYPERLINK(\"x\",1)",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
    ];
    for (number, name) in names.iter().enumerate() {
        let person = server.person(&format!("Nom {number}"), USER).await;
        let mut owner = server.signed_in(&person).await;
        let fields = [("name", *name), ("language", "fr")];
        let answer = owner.post("/api/me/profile", &fields).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        owner.post("/api/sign-out", &[]).await;
    }
    let page = admin.open("/account/users").await.text();
    assert!(
        !page.contains("<script>alert") && !page.contains("<img"),
        "{page}"
    );
    assert!(page.contains("&lt;script&gt;alert"), "{page}");
    let csv = admin.post(CSV, &[]).await.text();
    for name in &names[..4] {
        assert!(csv.contains(&format!(",'{name},")), "{name}: {csv}");
        assert!(!csv.contains(&format!(",{name},")), "{name}: {csv}");
    }
    assert!(csv.contains(",\"'=HYPERLINK(\"\"x\"\",1)\","), "{csv}");
    let found = lines(&admin.post(LINES, &[]).await);
    for name in names {
        assert!(found.iter().any(|e| e["actor"] == name), "{name}");
    }
}

#[tokio::test]
async fn exports_are_for_admins_and_auditors_and_leave_no_trace_of_others() {
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
            assert_eq!(
                answer.text().contains("audit-exported"),
                answer.status == 200
            );
            assert_eq!(answer.text().contains("Ada Byron"), answer.status == 200);
        }
    }
}

#[tokio::test]
async fn another_site_cannot_have_an_export_made_and_reading_makes_none() {
    let server = TestServer::new().await;
    let (_, mut admin): (_, Browser<'_>) = server.ada().await;
    let before = entries(&server).await;
    for path in [CSV, LINES] {
        let foreign = Ask::form(path, &[]).with("sec-fetch-site", "cross-site");
        assert_eq!(admin.send(foreign).await.status, 403, "{path}");
        assert_eq!(admin.open(path).await.status, 405, "{path}");
    }
    assert_eq!(entries(&server).await, before);
}
