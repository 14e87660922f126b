//! What a server does that is asked to stop.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use test_database::TestDatabase;

/// After this long something hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server of a test's own; killed when dropped.
struct Running {
    child: Child,
    address: SocketAddr,
    _dir: TempDir,
    // Dropped after the server.
    _database: TestDatabase,
}

impl Running {
    fn start(drain_seconds: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("site/pkg")).unwrap();
        let database = TestDatabase::new();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let child = Command::new(env!("CARGO_BIN_EXE_bouclier"))
            .arg("serve")
            .env_clear()
            .env("BOUCLIER_DATA_DIR", dir.path())
            .env("BOUCLIER_DATABASE_URL", database.url())
            .env("BOUCLIER_SITE_DIR", dir.path().join("site"))
            .env("BOUCLIER_LISTEN", address.to_string())
            .env("BOUCLIER_DRAIN_SECONDS", drain_seconds)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self {
            child,
            address,
            _dir: dir,
            _database: database,
        };
        until(|| TcpStream::connect(server.address).is_ok());
        server
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    fn terminate(&self) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(sent.success());
    }

    /// How it ended.
    fn ended(&mut self) -> ExitStatus {
        let mut status = None;
        until(|| {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn until(mut so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !so() {
        assert!(begun.elapsed() < PATIENCE, "it hangs");
        std::thread::yield_now();
    }
}

/// Everything until the server closes.
fn rest(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn ask(server: &Running, path: &str) -> String {
    let mut stream = server.connect();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: bouclier\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    rest(stream)
}

#[test]
fn a_request_that_has_begun_is_finished_and_the_process_ends_well() {
    let mut server = Running::start("0");
    let mut idle = server.connect();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: bouclier\r\n\r\n")
        .unwrap();
    let mut first = [0; 12];
    idle.read_exact(&mut first).unwrap();
    let mut slow = server.connect();
    let body = "email=nobody%40exemple.fr&password=faux";
    write!(
        slow,
        "POST /api/sign-in HTTP/1.1\r\nHost: bouclier\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\
         Expect: 100-continue\r\n\r\n",
        body.len()
    )
    .unwrap();
    // The server has read the head: it asks for the body.
    let mut asked = [0; 25];
    slow.read_exact(&mut asked).unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");

    server.terminate();
    until(|| TcpStream::connect(server.address).is_err());
    assert!(server.child.try_wait().unwrap().is_none(), "it waits");
    rest(idle);
    slow.write_all(body.as_bytes()).unwrap();
    let answer = rest(slow);
    assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
    assert!(
        answer.to_lowercase().contains("connection: close"),
        "{answer}"
    );
    assert_eq!(server.ended().code(), Some(0));
}

#[test]
fn while_it_drains_it_answers_and_says_that_it_is_not_ready() {
    let mut server = Running::start("3");
    assert!(ask(&server, "/readyz").starts_with("HTTP/1.1 200"));
    server.terminate();
    until(|| ask(&server, "/readyz").starts_with("HTTP/1.1 503"));
    assert!(ask(&server, "/healthz").starts_with("HTTP/1.1 200"));
    assert!(ask(&server, "/sign-in").starts_with("HTTP/1.1 200"));
    assert_eq!(server.ended().code(), Some(0));
}
