//! The single function that verifies and consumes a second factor, for every interface.

use super::totp::PURPOSE;
use super::totp::{Match, check, totp};
use super::{access_code, recovery};
use crate::access::Principal;
use crate::context::Backend;
use crate::error::{Error, Result, throttled};
use domain::problem::Problem;
use domain::throttle::{Attempt, attempt};
use domain::{AuditAction, FactorId, OneTimeCode, Proven, SecondFactorInput, Timestamp, UserId};
use store::factor::{is_confirmed, note_use};
use store::factor_attempt::{self, Failures, forget, move_back, take_back};
use store::totp::{confirmed, consume_step};

/// The lock on which simultaneous proofs of a user's factors queue.
const SUBJECT: &str = "factors of user";

impl Backend {
    /// Verifies a code of a user and consumes it: each code works only once (RFC 6238 §5.2). Recovery and access codes work
    /// whatever factors the user has.
    ///
    /// The attempt is counted before the code is checked, by a statement that only one of several
    /// simultaneous attempts can win, and stays counted even if the request is dropped.
    pub(crate) async fn verify_second_factor(
        &self,
        principal: &Principal,
        input: &SecondFactorInput,
    ) -> Result<Proven> {
        let (user, now) = (principal.user(), self.now());
        if !is_confirmed(self.db.write(), user).await? {
            return Err(Error::NotFound);
        }
        let failures = factor_attempt::find(self.db.write(), user).await?;
        self.count_attempt(user, failures, now).await?;
        let looked_at = self.look_at(principal, input, now).await;
        // A code that could not be checked was no attempt, and a code that was right once is no guess; but it is no proof either,
        // so the earlier failures stay.
        if let Err(Error::Internal(_) | Error::Busy { .. } | Error::Refused(Problem::CodeUsed)) =
            looked_at
        {
            take_back(self.db.write(), user, failures).await?;
        }
        looked_at
    }

    /// Whether it is the right code; then it is consumed.
    async fn look_at(
        &self,
        principal: &Principal,
        input: &SecondFactorInput,
        now: Timestamp,
    ) -> Result<Proven> {
        let user = principal.user();
        match input {
            SecondFactorInput::Totp(code) => self.look_at_totp(user, code, now).await,
            SecondFactorInput::Recovery(code) => {
                let row = recovery::check(self, user, code).await?;
                let work = self.begin(principal.actor()).await?;
                if !recovery::consume(work.tx(), row, now).await? {
                    return Err(Problem::CodeWrong.into());
                }
                forget(work.tx(), user).await?;
                work.commit(AuditAction::RecoveryCodeUsed).await?;
                Ok(Proven::RecoveryCode)
            }
            SecondFactorInput::Access(code) => {
                let row = access_code::check(self, user, code, now).await?;
                let work = self.begin(principal.actor()).await?;
                if !access_code::consume(work.tx(), row).await? {
                    return Err(Problem::CodeWrong.into());
                }
                forget(work.tx(), user).await?;
                work.commit(AuditAction::AccessCodeUsed).await?;
                Ok(Proven::AccessCode)
            }
        }
    }

    async fn look_at_totp(
        &self,
        user: UserId,
        code: &OneTimeCode,
        now: Timestamp,
    ) -> Result<Proven> {
        let Some(app) = confirmed(self.db.write(), user).await? else {
            return Err(Problem::CodeWrong.into());
        };
        let secret = self.vault.unseal(PURPOSE, user, &app.sealed_secret)?;
        match check(&totp(&secret, "")?, code, now) {
            Match::Step(step) => self.use_step(user, app.id, step, now).await,
            Match::ClockOff(seconds) => Err(Error::ClockOff { seconds }),
            Match::Wrong => Err(Problem::CodeWrong.into()),
        }
    }

    async fn count_attempt(&self, user: UserId, seen: Failures, now: Timestamp) -> Result<()> {
        match attempt(seen.count, seen.last, now) {
            Attempt::Disabled => return Err(Problem::FactorBlocked.into()),
            Attempt::Wait(until) => {
                // After the clock was set back, the delay is counted from now: once, not again and again until the clock has
                // caught up.
                move_back(self.db.write(), user, now).await?;
                return Err(throttled(until, now));
            }
            Attempt::Allowed => {}
        }
        // If another attempt was counted in between, this one has to queue again.
        if factor_attempt::count(self.db.write(), user, seen, now).await? {
            Ok(())
        } else {
            Err(throttled(now.plus(1), now))
        }
    }

    /// Consumes the code and resets the count of failures, both or neither.
    async fn use_step(
        &self,
        user: UserId,
        app: FactorId,
        step: i64,
        now: Timestamp,
    ) -> Result<Proven> {
        let subject = format!("{SUBJECT} {user}");
        let tx = self.db.begin_on(subject.as_bytes()).await?;
        // The factor first, as a reset locks them: in another order each would wait for the other.
        if !note_use(&tx, app, now).await? {
            return Err(Problem::CodeWrong.into());
        }
        if !consume_step(&tx, app, step).await? {
            return Err(Problem::CodeUsed.into());
        }
        forget(&tx, user).await?;
        tx.commit().await?;
        Ok(Proven::Totp(app))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;
    use crate::access::Operator;
    use crate::clock::Clock;
    use crate::users::NewUser;
    use crate::vault::Vault;
    use domain::{DisplayName, EmailAddress, Language, Role};
    use store::Db;
    use test_support::TestDatabase;

    #[tokio::test]
    async fn of_two_attempts_that_saw_the_same_count_one_is_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::new();
        let db = Db::open(database.url()).await.unwrap();
        let vault = Vault::create(&folder.path().join("key")).unwrap();
        let clock = Clock::manual(Timestamp::from_unix(1_800_000_000));
        let settings = Settings::new("http://127.0.0.1:3000");
        let backend = Backend::new(db, vault, clock, settings).unwrap();
        let new = NewUser {
            email: EmailAddress::parse("lea@exemple.fr").unwrap(),
            name: DisplayName::parse("Léa").unwrap(),
            role: Role::User,
            language: Language::Fr,
            group: None,
            rule: None,
        };
        let operator = Operator::assume_command_line().into();
        let user = backend.create_user(&operator, new, None).await.unwrap();
        let now = backend.now();
        for _ in 0..3 {
            let seen = factor_attempt::find(backend.db.read(), user).await.unwrap();
            assert!(backend.count_attempt(user, seen, now).await.is_ok());
            let second = backend.count_attempt(user, seen, now).await;
            assert!(matches!(second, Err(Error::Throttled { .. })), "{second:?}");
        }
    }
}
