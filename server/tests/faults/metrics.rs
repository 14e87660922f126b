//! The address of the metrics, if one is set.

use super::http::Client;
use super::process::{place, start_with};
use std::net::TcpListener;
use std::process::Stdio;

#[tokio::test]
async fn the_metrics_are_on_an_address_of_their_own_where_one_is_set() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let text = address.to_string();
    let set = [
        ("BOUCLIER_LOG", "error"),
        ("BOUCLIER_METRICS_LISTEN", text.as_str()),
    ];
    let place = place();
    let server = start_with(&place, &set, Stdio::inherit());
    let mut users = Client::new(server.address, 0, 0);
    assert_eq!(users.get("/sign-in").await.unwrap().status, 200);
    assert_eq!(users.get("/metrics").await.unwrap().status, 404);
    let mut prometheus = Client::new(address, 0, 1);
    let answer = prometheus.get("/metrics").await.unwrap();
    assert_eq!(answer.status, 200);
    let series = r#"bouclier_http_requests_total{method="GET",route="/sign-in",status="200"} 1"#;
    assert!(answer.body.contains(series), "{}", answer.body);
    let statements = "bouclier_database_statement_duration_seconds_count{pool=\"read\"}";
    assert!(answer.body.contains(statements), "{}", answer.body);
    // No mails are sent, so there are no series about them.
    assert!(!answer.body.contains("bouclier_mail"), "{}", answer.body);
}
