//! The PostgreSQL server that tests share.

use super::VARIABLE;
use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use std::future::Future;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Makes the database names within a process unique.
static MADE: AtomicU32 = AtomicU32::new(0);
/// The template that this process knows to exist.
static TEMPLATE: OnceLock<String> = OnceLock::new();

/// A server, identified by the address of a database on it.
#[derive(Debug, Clone)]
pub(super) struct Server {
    before: String,
    after: String,
}

impl Server {
    /// The server in the environment variable.
    #[expect(
        clippy::disallowed_methods,
        reason = "no part of the product: tests are configured here"
    )]
    pub(super) fn from_environment() -> Option<Self> {
        let url = std::env::var(VARIABLE).ok().filter(|url| !url.is_empty())?;
        let (rest, parameters) = url.split_once('?').unwrap_or((&url, ""));
        let (before, _) = rest
            .rsplit_once('/')
            .expect("the address ends in a database");
        Some(Self {
            before: before.to_owned(),
            after: format!("?{parameters}"),
        })
    }

    /// The address of another database on the server.
    pub(super) fn url_of(&self, database: &str) -> String {
        format!("{}/{database}{}", self.before, self.after)
    }

    /// A new database, with the present schema or without any table; its name.
    pub(super) fn create_database(&self, migrated: bool) -> String {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        let server = self.clone();
        let new = name.clone();
        let template = migrated.then(|| TEMPLATE.get_or_init(|| self.template()).clone());
        apart(async move {
            let db = server.connect("postgres").await;
            let template = template.unwrap_or_else(|| "template0".to_owned());
            run(
                &db,
                &format!("CREATE DATABASE {new} TEMPLATE {template} STRATEGY FILE_COPY"),
            )
            .await;
            db.close().await.unwrap();
        });
        name
    }

    pub(super) fn drop_database(&self, name: &str) {
        let (server, statement) = (
            self.clone(),
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        );
        apart(async move {
            let db = server.connect("postgres").await;
            run(&db, &statement).await;
            db.close().await.unwrap();
        });
    }

    /// The database from which others are copied, created by the first process that needs it.
    fn template(&self) -> String {
        let mut hasher = DefaultHasher::new();
        for migration in Migrator::migrations() {
            migration.name().hash(&mut hasher);
        }
        let name = format!("template_{:x}", hasher.finish());
        let (server, wanted) = (self.clone(), name.clone());
        apart(async move {
            let db = server.connect("postgres").await;
            run(&db, "SELECT pg_advisory_lock(1)").await;
            let query = format!("SELECT 1 FROM pg_database WHERE datname = '{wanted}'");
            let query = Statement::from_string(db.get_database_backend(), query);
            if db.query_one_raw(query).await.unwrap().is_none() {
                // Under another name until it is complete: a process may be stopped half-way.
                let half = format!("{wanted}_half");
                run(&db, &format!("DROP DATABASE IF EXISTS {half} WITH (FORCE)")).await;
                run(&db, &format!("CREATE DATABASE {half} TEMPLATE template0")).await;
                let new = server.connect(&half).await;
                Migrator::up(&new, None).await.unwrap();
                new.close().await.unwrap();
                run(&db, &format!("ALTER DATABASE {half} RENAME TO {wanted}")).await;
            }
            db.close().await.unwrap();
        });
        name
    }

    async fn connect(&self, database: &str) -> DatabaseConnection {
        let mut options = ConnectOptions::new(self.url_of(database));
        options.max_connections(1).sqlx_logging(false);
        Database::connect(options).await.unwrap()
    }
}

async fn run(db: &DatabaseConnection, statement: &str) {
    db.execute_unprepared(statement).await.unwrap();
}

/// Runs something on a separate thread and waits for it: tests create and drop their databases
/// where nothing can be awaited.
pub(super) fn apart(work: impl Future<Output = ()> + Send + 'static) {
    std::thread::spawn(|| {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(work);
    })
    .join()
    .unwrap();
}
