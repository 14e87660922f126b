//! The behaviour of a server that is asked to stop.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Stdio;
use test_support::{Instance, PASSWORD, Running, rest, until};

/// The sign-in form of the only user of a place.
const FORM: &str = "email=lea%40exemple.fr&password=quatre+chevaux+verts+dansent";

/// How often to try a race at the start.
const STARTS: usize = 10;

fn place() -> Instance {
    Instance::new(test_support::program!())
}

/// A server that keeps serving for this many seconds after it was asked to stop.
fn start(place: &Instance, drain_seconds: &str) -> Running {
    let mut command = place.serve();
    command.env("BOUCLIER_DRAIN_SECONDS", drain_seconds);
    Running::start(command)
}

/// Sends the head of a sign-in, as a browser without script does; `headers` are whole lines.
fn begin_sign_in(server: &Running, headers: &str) -> TcpStream {
    let mut stream = server.connect();
    write!(
        stream,
        "POST /api/sign-in HTTP/1.1\r\nHost: bouclier\r\nAccept: text/html\r\n\
         Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n{headers}\r\n",
        FORM.len()
    )
    .unwrap();
    stream
}
/// A server with one user.
fn inhabited() -> Instance {
    let place = place();
    let add = "users add --email lea@exemple.fr --name Léa --password-stdin";
    let args: Vec<&str> = add.split(' ').collect();
    let mut adding = place
        .command(&args)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = adding.stdin.take().unwrap();
    input.write_all(PASSWORD.as_bytes()).unwrap();
    drop(input);
    assert!(adding.wait().unwrap().success());
    place
}

/// The token of the session of a sign-in.
fn session(answer: &str) -> String {
    assert!(answer.starts_with("HTTP/1.1 302"), "{answer}");
    let given = answer.lines().find_map(|l| l.strip_prefix("set-cookie: "));
    let (cookie, _) = given.expect("a cookie").split_once(';').unwrap();
    assert!(cookie.starts_with("bouclier-"), "{answer}");
    cookie.split_once('=').unwrap().1.to_owned()
}

/// The header with a session: another port is another cookie.
fn cookie(server: &Running, token: &str) -> String {
    format!("Cookie: bouclier-{}={token}\r\n", server.address.port())
}

/// Reads the answer up to the end of the first block of its stream.
fn first_block(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    while !read.ends_with(b"\n\n") {
        let mut byte = [0];
        let come = stream.read(&mut byte).unwrap();
        assert!(come > 0, "{}", String::from_utf8_lossy(&read));
        read.extend(byte);
    }
    String::from_utf8(read).unwrap()
}

#[test]
fn a_request_that_has_begun_is_finished_and_the_process_ends_well() {
    let place = inhabited();
    let mut server = start(&place, "0");
    let mut idle = server.connect();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: bouclier\r\n\r\n")
        .unwrap();
    let mut first = [0; 12];
    idle.read_exact(&mut first).unwrap();
    let mut slow = begin_sign_in(&server, "Expect: 100-continue\r\n");
    // The server has read the head: it asks for the body.
    let mut asked = [0; 25];
    slow.read_exact(&mut asked).unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");

    server.terminate();
    until(|| TcpStream::connect(server.address).is_err());
    assert!(server.is_alive(), "it waits");
    rest(idle);
    slow.write_all(FORM.as_bytes()).unwrap();
    let answer = rest(slow);
    let session = session(&answer);
    assert!(
        answer.to_lowercase().contains("connection: close"),
        "{answer}"
    );
    assert_eq!(server.ended().code(), Some(0));

    // Its writes are there for the next one.
    let next = start(&place, "0");
    let page = rest(next.open("/me", &cookie(&next, &session)));
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    let strange = next.ask("/me");
    assert!(strange.starts_with("HTTP/1.1 303"), "{strange}");
}

#[test]
fn who_is_asked_to_stop_right_after_the_start_ends_well_too() {
    let place = place();
    for _ in 0..STARTS {
        let mut server = start(&place, "0");
        server.terminate();
        assert_eq!(server.ended().code(), Some(0));
    }
}

#[test]
fn an_open_stream_is_told_when_to_come_back_and_closed_and_the_process_ends_well() {
    let place = inhabited();
    let mut server = start(&place, "0");
    let mut signing_in = begin_sign_in(&server, "Connection: close\r\n");
    signing_in.write_all(FORM.as_bytes()).unwrap();
    let session = session(&rest(signing_in));
    let mut stream = server.open("/events", &cookie(&server, &session));
    let begun = first_block(&mut stream);
    assert!(begun.starts_with("HTTP/1.1 200"), "{begun}");

    server.terminate();
    let told = rest(stream);
    // In chunks: the last block after its size, and the empty chunk that ends a complete answer.
    let lines: Vec<&str> = told.split("\r\n").collect();
    let [.., last, "0", "", ""] = lines[..] else {
        panic!("{told:?}");
    };
    let retry = last.strip_prefix("retry: ");
    let retry = retry.and_then(|rest| rest.strip_suffix("\n\n"));
    assert!(
        retry.is_some_and(|retry| retry.parse::<u32>().is_ok()),
        "{told:?}"
    );
    assert_eq!(server.ended().code(), Some(0));
}

#[test]
fn while_it_drains_it_answers_and_says_that_it_is_not_ready() {
    let place = place();
    let mut server = start(&place, "3");
    assert!(server.ask("/readyz").starts_with("HTTP/1.1 200"));
    server.terminate();
    until(|| server.ask("/readyz").starts_with("HTTP/1.1 503"));
    assert!(server.ask("/healthz").starts_with("HTTP/1.1 200"));
    assert!(server.ask("/sign-in").starts_with("HTTP/1.1 200"));
    assert_eq!(server.ended().code(), Some(0));
}
