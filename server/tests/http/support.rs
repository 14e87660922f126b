//! A fresh installation for each test, the browsers in front of it and the people behind them.

mod answer;
mod ask;
mod browser;
mod database;
mod phone;
mod routed;
mod smtp;
mod stream;

pub use answer::Answer;
pub use ask::{Ask, urlencode};
pub use browser::Browser;
pub use phone::Phone;
pub use smtp::{Mail, MailServer};
pub use stream::{SOON, Stream, field};

use axum::Router;
use axum::extract::ConnectInfo;
use axum::response::Response;
use backend::access::{Manager, Operator};
use backend::clock::Clock;
use backend::users::NewUser;
use backend::vault::Vault;
use backend::{Backend, Settings};
use domain::{
    DisplayName, EmailAddress, Language, NewPassword, OverrideRule, Role, Timestamp, UserId,
};
use sea_orm::{ConnectionTrait, QueryResult, Statement, TryGetable};
use server::config::TrustedProxies;
use server::router::router;
use server::site::Site;
use server::web::Web;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::Db;
use tempfile::TempDir;
use test_database::TestDatabase;
use tokio::sync::RwLock;
use tower::ServiceExt;

/// When every test begins: the first second of a time step.
pub const START: Timestamp = Timestamp::from_unix(1_800_000_000);
/// Everybody's password.
pub const PASSWORD: &str = "quatre chevaux verts dansent";
/// Where everybody sits.
pub const ADDRESS: &str = "192.0.2.7";
/// Under what the console is reached.
pub const PUBLIC_URL: &str = "http://127.0.0.1:3000";
/// Under what the console is reached elsewhere than on the machine itself.
pub const HTTPS_URL: &str = "https://bouclier.example";
/// Seconds that the cookie of a session lives.
pub const MAX_AGE: i64 = 43_200;

/// After this time a request counts as never answered.
const PATIENCE: Duration = Duration::from_secs(30);

/// Held for writing while routes are listed: the framework loads no data meanwhile, in the whole
/// process, and a page that is drawn at that moment would wait for ever. A server lists its routes
/// once, before it listens.
static LISTING: RwLock<()> = RwLock::const_new(());

/// An installation of its own, gone when the test ends.
pub struct TestServer {
    pub backend: Backend,
    db: Db,
    pub clock: Clock,
    pub url: &'static str,
    router: Router,
    dir: TempDir,
    database: TestDatabase,
}

/// An account.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: UserId,
    pub email: String,
}

/// Who an account is for.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub role: Role,
    pub language: Language,
    pub rule: Option<OverrideRule>,
    pub password: bool,
}

/// A user with a password, in French.
pub const USER: Kind = Kind {
    role: Role::User,
    language: Language::Fr,
    rule: None,
    password: true,
};
/// An admin.
pub const ADMIN: Kind = Kind {
    role: Role::Admin,
    ..USER
};
/// A user who must use 2FA.
pub const REQUIRED: Kind = Kind {
    rule: Some(OverrideRule::Required),
    ..USER
};
/// A user who has not chosen a password yet.
pub const INVITEE: Kind = Kind {
    password: false,
    ..USER
};

impl TestServer {
    /// On the machine itself, without TLS.
    pub async fn new() -> Self {
        Self::at(PUBLIC_URL, |_| {}).await
    }

    /// With other settings.
    pub async fn with(set: impl FnOnce(&mut Settings)) -> Self {
        Self::at(PUBLIC_URL, set).await
    }

    /// Behind TLS.
    pub async fn on_https() -> Self {
        Self::at(HTTPS_URL, |_| {}).await
    }

    async fn at(url: &'static str, set: impl FnOnce(&mut Settings)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let database = TestDatabase::new();
        let db = Db::open(database.url()).await.unwrap();
        database::count(&db).await;
        let vault = Vault::create(&dir.path().join("secret.key")).unwrap();
        let clock = Clock::manual(START);
        let mut settings = Settings::for_tests(url);
        set(&mut settings);
        let backend = Backend::new(db.clone(), vault, clock.clone(), settings).unwrap();
        let site = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/site"));
        let web = Web {
            site: Arc::new(Site::open(Some(site)).unwrap()),
            public_url: url.to_owned(),
            trusted_proxies: TrustedProxies::default(),
            session_max_age: MAX_AGE,
            limits: server::listener::Limits::default(),
            shutdown: server::shutdown::Shutdown::default(),
        };
        let router = list_routes(|| router(backend.clone(), &web)).await;
        Self {
            backend,
            db,
            clock,
            url,
            router,
            dir,
            database,
        }
    }

    /// The database, behind the application's back.
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// Every route of the router, as `METHOD path`.
    pub fn routes(&self) -> BTreeSet<String> {
        routed::routes(&format!("{:?}", self.router))
    }

    /// Where the key is.
    pub fn key_file(&self) -> PathBuf {
        self.dir.path().join("secret.key")
    }

    /// Another process on the same database.
    pub async fn replica(&self) -> Backend {
        let db = Db::open(self.database.url()).await.unwrap();
        let vault = backend::key_file::open_vault(&db, &self.key_file())
            .await
            .unwrap();
        Backend::new(db, vault, self.clock.clone(), Settings::for_tests(self.url)).unwrap()
    }

    /// Changes the database behind the application's back.
    pub async fn write(&self, statement: &str) {
        let db = self.db();
        let statement = database::spoken(db, statement);
        db.write().execute_unprepared(&statement).await.unwrap();
    }

    /// Answers a request exactly as it is, but for `Host`.
    pub async fn send(&self, ask: Ask) -> Answer {
        let place = format!("{ask:?}");
        let answer = async { Answer::read(self.begin(ask).await).await };
        let answer = tokio::time::timeout(PATIENCE, answer).await;
        answer.unwrap_or_else(|_| panic!("no answer: {place}"))
    }

    /// The beginning of an answer, whose body is to be read.
    pub async fn begin(&self, ask: Ask) -> Response {
        let mut request = ask.into_request(self.url);
        let peer = SocketAddr::new(ADDRESS.parse().unwrap(), 4_000);
        request.extensions_mut().insert(ConnectInfo(peer));
        let _drawing = LISTING.read().await;
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// A browser without script.
    pub fn browser(&self) -> Browser<'_> {
        Browser::new(self, false)
    }

    /// A browser in which the application runs.
    pub fn client(&self) -> Browser<'_> {
        Browser::new(self, true)
    }

    /// A browser in which the application runs, signed in with the password.
    pub async fn signed_in(&self, person: &Person) -> Browser<'_> {
        let mut client = self.client();
        let answer = client.give_password(person).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        client
    }

    /// The first admin, Ada Byron, signed in.
    pub async fn ada(&self) -> (Person, Browser<'_>) {
        let ada = self.person("Ada Byron", ADMIN).await;
        let client = self.signed_in(&ada).await;
        (ada, client)
    }

    /// The first admin, Ada Byron, signed in and with a factor of her own.
    pub async fn ada_with_factor(&self) -> (Person, Browser<'_>, Phone) {
        let (ada, mut client) = self.ada().await;
        let (phone, _) = client.enrol().await;
        (ada, client, phone)
    }

    /// An account with the address `first.last@exemple.fr`.
    pub async fn person(&self, name: &str, kind: Kind) -> Person {
        let folded = domain::fold::fold(name);
        let words: Vec<&str> = folded
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let email = format!("{}@exemple.fr", words.join("."));
        let new = NewUser {
            email: EmailAddress::parse(&email).unwrap(),
            name: DisplayName::parse(name).unwrap(),
            role: kind.role,
            language: kind.language,
            group: None,
            rule: kind.rule,
        };
        let password = kind
            .password
            .then(|| NewPassword::parse(PASSWORD, &[]).unwrap());
        let created = self
            .backend
            .create_user(&operator(), new, password.as_ref())
            .await;
        Person {
            id: created.unwrap(),
            email,
        }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn advance(&self, seconds: i64) {
        self.clock.advance(seconds);
    }

    /// How many rows were ever written: any attempt to change something counts, but the counts of
    /// wrong passwords, which are there to be written.
    pub async fn writes(&self) -> i64 {
        self.value(database::counted(self.db())).await
    }

    /// Changes the database behind the use cases' back.
    pub async fn plant(&self, statement: &str) {
        let db = self.db();
        let statement = database::spoken(db, statement);
        db.write().execute_unprepared(&statement).await.unwrap();
    }

    /// One value from the database.
    pub async fn value<T: TryGetable>(&self, query: &str) -> T {
        self.rows(query).await[0].try_get_by_index(0).unwrap()
    }

    /// The first column of a query.
    pub async fn column<T: TryGetable>(&self, query: &str) -> Vec<T> {
        self.rows(query)
            .await
            .iter()
            .map(|row| row.try_get_by_index(0).unwrap())
            .collect()
    }

    async fn rows(&self, query: &str) -> Vec<QueryResult> {
        let query = database::spoken(self.db(), query);
        let db = self.db().write();
        let statement = Statement::from_string(db.get_database_backend(), query);
        db.query_all_raw(statement).await.unwrap()
    }
}

/// Does something that lists the routes.
pub async fn list_routes<T>(list: impl FnOnce() -> T) -> T {
    let _listing = LISTING.write().await;
    list()
}

/// The right of the command line.
pub fn operator() -> Manager {
    Operator::assume_command_line().into()
}
