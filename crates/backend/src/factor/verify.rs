//! The one function that verifies and consumes a second factor, for every surface.

use super::totp::PURPOSE;
use super::totp::{Match, check, totp};
use super::{access_code, recovery};
use crate::access::Principal;
use crate::context::Backend;
use crate::error::{Error, Result, throttled};
use domain::problem::Problem;
use domain::throttle::{Attempt, attempt};
use domain::{AuditAction, SecondFactorInput, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use store::entity::totp_factor;
use store::factor::confirmed;

/// What was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accepted {
    /// A code of the authenticator app.
    Totp,
    /// A recovery code, now used up.
    RecoveryCode,
    /// A one-time access code, now used up.
    AccessCode,
}

impl Backend {
    /// Verifies a code of a user and consumes it: each code opens one door, once (RFC 6238 §5.2).
    ///
    /// The attempt is counted before the code is looked at, by a statement that only one of
    /// several simultaneous attempts can win, and stays counted whatever becomes of the request.
    pub(crate) async fn verify_second_factor(
        &self,
        principal: &Principal,
        input: &SecondFactorInput,
    ) -> Result<Accepted> {
        let (user, now) = (principal.user(), self.now());
        let factor = confirmed(self.db.write(), user)
            .await?
            .ok_or(Error::NotFound)?;
        self.count_attempt(&factor, now).await?;
        let looked_at = self.look_at(principal, &factor, input, now).await;
        // What could not be looked at was no attempt.
        if let Err(Error::Internal(_) | Error::Busy { .. }) = looked_at {
            self.take_back(&factor).await?;
        }
        looked_at
    }

    /// Whether it is the right code; then it is consumed.
    async fn look_at(
        &self,
        principal: &Principal,
        factor: &totp_factor::Model,
        input: &SecondFactorInput,
        now: Timestamp,
    ) -> Result<Accepted> {
        let user = principal.user();
        match input {
            SecondFactorInput::Totp(code) => {
                let secret = self.vault.unseal(PURPOSE, user, &factor.sealed_secret)?;
                match check(&totp(&secret, "")?, code, now) {
                    Match::Step(step) => self.consume_step(factor, step, now).await,
                    Match::ClockOff(seconds) => Err(Error::ClockOff { seconds }),
                    Match::Wrong => Err(Problem::CodeWrong.into()),
                }
            }
            SecondFactorInput::Recovery(code) => {
                let row = recovery::check(self, user, code).await?;
                let work = self.begin(principal.actor()).await?;
                if !recovery::consume(work.tx(), row, now).await? {
                    return Err(Problem::CodeWrong.into());
                }
                forget_failures(work.tx(), factor).await?;
                work.commit(AuditAction::RecoveryCodeUsed).await?;
                Ok(Accepted::RecoveryCode)
            }
            SecondFactorInput::Access(code) => {
                let row = access_code::check(self, user, code, now).await?;
                let work = self.begin(principal.actor()).await?;
                if !access_code::consume(work.tx(), row).await? {
                    return Err(Problem::CodeWrong.into());
                }
                forget_failures(work.tx(), factor).await?;
                work.commit(AuditAction::AccessCodeUsed).await?;
                Ok(Accepted::AccessCode)
            }
        }
    }

    async fn count_attempt(&self, factor: &totp_factor::Model, now: Timestamp) -> Result<()> {
        let last = factor.last_failure_at.map(Timestamp::from_unix);
        match attempt(factor.failures, last, now) {
            Attempt::Disabled => return Err(Problem::FactorBlocked.into()),
            Attempt::Wait(until) => {
                self.count_from_now(factor, now).await?;
                return Err(throttled(until, now));
            }
            Attempt::Allowed => {}
        }
        let counted = totp_factor::Entity::update_many()
            .col_expr(
                totp_factor::Column::Failures,
                Expr::col(totp_factor::Column::Failures).add(1),
            )
            .col_expr(totp_factor::Column::LastFailureAt, Expr::value(now.unix()))
            .filter(totp_factor::Column::Id.eq(factor.id))
            .filter(totp_factor::Column::Failures.eq(factor.failures))
            .exec(self.db.write())
            .await?;
        // Another attempt was counted in between: this one has to queue up again.
        if counted.rows_affected == 0 {
            Err(throttled(now.plus(1), now))
        } else {
            Ok(())
        }
    }

    /// After the clock was set back, the delay is counted from now: once, not again and again until
    /// the clock has caught up.
    async fn count_from_now(&self, factor: &totp_factor::Model, now: Timestamp) -> Result<()> {
        totp_factor::Entity::update_many()
            .col_expr(totp_factor::Column::LastFailureAt, Expr::value(now.unix()))
            .filter(totp_factor::Column::Id.eq(factor.id))
            .filter(totp_factor::Column::LastFailureAt.gt(now.unix()))
            .exec(self.db.write())
            .await?;
        Ok(())
    }

    /// One statement consumes the code and ends the series of failures: of several simultaneous
    /// attempts with one code it lets the first one pass.
    async fn consume_step(
        &self,
        factor: &totp_factor::Model,
        step: i64,
        now: Timestamp,
    ) -> Result<Accepted> {
        let consumed = totp_factor::Entity::update_many()
            .col_expr(totp_factor::Column::LastStep, Expr::value(step))
            .col_expr(totp_factor::Column::LastUsedAt, Expr::value(now.unix()))
            .col_expr(totp_factor::Column::Failures, Expr::value(0))
            .col_expr(totp_factor::Column::LastFailureAt, never())
            .filter(totp_factor::Column::Id.eq(factor.id))
            .filter(
                Condition::any()
                    .add(totp_factor::Column::LastStep.is_null())
                    .add(totp_factor::Column::LastStep.lt(step)),
            )
            .exec(self.db.write())
            .await?;
        if consumed.rows_affected == 1 {
            Ok(Accepted::Totp)
        } else {
            self.take_back(factor).await?;
            Err(Problem::CodeUsed.into())
        }
    }

    /// Takes this attempt back from the count: a code that was right once is no guess, but no
    /// proof either, so the failures before it stay.
    async fn take_back(&self, factor: &totp_factor::Model) -> Result<()> {
        totp_factor::Entity::update_many()
            .col_expr(totp_factor::Column::Failures, Expr::value(factor.failures))
            .col_expr(
                totp_factor::Column::LastFailureAt,
                Expr::value(factor.last_failure_at),
            )
            .filter(totp_factor::Column::Id.eq(factor.id))
            .filter(totp_factor::Column::Failures.eq(factor.failures + 1))
            .exec(self.db.write())
            .await?;
        Ok(())
    }
}

/// A proof ends the series of failures.
async fn forget_failures(db: &impl ConnectionTrait, factor: &totp_factor::Model) -> Result<()> {
    totp_factor::Entity::update_many()
        .col_expr(totp_factor::Column::Failures, Expr::value(0))
        .col_expr(totp_factor::Column::LastFailureAt, never())
        .filter(totp_factor::Column::Id.eq(factor.id))
        .exec(db)
        .await?;
    Ok(())
}

fn never() -> Expr {
    Expr::value(Option::<i64>::None)
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
    use sea_orm::{ActiveModelTrait, Set};
    use store::Db;
    use test_database::TestDatabase;

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
        let factor = totp_factor::ActiveModel {
            user_id: Set(user.get()),
            sealed_secret: Set(Vec::new()),
            created_at: Set(0),
            failures: Set(3),
            ..Default::default()
        };
        let seen = factor.insert(backend.db.write()).await.unwrap();
        let now = backend.now();
        assert!(backend.count_attempt(&seen, now).await.is_ok());
        let second = backend.count_attempt(&seen, now).await;
        assert!(matches!(second, Err(Error::Throttled { .. })), "{second:?}");
    }
}
