//! Signing in: the password, then the code.

use crate::access::{Actor, Claimant, Origin, Principal};
use crate::audit::UnitOfWork;
use crate::context::Backend;
use crate::error::with_causes;
use crate::error::{Error, Result};
use crate::password_attempts::{Counted, forget};
use crate::rules::{compliance_of, deadline_of, exempt_until, keep_compliance, load, must_enrol};
use crate::session::{Begun, DeviceCookie, Progress, complete_sign_in, create, recovery_saved};
use crate::tally::SignInStep;
use crate::token::Token;
use domain::problem::Problem;
use domain::{
    EmailAddress, Gate, Proven, Role, SecondFactorInput, SecurityEventKind, Standing, gate,
};
use store::entity::user;
use store::factor::remove_access_code;
use store::profile::replace_password;
use store::session::{end_by_token, end_replacing};
use store::user::{find_enabled, find_enabled_by_key};

/// A successful step of the sign-in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The session's new token, for the cookie.
    pub token: Token,
    /// What the browser does with its device cookie.
    pub device: DeviceCookie,
    /// How far the session has progressed.
    pub gate: Gate,
    /// The user's role, for where to go next.
    pub role: Role,
    /// Whether the session is open though 2FA has to be activated: there is time to.
    pub has_time: bool,
}

impl Backend {
    /// Checks address and password and begins a session. `previous` is the token that the browser
    /// held before: that session ends.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        origin: &Origin,
        previous: Option<&Token>,
    ) -> Result<SignedIn> {
        let step = self.check_password(email, password, origin, previous);
        self.tallied(SignInStep::Password, step.await)
    }

    /// Counts the outcome of a step.
    fn tallied(&self, step: SignInStep, result: Result<SignedIn>) -> Result<SignedIn> {
        let gate = result.as_ref().map(|signed_in| signed_in.gate);
        self.sign_ins.note(step, gate);
        result
    }

    async fn check_password(
        &self,
        email: &str,
        password: &str,
        origin: &Origin,
        previous: Option<&Token>,
    ) -> Result<SignedIn> {
        let key = EmailAddress::key_of(email);
        let found = find_enabled_by_key(self.db.read(), &key).await?;
        let counted = self.count_password(email, found.as_ref(), origin).await;
        let counted = self.noted_of_address(email, origin, counted).await?;
        let stored = found.as_ref().and_then(|u| u.password_hash.as_deref());
        let verified = self.verify_counted(&counted, password, stored).await?;
        let Some(user) = found.filter(|_| verified.right) else {
            return Err(Problem::Credentials.into());
        };
        let begun = self
            .begin_session(&counted, &user, origin, previous)
            .await?;
        // A user who is signed in stays signed in; the next sign-in tries again.
        if verified.outdated
            && let Err(cause) = self.rehash(&user, password).await
        {
            tracing::warn!(
                error.cause = with_causes(&cause),
                "a password could not be hashed anew"
            );
        }
        Ok(begun)
    }

    /// Hashes the password with today's parameters and stores it, unless it was changed meanwhile.
    async fn rehash(&self, user: &user::Model, password: &str) -> Result<()> {
        let hash = self
            .hasher
            .hash_secret(domain::password::normalise(password))
            .await?;
        let before = user.password_hash.clone();
        replace_password(self.db.write(), *user.id, before, hash).await?;
        Ok(())
    }

    async fn begin_session(
        &self,
        counted: &Counted,
        checked: &user::Model,
        origin: &Origin,
        previous: Option<&Token>,
    ) -> Result<SignedIn> {
        let work = self.begin(Actor::of_user(checked, origin)).await?;
        let (tx, now) = (work.tx(), work.now());
        // The password may have been changed during the check: the old one must not open a session.
        let user = find_enabled(tx, *checked.id)
            .await?
            .filter(|user| user.password_hash == checked.password_hash)
            .ok_or(Problem::Credentials)?;
        forget(tx, counted).await?;
        let rules = load(tx).await?;
        let kept = compliance_of(&user).signed_in(exempt_until(&user, &rules, now), now);
        let user = if kept == compliance_of(&user) {
            user
        } else {
            keep_compliance(tx, &user, kept).await?;
            store::user::find(tx, *user.id).await?
        };
        let gate = gate(Standing {
            active: user.two_factor_since.is_some(),
            recovery_saved: true,
            due: must_enrol(&user, &rules, now),
            factor_proven: false,
            opened: false,
            replacing: false,
            reset: user.reset_proof.is_some(),
        });
        if let Some(previous) = previous {
            end_by_token(tx, previous.hash()).await?;
        }
        let id = *user.id;
        let begun = Begun {
            opened: gate == Gate::Open,
            device: counted.device(),
        };
        let (session, token) = create(&work, id, origin, begun).await?;
        let work = work.by(Actor {
            session: Some(session),
            ..Actor::of_user(&user, origin)
        });
        let device = if gate == Gate::Open {
            complete_sign_in(&work, id, session, counted.device()).await?
        } else {
            DeviceCookie::Kept
        };
        if gate == Gate::SecondFactor {
            work.note(SecurityEventKind::PasswordOnly).await?;
        }
        work.commit_unrecorded().await?;
        Ok(SignedIn {
            token,
            device,
            gate,
            role: *user.role,
            has_time: gate == Gate::Open && deadline_of(&user, &rules, now).is_some(),
        })
    }

    /// Checks the code (or a recovery code) of a session that has proven its password.
    pub async fn give_code(&self, claimant: Claimant<'_>, code: &str) -> Result<SignedIn> {
        let step = self.check_code(claimant, code).await;
        self.tallied(SignInStep::Code, step)
    }

    /// After a reset an access code is asked for, and errors are about that.
    async fn prove_after_reset(
        &self,
        principal: &Principal,
        code: &str,
    ) -> Result<(UnitOfWork, Proven)> {
        let input = SecondFactorInput::parse_at_sign_in(code);
        let input = input.map_err(|_| Problem::AccessCodeWrong)?;
        let proven = self.prove(principal, &input).await;
        proven.map_err(|error| match error {
            // There is nothing else to try: another access code helps in both cases.
            Error::Refused(Problem::CodeWrong | Problem::FactorBlocked) => {
                Problem::AccessCodeWrong.into()
            }
            other => other,
        })
    }

    async fn check_code(&self, claimant: Claimant<'_>, code: &str) -> Result<SignedIn> {
        let principal = claimant.principal();
        let (work, proven) = if principal.is_active() {
            let input = SecondFactorInput::parse_at_sign_in(code)?;
            self.prove(principal, &input).await?
        } else {
            self.prove_after_reset(principal, code).await?
        };
        let tx = work.tx();
        let replacing = proven == Proven::AccessCode;
        let opened = !replacing && recovery_saved(tx, principal.user()).await?;
        let progress = Progress {
            proven: Some(proven),
            opened,
        };
        let token = self.renew(tx, principal, work.now(), progress).await?;
        work.note_code_given().await?;
        let device = if opened {
            let (user, session) = (principal.user(), principal.session());
            complete_sign_in(&work, user, session, work.device()).await?
        } else {
            DeviceCookie::Kept
        };
        if !replacing {
            // The phone is not lost.
            remove_access_code(tx, principal.user()).await?;
            end_replacing(tx, principal.user()).await?;
        }
        work.commit_unrecorded().await?;
        let gate = if opened { Gate::Open } else { Gate::Enrolment };
        Ok(SignedIn {
            token,
            device,
            gate,
            role: principal.role(),
            has_time: false,
        })
    }
}
