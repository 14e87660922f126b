//! The real binary on a folder and a database of its own.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use test_database::TestDatabase;

/// After this long something hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where the data lies; gone when the test ends.
pub struct Place {
    folder: TempDir,
    pub database: TestDatabase,
}

impl Place {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            folder,
            database: TestDatabase::new(),
        }
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bouclier"));
        command
            .args(args)
            .env_clear()
            .env("BOUCLIER_DATA_DIR", self.folder.path())
            .env("BOUCLIER_DATABASE_URL", self.database.url())
            .env(
                "BOUCLIER_SITE_DIR",
                concat!(env!("CARGO_MANIFEST_DIR"), "/tests/site"),
            )
            .stdout(Stdio::null());
        command
    }
}

/// A server that runs; killed when dropped.
pub struct Running {
    pub child: Child,
    pub address: SocketAddr,
}

impl Running {
    pub fn start(place: &Place, drain_seconds: &str) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let child = place
            .command(&["serve"])
            .env("BOUCLIER_LISTEN", address.to_string())
            .env("BOUCLIER_DRAIN_SECONDS", drain_seconds)
            .spawn()
            .unwrap();
        let server = Self { child, address };
        until(|| TcpStream::connect(address).is_ok());
        server
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Asks for something, and leaves the answer to be read; `headers` are whole lines.
    pub fn open(&self, path: &str, headers: &str) -> TcpStream {
        let mut stream = self.connect();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: bouclier\r\n{headers}Connection: close\r\n\r\n"
        )
        .unwrap();
        stream
    }

    pub fn ask(&self, path: &str) -> String {
        rest(self.open(path, ""))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn until(mut so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !so() {
        assert!(begun.elapsed() < PATIENCE, "it hangs");
        std::thread::yield_now();
    }
}

/// Everything until the server closes.
pub fn rest(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}
