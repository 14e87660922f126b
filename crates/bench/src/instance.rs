//! Where the users of a data set are stored.

use crate::Outcome;
use backend::clock::Clock;
use backend::vault::Vault;
use backend::{Backend, Settings};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use store::Db;

const URL: &str = "BOUCLIER_DATABASE_URL";

/// The program, a data folder, and a database.
#[derive(Debug, Clone)]
pub struct Instance {
    /// The program.
    pub binary: PathBuf,
    /// Its data folder.
    pub folder: PathBuf,
    /// The database on a PostgreSQL server; without it SQLite in the folder.
    postgres: Option<Postgres>,
}

/// A database on a PostgreSQL server.
#[derive(Debug, Clone)]
struct Postgres {
    /// The address of some other database on the server.
    server: String,
    name: String,
}

impl Instance {
    /// SQLite in a folder, or a database on the server of this address.
    pub fn new(binary: PathBuf, folder: PathBuf, server: Option<&str>, name: &str) -> Self {
        let postgres = server.map(|server| Postgres {
            server: server.to_owned(),
            name: format!("bench_{name}"),
        });
        Self {
            binary,
            folder,
            postgres,
        }
    }

    /// Whether a data set of an earlier run may exist: servers are thrown away.
    pub const fn is_kept(&self) -> bool {
        self.postgres.is_none()
    }

    /// Creates an empty database, where the program does not create it itself.
    pub async fn create(&self) -> Outcome<()> {
        let Some(Postgres { server, name }) = &self.postgres else {
            return Ok(());
        };
        let db = connect(server.clone()).await?;
        for statement in [
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            format!("CREATE DATABASE {name} TEMPLATE template0"),
        ] {
            db.execute_unprepared(&statement).await?;
        }
        Ok(db.close().await?)
    }

    /// The work that the server does by itself within minutes of an import, so that no figure
    /// depends on when it runs.
    pub async fn settle(&self) -> Outcome<()> {
        let Some(postgres) = &self.postgres else {
            return Ok(());
        };
        let db = connect(postgres.url()?).await?;
        for statement in ["VACUUM (ANALYZE)", "CHECKPOINT"] {
            db.execute_unprepared(statement).await?;
        }
        Ok(db.close().await?)
    }

    /// The database.
    pub async fn database(&self) -> Outcome<Db> {
        let url = match &self.postgres {
            Some(postgres) => postgres.url()?,
            None => format!("sqlite://{}", self.folder.join("bouclier.sqlite").display()),
        };
        Ok(Db::open(&url).await?)
    }

    /// The use cases on the database.
    pub async fn backend(&self) -> Outcome<Backend> {
        let db = self.database().await?;
        let key = self.folder.join("secret.key");
        let vault = Vault::open(&key)?;
        let settings = Settings::new("http://127.0.0.1");
        let backend = Backend::new(db, vault, Clock::System, settings)?;
        backend.meet_log().await?;
        Ok(backend)
    }

    /// The program on this database, whatever database the environment names.
    pub fn command(&self) -> Outcome<Command> {
        let mut command = Command::new(&self.binary);
        command
            .env("BOUCLIER_DATA_DIR", &self.folder)
            .env_remove(URL)
            .stdout(Stdio::null());
        if let Some(postgres) = &self.postgres {
            command.env(URL, postgres.url()?);
        }
        Ok(command)
    }
}

impl Postgres {
    fn url(&self) -> Outcome<String> {
        let (address, parameters) = match self.server.split_once('?') {
            Some((address, parameters)) => (address, format!("?{parameters}")),
            None => (self.server.as_str(), String::new()),
        };
        let (before, _) = address
            .rsplit_once('/')
            .ok_or("the address of the server does not end in a database")?;
        Ok(format!("{before}/{}{parameters}", self.name))
    }
}

async fn connect(url: String) -> Outcome<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Ok(Database::connect(options).await?)
}
