//! A separate database for each test, deleted when the test ends.
//!
//! On SQLite it is a file. Where [`VARIABLE`] is set it is a database of that PostgreSQL server, copied from a migrated template:
//! the same tests then run on PostgreSQL.
mod postgres;

use postgres::Server;
use std::path::PathBuf;
use tempfile::TempDir;

/// The variable with the address of the PostgreSQL server to test on, with a database and a user
/// who may create others, e.g. `postgres://postgres@localhost/postgres`.
pub const VARIABLE: &str = "BOUCLIER_TEST_POSTGRES_URL";

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
    /// A database with the present schema on PostgreSQL, and none yet on SQLite, where creating it
    /// is faster than copying it.
    #[expect(clippy::new_without_default, reason = "it does a lot")]
    pub fn new() -> Self {
        match Server::from_environment() {
            Some(server) => Self::on(server, true),
            None => Self::file(),
        }
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
        let path = self.url.trim_start_matches("sqlite://");
        let path = path.trim_end_matches("?mode=rwc");
        vec![PathBuf::from(path), PathBuf::from(format!("{path}-wal"))]
    }

    fn on(server: Server, migrated: bool) -> Self {
        let name = server.create_database(migrated);
        Self {
            url: server.url_of(&name),
            place: Storage::Server(Copied { server, name }),
        }
    }
}
