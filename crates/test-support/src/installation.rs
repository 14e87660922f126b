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
/// Two connections that write and two that read: enough for any race, and on PostgreSQL each is a process, which plans every query anew.
const CONNECTIONS: u32 = 4;
/// The public address of the console.
pub const PUBLIC_URL: &str = "http://127.0.0.1:3000";

/// A fresh installation with its own database and key, deleted when the test ends.
#[derive(Debug)]
pub struct Installation {
    /// The use cases.
    pub backend: Backend,
    /// Their clock.
    pub clock: Clock,
    db: Db,
    settings: Settings,
    folder: TempDir,
    // Dropped after the connections to it.
    database: TestDatabase,
}

impl Installation {
    /// With the usual settings, and a manual clock.
    pub async fn new() -> Self {
        Self::with(Settings::for_tests(PUBLIC_URL)).await
    }

    /// With other settings.
    pub async fn with(settings: Settings) -> Self {
        Self::on(Clock::manual(START), settings).await
    }

    /// With a wrapper around the connections.
    pub async fn with_database(settings: Settings, around: impl FnOnce(Db) -> Db) -> Self {
        Self::made(Clock::manual(START), settings, around).await
    }

    /// With another clock, too.
    pub async fn on(clock: Clock, settings: Settings) -> Self {
        Self::made(clock, settings, |db| db).await
    }

    async fn made(clock: Clock, settings: Settings, around: impl FnOnce(Db) -> Db) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::new();
        let db = around(open(&database).await);
        let vault = Vault::create(&folder.path().join("secret.key")).unwrap();
        let backend = Backend::new(db.clone(), vault, clock.clone(), settings.clone()).unwrap();
        backend.meet_log().await.unwrap();
        Self {
            backend,
            clock,
            db,
            settings,
            folder,
            database,
        }
    }

    /// The database, bypassing the use cases.
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// The address of the database.
    pub const fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// The path of the key.
    pub fn key_file(&self) -> PathBuf {
        self.folder.path().join("secret.key")
    }

    /// A second process on the same database and key, as after a restart.
    pub async fn another_process(&self) -> Backend {
        self.process_with(Vault::open(&self.key_file()).unwrap())
            .await
    }

    /// A process on another machine, with its own key file.
    pub async fn process_with(&self, vault: Vault) -> Backend {
        let db = open(&self.database).await;
        Backend::new(db, vault, self.clock.clone(), self.settings.clone()).unwrap()
    }

    /// The time on the clock.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Advances the clock.
    pub fn advance(&self, seconds: i64) {
        self.clock.advance(seconds);
    }
}

async fn open(database: &TestDatabase) -> Db {
    Db::open_with(database.url(), CONNECTIONS).await.unwrap()
}
