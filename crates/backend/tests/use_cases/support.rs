//! A fresh installation for each test, and the actions of its people.

mod database;
mod dice;
mod policy;
mod session;

pub use dice::Dice;

pub use test_support::{ADDRESS, Enrolled, PASSWORD, PUBLIC_URL, Person, Phone, START, origin};

use backend::access::{Manager, Principal};
use backend::sign_in::SignedIn;
use backend::token::Token;
use backend::users::RequirementInput;
use backend::{Error, Result, Settings};
use domain::problem::Problem;
use domain::{AuditAction, Gate, OverrideRule, Role, UserId};
use std::fmt::Debug;
use std::ops::Deref;
use store::Db;
use test_support::{ADMIN, INVITEE, Installation, Kind, USER};
use wire::view::{Enrolment, Entry, Pending, UserRow};

/// A separate installation, deleted when the test ends.
pub struct TestApp(Installation);

impl Deref for TestApp {
    type Target = Installation;

    fn deref(&self) -> &Installation {
        &self.0
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

/// The form of the checkbox, with a reason if it is unchecked.
pub const fn asked(required: bool) -> RequirementInput<'static> {
    RequirementInput::from_form(required, "motif de test", "", "", None)
}

/// A change of the box alone, which exempts nobody ahead of a requirement.
pub const fn by_the_box(required: bool) -> RequirementInput<'static> {
    RequirementInput::from_form(required, "", "", "", None)
}

/// The token at the end of a link.
pub fn token_in(url: &str) -> String {
    url.rsplit_once('/').unwrap().1.to_owned()
}

impl TestApp {
    /// A fresh installation with the usual settings.
    pub async fn new() -> Self {
        Self::with(Settings::for_tests(PUBLIC_URL)).await
    }

    /// The same in which hashes have the cost of production.
    pub async fn at_full_cost() -> Self {
        Self::with(Settings::new(PUBLIC_URL)).await
    }

    /// A fresh installation.
    pub async fn with(settings: Settings) -> Self {
        Self(Installation::with(settings).await)
    }

    /// The same over a database around which something is put.
    pub async fn with_database(settings: Settings, around: impl FnOnce(Db) -> Db) -> Self {
        Self(Installation::with_database(settings, around).await)
    }

    /// The command line's right.
    pub fn operator() -> Manager {
        test_support::operator()
    }

    /// Waits until this many hashes run or wait.
    pub async fn until_hashes_wait(&self, count: usize) {
        while self.backend.hasher().queued() < count {
            tokio::task::yield_now().await;
        }
    }

    /// An account with the address `first.last@exemple.fr`, without a password.
    pub async fn invitee(&self, name: &str) -> Person {
        self.create(name, INVITEE).await
    }

    /// A user with the usual password.
    pub async fn user(&self, name: &str) -> Person {
        self.create(name, USER).await
    }

    /// A user with the usual password and an individual rule.
    pub async fn user_with(&self, name: &str, rule: OverrideRule) -> Person {
        let rule = Some(rule);
        self.create(name, Kind { rule, ..USER }).await
    }

    /// An admin with the usual password.
    pub async fn add_admin(&self, name: &str) -> Person {
        self.create(name, ADMIN).await
    }

    /// Somebody with a role and the usual password.
    pub async fn with_role(&self, name: &str, role: Role) -> Person {
        self.create(name, Kind { role, ..USER }).await
    }

    async fn create(&self, name: &str, kind: Kind) -> Person {
        test_support::create(&self.backend, name, kind).await
    }

    /// Submits address and password.
    pub async fn password(&self, person: &Person) -> SignedIn {
        test_support::sign_in(&self.backend, person).await
    }

    /// The principal behind a token, if any.
    pub async fn find(&self, token: &Token) -> Option<Principal> {
        test_support::find(&self.backend, token).await
    }

    /// The principal behind a token.
    pub async fn load(&self, token: &Token) -> Principal {
        self.find(token).await.expect("the session lives")
    }

    /// A session after the password alone.
    pub async fn begin(&self, person: &Person) -> Principal {
        self.load(&self.password(person).await.token).await
    }

    /// An open session of a user without a factor.
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

    /// The first admin, Ada Byron, signed in and with her own factor.
    pub async fn admin_with_factor(&self) -> Principal {
        let ada = self.add_admin("Ada Byron").await;
        let enrolled = self.enrol(&ada).await;
        self.load(&enrolled.token).await
    }

    /// Signs in with the password and enrols a phone, to the end.
    pub async fn enrol(&self, person: &Person) -> Enrolled {
        test_support::enrol(&self.backend, person).await
    }

    /// Begins an enrolment and returns the secret that awaits confirmation.
    pub async fn secret(&self, principal: &Principal) -> Pending {
        test_support::secret(&self.backend, principal).await
    }

    /// Enrols a phone with an access code; the session is open then.
    pub async fn come_back(&self, person: &Person, code: &str) -> Principal {
        let entered = self.give(&self.begin(person).await, code).await.unwrap();
        let (_, token) = self.confirm(&self.load(&entered.token).await).await;
        let session = self.load(&token).await;
        let enrollee = session.enrollee().unwrap();
        let token = self
            .backend
            .finish_enrolment(enrollee, true)
            .await
            .unwrap()
            .session;
        self.load(&token).await
    }

    /// The secret that this session's enrolment shows, if any.
    pub async fn secret_shown(&self, principal: &Principal) -> Option<String> {
        let enrollee = principal.enrollee().unwrap();
        match self.backend.enrolment(enrollee).await.unwrap() {
            Enrolment::Confirm(pending) => Some(pending.secret),
            _ => None,
        }
    }

    /// Begins and confirms an enrolment; returns the recovery codes, still to be saved.
    pub async fn confirm(&self, principal: &Principal) -> (Phone, Token) {
        test_support::confirm(&self.backend, principal).await
    }

    /// The recovery codes still to be saved.
    pub async fn codes_to_save(&self, principal: &Principal) -> Vec<String> {
        test_support::codes_to_save(&self.backend, principal).await
    }

    /// Submits a code (or a recovery code) for a session that waits for it.
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

    /// The row of a user in the table.
    pub async fn row(&self, admin: &Principal, id: UserId) -> UserRow {
        let admin = admin.admin().unwrap();
        self.backend.user_detail(admin, id).await.unwrap().row
    }

    /// Audit entries on or by a user, newest first.
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
