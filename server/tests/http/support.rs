//! A fresh installation for each test, with its browsers and users.

mod answer;
mod ask;
mod browser;
mod database;
mod routed;
mod shown;
mod stream;

pub use answer::Answer;
pub use ask::{Ask, urlencode};
pub use browser::Browser;
pub use stream::{Stream, field};
pub use test_support::smtp::{Mail, MailServer};
pub use test_support::{
    ADDRESS, ADMIN, AUDITOR, HELPDESK, INVITEE, Kind, PASSWORD, PUBLIC_URL, Person, Phone,
    REQUIRED, USER, operator,
};

use axum::Router;
use axum::extract::ConnectInfo;
use axum::response::Response;
use backend::Settings;
use sea_orm::TryGetable;
use server::config::TrustedProxies;
use server::metrics::Metrics;
use server::router::router;
use server::site::Site;
use server::web::Web;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use test_support::{Installation, sql};
use tokio::sync::RwLock;
use tower::ServiceExt;

/// The public address of an installation that is not local.
pub const HTTPS_URL: &str = "https://bouclier.example";
/// The lifetime of the session cookie in seconds.
pub const MAX_AGE: i64 = 43_200 + 86_400;

/// After this time a request counts as unanswered.
const PATIENCE: Duration = Duration::from_secs(30);

/// Write-locked while routes are listed: meanwhile the framework loads no data in the whole process,
/// and a page rendered at that moment would wait for ever. A server lists its routes once, before it
/// listens.
static LISTING: RwLock<()> = RwLock::const_new(());

/// An installation of its own behind its router, gone when the test ends.
pub struct TestServer {
    installation: Arc<Installation>,
    pub url: &'static str,
    pub metrics: Metrics,
    web: Web,
    router: Router,
}

impl Deref for TestServer {
    type Target = Installation;

    fn deref(&self) -> &Installation {
        &self.installation
    }
}

impl TestServer {
    /// A local installation, without TLS.
    pub async fn new() -> Self {
        Self::at(PUBLIC_URL, |_| {}).await
    }

    /// An installation with other settings.
    pub async fn with(set: impl FnOnce(&mut Settings)) -> Self {
        Self::at(PUBLIC_URL, set).await
    }

    /// An installation behind TLS.
    pub async fn on_https() -> Self {
        Self::at(HTTPS_URL, |_| {}).await
    }

    async fn at(url: &'static str, set: impl FnOnce(&mut Settings)) -> Self {
        let metrics = Metrics::new(true).unwrap();
        let mut settings = Settings::for_tests(url);
        set(&mut settings);
        let installation = Installation::with_database(settings, |db| metrics.time(db)).await;
        database::count(installation.db()).await;
        let site = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/site"));
        let web = Web {
            site: Arc::new(Site::open(Some(site)).unwrap()),
            public_url: url.to_owned(),
            trusted_proxies: TrustedProxies::default(),
            session_max_age: 43_200,
            limits: server::listener::Limits::default(),
            shutdown: server::shutdown::Shutdown::default(),
            access_log: true,
            metrics: Some(metrics.clone()),
        };
        let router = list_routes(|| router(installation.backend.clone(), &web)).await;
        Self {
            installation: Arc::new(installation),
            url,
            metrics,
            web,
            router,
        }
    }

    /// Another server of the same installation, with a process of its own.
    pub async fn beside(&self) -> Self {
        let backend = self.installation.another_process().await;
        Self {
            installation: Arc::clone(&self.installation),
            url: self.url,
            metrics: self.metrics.clone(),
            web: self.web.clone(),
            router: list_routes(|| router(backend, &self.web)).await,
        }
    }

    /// Every route of the router, as `METHOD path`.
    pub fn routes(&self) -> BTreeSet<String> {
        routed::routes(&format!("{:?}", self.router))
    }

    /// Answers a request exactly as given, apart from `Host`.
    pub async fn send(&self, ask: Ask) -> Answer {
        let place = format!("{ask:?}");
        let answer = async { Answer::read(self.begin(ask).await).await };
        let answer = tokio::time::timeout(PATIENCE, answer).await;
        answer.unwrap_or_else(|_| panic!("no answer: {place}"))
    }

    /// The head of an answer, whose body is still to be read.
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
        test_support::create(&self.backend, name, kind).await
    }

    /// The number of rows ever written: any attempt to change something counts, except in the counts
    /// of wrong passwords, which are meant to be written.
    pub async fn writes(&self) -> i64 {
        self.value(database::counted(self.db())).await
    }

    /// Changes the database behind the use cases' back.
    pub async fn plant(&self, statement: &str) {
        let db = self.db().write();
        sql::execute(db, &sql::spoken(db, statement)).await;
    }

    /// One value from the database.
    pub async fn value<T: TryGetable>(&self, query: &str) -> T {
        let db = self.db().write();
        sql::value(db, &sql::spoken(db, query)).await
    }

    /// The first column of a query.
    pub async fn column<T: TryGetable>(&self, query: &str) -> Vec<T> {
        let db = self.db().write();
        sql::column(db, &sql::spoken(db, query)).await
    }
}

/// Runs code that lists the routes.
pub async fn list_routes<T>(list: impl FnOnce() -> T) -> T {
    let _listing = LISTING.write().await;
    list()
}
