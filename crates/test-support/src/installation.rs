//! An installation: a database, a key, and the use cases on them.

use crate::database::TestDatabase;
use backend::clock::Clock;
use backend::vault::Vault;
use backend::{Backend, Settings};
use domain::Timestamp;
use std::path::PathBuf;
use store::Db;
use tempfile::TempDir;

/// When tests begin: the first second of a time step.
pub const START: Timestamp = Timestamp::from_unix(1_800_000_000);
/// Under what the console is reached.
pub const PUBLIC_URL: &str = "http://127.0.0.1:3000";

/// A fresh installation with a database and a key of its own, gone when the test ends.
#[derive(Debug)]
pub struct Installation {
    /// The use cases.
    pub backend: Backend,
    /// What they go by.
    pub clock: Clock,
    db: Db,
    settings: Settings,
    folder: TempDir,
    // Dropped after the connections to it.
    database: TestDatabase,
}

impl Installation {
    /// With the usual settings, and a clock that the test moves.
    pub async fn new() -> Self {
        Self::with(Settings::for_tests(PUBLIC_URL)).await
    }

    /// With other settings.
    pub async fn with(settings: Settings) -> Self {
        Self::on(Clock::manual(START), settings).await
    }

    /// With something around the connections.
    pub async fn with_database(settings: Settings, around: impl FnOnce(Db) -> Db) -> Self {
        Self::made(Clock::manual(START), settings, around).await
    }

    /// By another clock, too.
    pub async fn on(clock: Clock, settings: Settings) -> Self {
        Self::made(clock, settings, |db| db).await
    }

    async fn made(clock: Clock, settings: Settings, around: impl FnOnce(Db) -> Db) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::new();
        let db = around(Db::open(database.url()).await.unwrap());
        let vault = Vault::create(&folder.path().join("secret.key")).unwrap();
        let backend = Backend::new(db.clone(), vault, clock.clone(), settings.clone()).unwrap();
        Self {
            backend,
            clock,
            db,
            settings,
            folder,
            database,
        }
    }

    /// The database, behind the use cases' back.
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// Where the database is.
    pub const fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// Where the key is.
    pub fn key_file(&self) -> PathBuf {
        self.folder.path().join("secret.key")
    }

    /// A second process on the same database and key, as after a restart.
    pub async fn another_process(&self) -> Backend {
        self.process_with(Vault::open(&self.key_file()).unwrap())
            .await
    }

    /// A process on another machine, with a key file of its own.
    pub async fn process_with(&self, vault: Vault) -> Backend {
        let db = Db::open(self.database.url()).await.unwrap();
        Backend::new(db, vault, self.clock.clone(), self.settings.clone()).unwrap()
    }

    /// What the clock says.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock on.
    pub fn advance(&self, seconds: i64) {
        self.clock.advance(seconds);
    }
}
