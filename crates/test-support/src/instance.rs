//! The built program with its own folder and database.

use crate::database::TestDatabase;
use backend::clock::Clock;
use backend::key_file::open_vault;
use backend::{Backend, Settings};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use store::Db;
use tempfile::TempDir;

/// The program that tests start.
#[derive(Debug, Clone, Copy)]
pub struct Program {
    /// Its file.
    pub binary: &'static str,
    /// The folder with the files for browsers.
    pub site: &'static str,
}

/// The [`Program`] of the crate whose test calls this.
#[macro_export]
macro_rules! program {
    () => {
        $crate::Program {
            binary: env!("CARGO_BIN_EXE_bouclier"),
            site: concat!(env!("CARGO_MANIFEST_DIR"), "/tests/site"),
        }
    };
}

/// The program's data; deleted when the test ends.
#[derive(Debug)]
pub struct Instance {
    program: Program,
    folder: TempDir,
    /// None: SQLite in the data folder, the program's default.
    database: Option<TestDatabase>,
}

impl Instance {
    /// On the database that the tests run on.
    pub fn new(program: Program) -> Self {
        let database = TestDatabase::new();
        let database = database.is_postgres().then_some(database);
        Self {
            database,
            ..Self::on_sqlite(program)
        }
    }

    /// On SQLite, whatever the tests run on.
    pub fn on_sqlite(program: Program) -> Self {
        Self {
            program,
            folder: tempfile::tempdir().unwrap(),
            database: None,
        }
    }

    /// The folder of everything, in which the program is started.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The data folder, which the program creates.
    pub fn data(&self) -> PathBuf {
        self.folder().join("data")
    }

    /// The address of the database.
    pub fn url(&self) -> String {
        match &self.database {
            Some(database) => database.url().to_owned(),
            None => format!("sqlite://{}/bouclier.sqlite", self.data().display()),
        }
    }

    /// The use cases on this instance, to prepare data before the program is started.
    pub async fn backend(&self, clock: Clock, settings: Settings) -> Backend {
        fs::create_dir_all(self.data()).unwrap();
        let db = Db::open(&self.url()).await.unwrap();
        let vault = open_vault(&db, &self.data().join("secret.key")).await;
        let backend = Backend::new(db, vault.unwrap(), clock, settings).unwrap();
        backend.meet_log().await.unwrap();
        backend
    }

    /// The program with these arguments and no other environment than that of this instance.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(self.program.binary);
        command.args(args);
        self.surround(&mut command);
        command
    }

    /// The program as a server, without a listening address yet.
    pub fn serve(&self) -> Command {
        let mut command = self.command(&["serve"]);
        self.bring_site(&mut command);
        command.stdout(Stdio::null());
        command
    }

    /// The same, started by a shell after another command.
    pub fn serve_after(&self, first: &str) -> Command {
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", &format!("{first}; exec \"$0\" serve")])
            .arg(self.program.binary);
        self.surround(&mut command);
        self.bring_site(&mut command);
        command.stdout(Stdio::null());
        command
    }

    fn surround(&self, command: &mut Command) {
        command
            .env_clear()
            .env("BOUCLIER_DATA_DIR", self.data())
            .current_dir(self.folder());
        if let Some(database) = &self.database {
            command.env("BOUCLIER_DATABASE_URL", database.url());
        }
    }

    fn bring_site(&self, command: &mut Command) {
        command.env("BOUCLIER_SITE_DIR", self.program.site);
    }
}
