//! A separate database for each test, deleted when the test ends.
//!
//! On SQLite it is a file, copied from one with the present schema that the process has made. Where [`VARIABLE`] is set it is a database
//! of that PostgreSQL server, copied from a migrated template: the same tests then run on PostgreSQL.
mod postgres;

use postgres::Server;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use store::Db;
use tempfile::TempDir;

/// The variable with the address of the PostgreSQL server to test on, with a database and a user
/// who may create others, e.g. `postgres://postgres@localhost/postgres`.
pub const VARIABLE: &str = "BOUCLIER_TEST_POSTGRES_URL";

/// Whether this process has asked for a database.
static IS_SECOND: AtomicBool = AtomicBool::new(false);
/// The content of a file of SQLite with the present schema.
static MIGRATED: OnceLock<Vec<u8>> = OnceLock::new();

/// A separate database, deleted when this value is dropped.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    place: Storage,
}

#[derive(Debug)]
#[expect(dead_code, reason = "the folder is held for its end")]
enum Storage {
    Folder(TempDir),
    Server(Copied),
}

/// A database on the server, dropped with this value.
#[derive(Debug)]
struct Copied {
    server: Server,
    name: String,
}

impl Drop for Copied {
    fn drop(&mut self) {
        self.server.drop_database(&self.name);
    }
}

impl TestDatabase {
    /// A database with the present schema; on SQLite the first of a process may have no file yet.
    #[expect(clippy::new_without_default, reason = "it does a lot")]
    pub fn new() -> Self {
        if let Some(server) = Server::from_environment() {
            return Self::on(server, true);
        }
        let database = Self::file();
        // Making the one to copy from costs more than one test gains.
        if IS_SECOND.swap(true, Ordering::Relaxed) {
            write_private(&database.path(), MIGRATED.get_or_init(migrated));
        }
        database
    }

    /// A database without any table.
    pub fn empty() -> Self {
        match Server::from_environment() {
            Some(server) => Self::on(server, false),
            None => Self::file(),
        }
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether it is on PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self.place, Storage::Server(_))
    }

    fn file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bouclier.sqlite");
        Self {
            url: format!("sqlite://{}?mode=rwc", file.display()),
            place: Storage::Folder(folder),
        }
    }

    /// The file of SQLite and, beside it, the most recent writes.
    pub fn files(&self) -> Vec<PathBuf> {
        let path = self.path();
        let wal = path.with_extension("sqlite-wal");
        vec![path, wal]
    }

    fn path(&self) -> PathBuf {
        let path = self.url.trim_start_matches("sqlite://");
        PathBuf::from(path.trim_end_matches("?mode=rwc"))
    }

    fn on(server: Server, migrated: bool) -> Self {
        let name = server.create_database(migrated);
        Self {
            url: server.url_of(&name),
            place: Storage::Server(Copied { server, name }),
        }
    }
}

/// Makes a database with the present schema; the content of its file.
fn migrated() -> Vec<u8> {
    let database = TestDatabase::file();
    let url = database.url.clone();
    postgres::apart(async move {
        let db = Db::open(&url).await.unwrap();
        db.close().await.unwrap();
    });
    let wal = database.path().with_extension("sqlite-wal");
    assert!(!wal.exists(), "everything is in the file once it is closed");
    fs::read(database.path()).unwrap()
}

/// As the program makes it: for its own user.
fn write_private(path: &Path, content: &[u8]) {
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    file.unwrap().write_all(content).unwrap();
}
