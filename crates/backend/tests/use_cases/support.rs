//! A fresh installation for each test, the people in it and their phones.

mod database;
mod policy;

use backend::access::{Manager, Operator, Origin, Principal};
use backend::clock::Clock;
use backend::sign_in::SignedIn;
use backend::token::Token;
use backend::users::NewUser;
use backend::vault::Vault;
use backend::{Backend, Error, Result, Settings};
use domain::problem::Problem;
use domain::{
    AuditAction, DisplayName, EmailAddress, Gate, Language, NewPassword, OverrideRule, Role,
    Timestamp, UserId,
};
use std::fmt::Debug;
use std::path::PathBuf;
use store::Db;
use tempfile::TempDir;
use test_database::TestDatabase;
use totp_rs::{Algorithm, Builder, Secret, Totp};
use wire::view::{Enrolment, Entry, Pending, UserRow};

/// When every test begins: the first second of a time step.
pub const START: Timestamp = Timestamp::from_unix(1_800_000_000);
/// Everybody's password.
pub const PASSWORD: &str = "quatre chevaux verts dansent";
/// Where everybody sits.
pub const ADDRESS: &str = "192.0.2.7";
/// Under what the console is reached.
pub const PUBLIC_URL: &str = "http://127.0.0.1:3000";

/// An installation of its own, gone when the test ends.
pub struct TestApp {
    pub backend: Backend,
    db: Db,
    pub clock: Clock,
    dir: TempDir,
    // Dropped after the connections to it.
    database: TestDatabase,
}

/// An account.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: UserId,
    pub name: String,
    pub email: String,
}

/// An authenticator app, independent of the code under test.
pub struct Phone(Totp);

/// Somebody who has just enrolled: the phone, the recovery codes and the open session.
pub struct Enrolled {
    pub phone: Phone,
    pub codes: Vec<String>,
    pub token: Token,
}

pub fn origin() -> Origin {
    Origin {
        address: ADDRESS.to_owned(),
        user_agent: "Tests/1.0".to_owned(),
    }
}

/// The reason of a refusal; anything else fails the test.
#[track_caller]
pub fn problem<T: Debug>(result: Result<T>) -> Problem {
    match result {
        Err(Error::Refused(problem)) => problem,
        other => panic!("not a refusal: {other:?}"),
    }
}

/// The token at the end of a link.
pub fn token_in(url: &str) -> String {
    url.rsplit_once('/').unwrap().1.to_owned()
}

impl Phone {
    /// Reads the secret as a user copies it.
    pub fn scan(pending: &Pending) -> Self {
        Self(
            Builder::new()
                .with_algorithm(Algorithm::SHA1)
                .with_digits(6)
                .with_step_duration(30)
                .with_secret(Secret::try_from_base32(&pending.secret).unwrap())
                .with_account_name("phone")
                .build()
                .unwrap(),
        )
    }

    /// The code that the phone shows at a moment.
    pub fn at(&self, moment: Timestamp) -> String {
        self.0.generate(moment.unix().unsigned_abs()).to_string()
    }

    /// A code that the phone shows at no time within ten minutes of a moment.
    pub fn wrong(&self, moment: Timestamp) -> String {
        let near: Vec<String> = (-20..=20).map(|n| self.at(moment.plus(n * 30))).collect();
        (0..1_000)
            .map(|number| format!("{number:06}"))
            .find(|code| !near.contains(code))
            .unwrap()
    }
}

impl TestApp {
    /// A fresh installation with the usual settings.
    pub async fn new() -> Self {
        Self::with(Settings::for_tests(PUBLIC_URL)).await
    }

    /// The same in which hashes cost what they cost everywhere else.
    pub async fn at_full_cost() -> Self {
        Self::with(Settings::new(PUBLIC_URL)).await
    }

    /// A fresh installation.
    pub async fn with(settings: Settings) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let database = TestDatabase::new();
        let db = Db::open(database.url()).await.unwrap();
        let vault = Vault::create(&dir.path().join("secret.key")).unwrap();
        let clock = Clock::manual(START);
        let backend = Backend::new(db.clone(), vault, clock.clone(), settings).unwrap();
        Self {
            backend,
            db,
            clock,
            dir,
            database,
        }
    }

    /// The database, behind the use cases' back.
    pub const fn db(&self) -> &Db {
        &self.db
    }

    pub fn key_file(&self) -> PathBuf {
        self.dir.path().join("secret.key")
    }

    /// A second process on the same database and key, as after a restart.
    pub async fn another_process(&self) -> Backend {
        self.process_with(Vault::open(&self.key_file()).unwrap())
            .await
    }

    /// A process on another machine, with a key file of its own.
    pub async fn process_with(&self, vault: Vault) -> Backend {
        let db = Db::open(self.database.url()).await.unwrap();
        let settings = Settings::for_tests(PUBLIC_URL);
        Backend::new(db, vault, self.clock.clone(), settings).unwrap()
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn advance(&self, seconds: i64) {
        self.clock.advance(seconds);
    }

    /// The command line's right.
    pub fn operator() -> Manager {
        Operator::assume_command_line().into()
    }

    /// Waits until so many hashes run or wait.
    pub async fn until_hashes_wait(&self, count: usize) {
        while self.backend.hasher().queued() < count {
            tokio::task::yield_now().await;
        }
    }

    /// An account with the address `first.last@exemple.fr`, without a password.
    pub async fn invitee(&self, name: &str) -> Person {
        self.create(name, Role::User, None, None).await
    }

    /// A user with the usual password.
    pub async fn user(&self, name: &str) -> Person {
        self.create(name, Role::User, None, Some(PASSWORD)).await
    }

    /// A user with the usual password and a rule of the own.
    pub async fn user_with(&self, name: &str, rule: OverrideRule) -> Person {
        self.create(name, Role::User, Some(rule), Some(PASSWORD))
            .await
    }

    /// An admin with the usual password.
    pub async fn add_admin(&self, name: &str) -> Person {
        self.create(name, Role::Admin, None, Some(PASSWORD)).await
    }

    async fn create(
        &self,
        name: &str,
        role: Role,
        rule: Option<OverrideRule>,
        password: Option<&str>,
    ) -> Person {
        let email = format!("{}@exemple.fr", domain::fold::fold(name).replace(' ', "."));
        let new = NewUser {
            email: EmailAddress::parse(&email).unwrap(),
            name: DisplayName::parse(name).unwrap(),
            role,
            language: Language::Fr,
            group: None,
            rule,
        };
        let password = password.map(|text| NewPassword::parse(text, &[]).unwrap());
        let id = self
            .backend
            .create_user(&Self::operator(), new, password.as_ref())
            .await
            .unwrap();
        Person {
            id,
            name: name.to_owned(),
            email,
        }
    }

    /// Gives address and password.
    pub async fn password(&self, person: &Person) -> SignedIn {
        self.backend
            .sign_in(&person.email, PASSWORD, &origin(), None)
            .await
            .unwrap()
    }

    /// Who is behind a token, if anybody.
    pub async fn find(&self, token: &Token) -> Option<Principal> {
        self.backend.principal(token, origin()).await.unwrap()
    }

    /// Who is behind a token.
    pub async fn load(&self, token: &Token) -> Principal {
        self.find(token).await.expect("the session lives")
    }

    /// A session after the password alone.
    pub async fn begin(&self, person: &Person) -> Principal {
        self.load(&self.password(person).await.token).await
    }

    /// An open session of somebody without a factor.
    pub async fn open(&self, person: &Person) -> Principal {
        let principal = self.begin(person).await;
        assert_eq!(principal.gate(), Gate::Open);
        principal
    }

    /// The first admin, Ada Byron, signed in.
    pub async fn admin(&self) -> Principal {
        let ada = self.add_admin("Ada Byron").await;
        self.open(&ada).await
    }

    /// The first admin, Ada Byron, signed in and with a factor of her own.
    pub async fn admin_with_factor(&self) -> Principal {
        let ada = self.add_admin("Ada Byron").await;
        let enrolled = self.enrol(&ada).await;
        self.load(&enrolled.token).await
    }

    /// Signs in with the password and enrols a phone, to the end.
    pub async fn enrol(&self, person: &Person) -> Enrolled {
        let principal = self.begin(person).await;
        let (phone, token) = self.confirm(&principal).await;
        let principal = self.load(&token).await;
        let codes = self.codes_to_save(&principal).await;
        let enrollee = principal.enrollee().unwrap();
        let token = self.backend.finish_enrolment(enrollee, true).await.unwrap();
        Enrolled {
            phone,
            codes,
            token,
        }
    }

    /// Begins an enrolment and gives the secret that waits for confirmation.
    pub async fn secret(&self, principal: &Principal) -> Pending {
        let enrollee = principal.enrollee().unwrap();
        self.backend
            .begin_enrolment(principal.fresh_enrollee().unwrap())
            .await
            .unwrap();
        match self.backend.enrolment(enrollee).await.unwrap() {
            Enrolment::Confirm(pending) => pending,
            other => panic!("no secret: {other:?}"),
        }
    }

    /// Begins and confirms an enrolment; the recovery codes wait to be saved.
    pub async fn confirm(&self, principal: &Principal) -> (Phone, Token) {
        let phone = Phone::scan(&self.secret(principal).await);
        let enrollee = principal.enrollee().unwrap();
        let code = phone.at(self.now());
        let confirmed = self.backend.confirm_enrolment(enrollee, &code).await;
        (phone, confirmed.unwrap())
    }

    /// The recovery codes that wait to be saved.
    pub async fn codes_to_save(&self, principal: &Principal) -> Vec<String> {
        let enrollee = principal.enrollee().unwrap();
        match self.backend.enrolment(enrollee).await.unwrap() {
            Enrolment::Save(codes) => codes,
            other => panic!("no codes to save: {other:?}"),
        }
    }

    /// Gives a code (or a recovery code) for a session that waits for it.
    pub async fn give(&self, principal: &Principal, code: &str) -> Result<SignedIn> {
        let claimant = principal.claimant().unwrap();
        self.backend.give_code(claimant, code).await
    }

    /// Signs in with password and phone, at the next time step.
    pub async fn open_with(&self, person: &Person, phone: &Phone) -> Principal {
        self.advance(30);
        let principal = self.begin(person).await;
        let signed_in = self.give(&principal, &phone.at(self.now())).await.unwrap();
        self.load(&signed_in.token).await
    }

    /// What the table shows of somebody.
    pub async fn row(&self, admin: &Principal, id: UserId) -> UserRow {
        let admin = admin.admin().unwrap();
        self.backend.user_detail(admin, id).await.unwrap().row
    }

    /// Audit entries on or by somebody, newest first.
    pub async fn entries(&self, admin: &Principal, id: UserId) -> Vec<Entry> {
        let admin = admin.admin().unwrap();
        self.backend.audit_of(admin, id, 1000).await.unwrap()
    }

    /// Their actions, newest first.
    pub async fn actions(&self, admin: &Principal, id: UserId) -> Vec<AuditAction> {
        let entries = self.entries(admin, id).await;
        entries.iter().map(|entry| entry.action).collect()
    }

    /// How many audit entries there are in all.
    pub async fn entry_count(&self) -> i64 {
        self.number("SELECT count(*) FROM audit_entries").await
    }
}
