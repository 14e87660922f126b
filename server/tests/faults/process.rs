//! The real binary on a data folder of its own.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Where data and site lie; gone when the test ends.
pub struct Place(TempDir);

impl Place {
    pub fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let packages = place.0.path().join("site/pkg");
        fs::create_dir_all(&packages).unwrap();
        fs::write(packages.join("bouclier.js"), "export default 1;").unwrap();
        fs::write(packages.join("bouclier.css"), "p { color: red }").unwrap();
        fs::write(packages.join("bouclier.wasm"), b"\0asm\x01\0\0\0").unwrap();
        place
    }

    pub fn data(&self) -> PathBuf {
        self.0.path().join("data")
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
    fn spawn(place: &Place) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let child = Command::new(env!("CARGO_BIN_EXE_bouclier"))
            .arg("serve")
            .env_clear()
            .env("BOUCLIER_DATA_DIR", place.data())
            .env("BOUCLIER_SITE_DIR", place.0.path().join("site"))
            .env("BOUCLIER_LISTEN", address.to_string())
            .env("BOUCLIER_LOG", "error")
            .current_dir(place.0.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Self { child, address }
    }

    /// Starts it and waits until it answers.
    pub async fn start(place: &Place) -> Self {
        let mut server = Self::spawn(place);
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
        let mut server = Self::spawn(place);
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
