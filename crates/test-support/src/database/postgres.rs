//! The PostgreSQL server that tests share.

use super::VARIABLE;
use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, Statement};
use std::future::Future;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, OnceLock};

/// Makes the database names within a process unique.
static MADE: AtomicU32 = AtomicU32::new(0);
/// The template that this process knows to exist.
static TEMPLATE: OnceLock<String> = OnceLock::new();
/// What makes and drops the databases of this process.
static KEEPER: OnceLock<Mutex<Sender<Order>>> = OnceLock::new();

/// Statements that run one after the other, none of them in a transaction, and who is told how that went.
struct Order {
    statements: Vec<String>,
    done: Sender<Result<(), DbErr>>,
}

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
        let template = if migrated {
            TEMPLATE.get_or_init(|| self.template())
        } else {
            "template0"
        };
        self.order(vec![format!(
            "CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"
        )]);
        name
    }

    /// Drops a database and ends the connections to it.
    pub(super) fn drop_database(&self, name: &str) {
        // The statement could end them itself, but sleeps for a tenth of a second until it looks whether they have. Who has lost one may
        // open another at once, and wait with it until this test has ended.
        let ended = format!(
            "DO $$ BEGIN \
                 FOR attempt IN 1..5000 LOOP \
                     PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'; \
                     EXIT WHEN NOT FOUND; \
                     PERFORM pg_sleep(0.001); \
                     PERFORM pg_stat_clear_snapshot(); \
                 END LOOP; \
             END $$"
        );
        self.order(vec![
            ended,
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        ]);
    }

    /// Has statements run on the connection that this process keeps for them, and waits for that.
    fn order(&self, statements: Vec<String>) {
        let (done, is_done) = channel();
        let keeper = KEEPER.get_or_init(|| Mutex::new(self.keeper()));
        let keeper = keeper.lock().unwrap().clone();
        keeper.send(Order { statements, done }).unwrap();
        is_done.recv().unwrap().unwrap();
    }

    /// A thread with a connection; a database that each test makes and drops would need two of its own.
    fn keeper(&self) -> Sender<Order> {
        let (sender, orders) = channel::<Order>();
        let server = self.clone();
        std::thread::spawn(move || {
            in_a_runtime(async move {
                let db = server.connect("postgres").await;
                for Order { statements, done } in orders {
                    done.send(run_all(&db, &statements).await).unwrap();
                }
            });
        });
        sender
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

async fn run_all(db: &DatabaseConnection, statements: &[String]) -> Result<(), DbErr> {
    for statement in statements {
        db.execute_unprepared(statement).await?;
    }
    Ok(())
}

async fn run(db: &DatabaseConnection, statement: &str) {
    db.execute_unprepared(statement).await.unwrap();
}

/// Runs something on a separate thread and waits for it: tests create and drop their databases
/// where nothing can be awaited.
pub(super) fn apart(work: impl Future<Output = ()> + Send + 'static) {
    std::thread::spawn(|| in_a_runtime(work)).join().unwrap();
}

fn in_a_runtime(work: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(work);
}
