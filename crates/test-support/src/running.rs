//! The program as a server process.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

/// Timeout: after this long something hangs.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// A running server; killed when dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    /// Its listening address.
    pub address: SocketAddr,
}

impl Running {
    /// Starts a server on its own port.
    pub fn spawn(mut command: Command) -> Self {
        let address = free_address();
        let child = command
            .env("BOUCLIER_LISTEN", address.to_string())
            .spawn()
            .unwrap();
        Self { child, address }
    }

    /// The same; waits until it listens.
    pub fn start(command: Command) -> Self {
        let mut server = Self::spawn(command);
        until(|| {
            assert!(server.is_alive(), "it ended");
            TcpStream::connect(server.address).is_ok()
        });
        server
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether the process is still running.
    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// SIGKILL.
    pub fn kill(self) {
        drop(self);
    }

    /// SIGTERM.
    pub fn terminate(&self) {
        let id = self.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for it to exit; returns the exit status.
    pub fn ended(&mut self) -> ExitStatus {
        let mut status = None;
        until(|| {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }

    /// A connection to it.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a request and leaves the answer to be read; `headers` are whole lines.
    pub fn open(&self, path: &str, headers: &str) -> TcpStream {
        let mut stream = self.connect();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: bouclier\r\n{headers}Connection: close\r\n\r\n"
        )
        .unwrap();
        stream
    }

    /// Sends a request; returns the whole answer.
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

/// An address on which nobody listens.
pub fn free_address() -> SocketAddr {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap()
}

/// Waits until a condition holds.
#[expect(
    clippy::disallowed_methods,
    reason = "between two looks the processor is left to what is waited for"
)]
pub fn until(mut so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !so() {
        assert!(begun.elapsed() < PATIENCE, "it hangs");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Everything until the server closes.
pub fn rest(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}
