//! The real binary on a data folder of its own.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Where the data lies; gone when the test ends.
pub struct Place(TempDir);

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    /// The folder of everything.
    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// What a command says that runs to its end.
    pub fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_bouclier"))
            .args(args)
            .env_clear()
            .env("BOUCLIER_DATA_DIR", self.data())
            .current_dir(self.0.path())
            .output()
            .unwrap()
    }

    /// The address of the database.
    pub fn url(&self) -> String {
        format!("sqlite://{}/bouclier.sqlite", self.data().display())
    }
}

/// A server that runs; killed when dropped.
pub struct Running {
    child: Child,
    pub address: SocketAddr,
}

impl Running {
    /// Too large a file is an error of the write (EFBIG) and no signal.
    fn spawn(place: &Place, level: &str, log: Stdio) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let child = Command::new("/bin/sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" serve"])
            .arg(env!("CARGO_BIN_EXE_bouclier"))
            .env_clear()
            .env("BOUCLIER_DATA_DIR", place.data())
            .env(
                "BOUCLIER_SITE_DIR",
                concat!(env!("CARGO_MANIFEST_DIR"), "/tests/site"),
            )
            .env("BOUCLIER_LISTEN", address.to_string())
            .env("BOUCLIER_LOG", level)
            .current_dir(place.0.path())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        Self { child, address }
    }

    /// Starts it and waits until it answers.
    pub async fn start(place: &Place) -> Self {
        Self::start_logging(place, "error", Stdio::inherit()).await
    }

    /// The same with a log of this level.
    pub async fn start_logging(place: &Place, level: &str, log: Stdio) -> Self {
        let mut server = Self::spawn(place, level, log);
        let answers = async {
            let mut turn = tokio::time::interval(Duration::from_millis(5));
            while tokio::net::TcpStream::connect(server.address)
                .await
                .is_err()
            {
                assert!(server.child.try_wait().unwrap().is_none(), "it ended");
                turn.tick().await;
            }
        };
        let answers = tokio::time::timeout(super::PATIENCE, answers).await;
        answers.expect("the server starts");
        server
    }

    /// Starts on an empty folder and kills as soon as the files of the database have grown by
    /// so many pages, somewhere in the migrations.
    pub async fn interrupt_first_start(place: &Place, pages: u64) {
        let mut server = Self::spawn(place, "error", Stdio::inherit());
        let size = |name: &str| fs::metadata(place.data().join(name)).map_or(0, |m| m.len());
        let reached = async {
            while size("bouclier.sqlite") + size("bouclier.sqlite-wal") <= pages * 4096 {
                if server.child.try_wait().unwrap().is_some()
                    || tokio::net::TcpStream::connect(server.address).await.is_ok()
                {
                    break;
                }
                tokio::task::yield_now().await;
            }
        };
        let reached = tokio::time::timeout(super::PATIENCE, reached).await;
        reached.expect("the database grows");
        server.kill();
    }

    /// Bounds the size of every file that the server writes, as a disk without room does
    /// (`RLIMIT_FSIZE`); none: without bound.
    pub fn limit_files(&self, bytes: Option<u64>) {
        let size = bytes.map_or_else(|| "unlimited".to_owned(), |bytes| bytes.to_string());
        let done = Command::new("prlimit")
            .arg(format!("--pid={}", self.child.id()))
            .arg(format!("--fsize={size}:unlimited"))
            .output()
            .expect("prlimit of util-linux");
        assert!(done.status.success(), "{done:?}");
    }

    /// Whether the process is still there.
    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// SIGKILL.
    pub fn kill(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
