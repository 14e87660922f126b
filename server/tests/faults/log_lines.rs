//! What the lines of the log say about their requests.

use super::check::open;
use super::http::Client;
use super::people::install;
use super::process::{place, start_with};
use sea_orm::ConnectionTrait;
use serde_json::Value;
use std::fs::{self, File};
use std::path::PathBuf;
use test_support::{Instance, Running, USER, create};

/// A server with a JSON log and the access log, which trusts the client as a proxy.
const ALL: &[(&str, &str)] = &[
    ("BOUCLIER_LOG", "error"),
    ("BOUCLIER_LOG_FORMAT", "json"),
    ("BOUCLIER_ACCESS_LOG", "on"),
    ("BOUCLIER_TRUSTED_PROXIES", "127.0.0.0/8"),
];

struct Logged {
    server: Running,
    place: Instance,
    path: PathBuf,
}

impl Logged {
    async fn start(set: &[(&str, &str)]) -> Self {
        let place = place();
        let backend = install(&place).await;
        create(&backend, "lea", USER).await;
        backend.close().await.unwrap();
        let path = place.folder().join("log");
        let log = File::create(&path).unwrap();
        let server = start_with(&place, set, log.into());
        Self {
            server,
            place,
            path,
        }
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.path).unwrap()
    }

    fn lines(&self) -> Vec<Value> {
        let text = self.text();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

fn request_of(line: &Value) -> [&str; 3] {
    let span = &line["spans"][0];
    assert_eq!(span["name"], "request", "{line}");
    ["id", "method", "route"].map(|field| span[field].as_str().unwrap())
}

#[tokio::test]
async fn the_access_log_has_a_line_for_each_request_without_anything_that_its_address_holds() {
    let logged = Logged::start(ALL).await;
    let mut client = Client::new(logged.server.address, 0, 0);
    client.headers = "x-request-id: proxys-own.1\r\nx-forwarded-for: 203.0.113.9\r\n".to_owned();
    let answer = client.get("/invitation/geheimnis?next=geheim").await;
    let head = answer.unwrap().head;
    assert!(head.contains("x-request-id: proxys-own.1"), "{head}");
    client.headers.clear();
    assert_eq!(client.get("/geheimnis").await.unwrap().status, 404);
    let lines = logged.lines();
    let [invitation, nowhere] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    let request = request_of(invitation);
    assert_eq!(request, ["proxys-own.1", "GET", "/invitation/{token}"]);
    assert_eq!(invitation["target"], "bouclier::access");
    assert_eq!(invitation["status"], 410);
    assert_eq!(invitation["client"], "203.0.113.9");
    assert!(invitation["duration_ms"].as_f64().unwrap() > 0.0);
    assert_eq!(request_of(nowhere)[1..], ["GET", "unmatched"]);
    assert_eq!(nowhere["status"], 404);
    assert!(!logged.text().contains("geheim"), "{}", logged.text());
}

#[tokio::test]
async fn a_line_about_what_a_page_has_read_says_the_id_of_the_page_in_either_form() {
    for format in ["text", "json"] {
        let set = [("BOUCLIER_LOG", "error"), ("BOUCLIER_LOG_FORMAT", format)];
        let logged = Logged::start(&set).await;
        let mut client = Client::new(logged.server.address, 0, 0);
        assert_eq!(client.sign_in("lea@exemple.fr").await, Some(200));
        let db = open(&logged.place, "rw").await;
        let statement = "ALTER TABLE notices RENAME TO gone";
        db.execute_unprepared(statement).await.unwrap();
        db.close().await.unwrap();
        let page = client.send_for("text/html", "GET /me", "").await.unwrap();
        let mut headers = page.head.lines();
        let id = headers.find_map(|line| line.strip_prefix("x-request-id: "));
        let id = id.unwrap();
        let text = logged.text();
        assert!(text.contains("a request failed"), "{text}");
        for line in text.lines() {
            let says = match format {
                "json" => request_of(&serde_json::from_str(line).unwrap()) == [id, "GET", "/me"],
                _ => line.contains(&format!("request{{id={id} method=\"GET\" route=\"/me\"}}")),
            };
            assert!(says, "{id}: {line}");
        }
    }
}

#[tokio::test]
async fn a_line_says_by_which_function_a_page_has_read_where_that_much_is_logged() {
    let logged = Logged::start(&[
        ("BOUCLIER_LOG", "app=debug"),
        ("BOUCLIER_LOG_FORMAT", "json"),
    ])
    .await;
    let mut client = Client::new(logged.server.address, 0, 0);
    assert_eq!(client.sign_in("lea@exemple.fr").await, Some(200));
    let db = open(&logged.place, "rw").await;
    let statement = "ALTER TABLE notices RENAME TO gone";
    db.execute_unprepared(statement).await.unwrap();
    db.close().await.unwrap();
    client.send_for("text/html", "GET /me", "").await.unwrap();
    let lines = logged.lines();
    let failed = lines
        .iter()
        .find(|line| line["message"] == "a request failed");
    let failed = failed.unwrap();
    assert_eq!(request_of(failed)[1..], ["GET", "/me"]);
    // Both read notices, at the same time.
    let readers = ["read_attention", "read_own_account"];
    let function = failed["spans"][1]["function"].as_str().unwrap();
    assert!(readers.contains(&function), "{failed}");
}
