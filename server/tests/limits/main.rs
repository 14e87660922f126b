//! Slow, greedy and numerous clients, over real connections (attack 18).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

mod support;

use server::listener::Limits;
use support::{
    FORM, LARGE, LARGE_FILE, PATIENCE, Running, SHORT, drip, limits, site_with_large_file, status,
    to_end, until,
};
use test_support::{ADMIN, create};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

#[tokio::test]
async fn attack_18_a_head_that_never_ends_is_cut_off() {
    let limits = Limits {
        header_timeout: SHORT,
        ..limits()
    };
    let server = Running::new(limits).await;
    let head = "GET /healthz HTTP/1.1\r\nHost: bouclier\r\nX-Slow: ";
    let answer = drip(server.connect().await, head).await;
    assert!(matches!(status(&answer), "closed" | "408"), "{answer}");
}

#[tokio::test]
async fn attack_18_an_idle_connection_is_closed() {
    let limits = Limits {
        header_timeout: SHORT,
        ..limits()
    };
    let server = Running::new(limits).await;
    assert_eq!(to_end(&mut server.connect().await).await, "");
    let mut used = server.connect().await;
    used.write_all(b"GET /healthz HTTP/1.1\r\nHost: bouclier\r\n\r\n")
        .await
        .unwrap();
    assert_eq!(status(&to_end(&mut used).await), "200");
}

#[tokio::test]
async fn attack_18_a_body_of_a_byte_at_a_time_gets_408_and_is_cut_off() {
    let limits = Limits {
        request_timeout: SHORT,
        ..limits()
    };
    let server = Running::new(limits).await;
    for length in ["Content-Length: 60000", "Transfer-Encoding: chunked"] {
        let head = format!("{FORM}{length}\r\n\r\nemail=");
        let head = head.replace("chunked\r\n\r\n", "chunked\r\n\r\n9000\r\n");
        let answer = drip(server.connect().await, &head).await;
        assert_eq!(status(&answer), "408", "{length}: {answer}");
    }
}

#[tokio::test]
async fn attack_18_a_head_of_a_megabyte_and_a_thousand_headers_get_431() {
    let server = Running::new(limits()).await;
    let start = "GET /healthz HTTP/1.1\r\nHost: bouclier\r\n";
    for head in [
        format!("{start}X-Long: {}\r\n\r\n", "x".repeat(1_000_000)),
        format!("{start}{}\r\n", "X: y\r\n".repeat(1_000)),
    ] {
        let answer = server.ask(head.as_bytes()).await;
        assert_eq!(status(&answer), "431", "{answer}");
    }
}

#[tokio::test]
async fn attack_18_ten_megabytes_get_413_with_and_without_a_length() {
    let server = Running::new(limits()).await;
    let size = 10_000_000;
    let body = "x".repeat(size);
    for request in [
        format!("{FORM}Content-Length: {size}\r\n\r\n{body}"),
        format!("{FORM}Transfer-Encoding: chunked\r\n\r\n{size:x}\r\n{body}\r\n0\r\n\r\n"),
    ] {
        let answer = server.ask(request.as_bytes()).await;
        assert_eq!(status(&answer), "413", "{answer}");
    }
}

#[tokio::test]
async fn attack_18_a_hundred_thousand_fields_and_deep_json_are_refused() {
    let server = Running::new(limits()).await;
    let fields = "a=b&".repeat(100_000);
    let few = "a&".repeat(32_000);
    let json = FORM.replace("x-www-form-urlencoded", "json");
    let deep = "[".repeat(60_000);
    for (head, body, expected) in [
        (FORM, fields, "413"),
        (FORM, few, "422"),
        (&json, deep, "422"),
    ] {
        let length = body.len();
        let request = format!("{head}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}");
        let answer = server.ask(request.as_bytes()).await;
        assert_eq!(status(&answer), expected, "{answer}");
    }
}

#[tokio::test]
async fn attack_18_a_connection_too_many_waits_until_one_is_free() {
    let limits = Limits {
        connections: 2,
        ..limits()
    };
    let server = Running::new(limits).await;
    let (first, second) = (server.connect().await, server.connect().await);
    let request = b"GET /healthz HTTP/1.1\r\nHost: bouclier\r\nConnection: close\r\n\r\n";
    let mut third = server.connect().await;
    third.write_all(request).await.unwrap();
    assert!(
        timeout(SHORT, third.read_u8()).await.is_err(),
        "it is answered while two others are open"
    );
    drop(first);
    assert!(to_end(&mut third).await.contains("200 OK"));
    drop(second);
}

#[tokio::test]
async fn attack_30_half_sent_requests_of_one_network_keep_no_other_network_waiting() {
    let limits = Limits {
        connections: 64,
        connections_of_network: 8,
        ..limits()
    };
    let server = Running::new(limits).await;
    let mut held = Vec::new();
    for _ in 0..8 {
        let mut half = server.connect().await;
        half.write_all(b"GET /healthz HTTP/1.1\r\nX-Half: ")
            .await
            .unwrap();
        held.push(half);
    }
    for _ in 0..100 {
        let answer = to_end(&mut server.connect().await).await;
        assert!(matches!(status(&answer), "503" | "closed"), "{answer}");
    }
    let request = b"GET /healthz HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n";
    let mut other = server.connect_from("127.0.1.1").await;
    other.write_all(request).await.unwrap();
    assert_eq!(status(&to_end(&mut other).await), "200");
    held.pop();
    let again = async { while status(&server.ask(request).await) != "200" {} };
    timeout(PATIENCE, again)
        .await
        .expect("a share is free again");
}

#[tokio::test]
async fn attack_18_a_client_that_reads_nothing_is_cut_off_and_leaves_its_place_to_others() {
    let limits = Limits {
        connections: 1,
        write_timeout: SHORT,
        ..limits()
    };
    let server = Running::with_site(limits, site_with_large_file()).await;
    let mut deaf = server.connect_deaf().await;
    let request = format!("GET {LARGE_FILE} HTTP/1.1\r\nHost: b\r\n\r\n");
    deaf.write_all(request.as_bytes()).await.unwrap();
    let request = b"GET /healthz HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n";
    assert_eq!(status(&server.ask(request).await), "200");
    // The system answers what is sent to a closed connection with a reset, so reading ends there.
    deaf.write_all(b"G").await.unwrap();
    let got = to_end(&mut deaf).await.len();
    assert!(u64::try_from(got).unwrap() < LARGE, "it gets all of it");
}

#[tokio::test]
async fn a_stop_finishes_what_has_begun_and_takes_nothing_new() {
    let server = Running::new(limits()).await;
    let mut slow = server.connect().await;
    let head = format!("{FORM}Connection: close\r\nContent-Length: 3\r\n\r\na");
    slow.write_all(head.as_bytes()).await.unwrap();
    // Once another connection is answered, this one has been accepted.
    let request = b"GET /healthz HTTP/1.1\r\nHost: bouclier\r\nConnection: close\r\n\r\n";
    assert_eq!(status(&server.ask(request).await), "200");
    server.stop.send(()).unwrap();
    slow.write_all(b"=b").await.unwrap();
    assert_eq!(status(&to_end(&mut slow).await), "422");
    timeout(PATIENCE, server.served).await.unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn a_stream_outlives_the_time_out_and_takes_no_place_from_others() {
    let limits = Limits {
        connections: 1,
        request_timeout: 4 * SHORT,
        ..limits()
    };
    let server = Running::new(limits).await;
    let mut stream = server.stream().await;
    let request = b"GET /healthz HTTP/1.1\r\nHost: bouclier\r\nConnection: close\r\n\r\n";
    assert_eq!(status(&server.ask(request).await), "200");
    assert!(timeout(5 * SHORT, stream.read_u8()).await.is_err());
    create(&server.installation.backend, "lea", ADMIN).await;
    until(&mut stream, r#""kind":"user""#).await;
    assert_eq!(status(&server.ask(request).await), "200");
}

#[tokio::test]
async fn a_stop_ends_streams_at_once_and_says_when_to_come_back() {
    let server = Running::new(limits()).await;
    let mut stream = server.stream().await;
    server.stop.send(()).unwrap();
    let rest = to_end(&mut stream).await;
    assert!(rest.contains("retry: "), "{rest}");
    timeout(PATIENCE, server.served).await.unwrap().unwrap();
}
