//! The single place that verifies and consumes a second factor, for every interface.
//!
//! A code is looked at outside any transaction, since some are slow to compare. What comes of it (used up or counted as wrong,
//! with its entry in the log) is part of the change that the proof allows: one transaction, and these run one after the other. Of
//! several simultaneous attempts each is judged by the count that those before it have left.

use super::totp::PURPOSE;
use super::totp::{Match, check, totp};
use super::{access_code, recovery};
use crate::access::Principal;
use crate::audit::{Done, UnitOfWork};
use crate::context::Backend;
use crate::error::{Error, Result, throttled};
use crate::notice::forgive_own_attempts;
use domain::problem::Problem;
use domain::throttle::{Attempt, attempt};
use domain::{
    AuditAction, FactorId, Gate, OneTimeCode, ProofKind, Proven, SecondFactorInput,
    SecurityEventKind, Timestamp, UserId,
};
use store::Connection;
use store::factor::{is_confirmed, note_use};
use store::factor_attempt::{self, Failures, Tried, count, forget, move_back};
use store::session::giver;
use store::totp::{confirmed, consume_step, forget_named_steps, name_step};

/// Seconds after which a code that this session used is no longer taken for a second click: three time steps (RFC 6238 §5.2).
const CODE_LIFETIME: i64 = 90;

/// Seconds within which a wrong code before the right one of the same session is taken for a typing error.
const TYPING_ERROR: i64 = 15 * 60;

/// A code that was looked at; nothing has changed yet.
#[derive(Debug, Clone, Copy)]
struct Checked {
    tried: Tried,
    found: Found,
}

/// What a code is.
#[derive(Debug, Clone, Copy)]
enum Found {
    /// The code of a time step that may be used.
    Step(FactorId, i64),
    /// The code of another step: the phone's clock is off by these seconds.
    Near(FactorId, i64, i64),
    /// A recovery code: its row.
    Recovery(i64),
    /// An access code: its row.
    Access(i64),
    /// Wrong.
    Nothing,
}

impl Backend {
    /// Verifies a code of a user and consumes it: each code works only once (RFC 6238 §5.2). Recovery and access codes work
    /// whatever factors the user has. Returns the change that the proof allows, still to be committed: without that the code
    /// is not used up.
    pub(crate) async fn prove(
        &self,
        principal: &Principal,
        input: &SecondFactorInput,
    ) -> Result<(UnitOfWork, Proven)> {
        let checked = self.check_proof(principal, input).await;
        let checked = self.noted(&principal.actor(), checked).await?;
        let work = self.begin(principal.actor()).await?;
        self.refuse_again(principal.origin(), work.session())?;
        // Attempts that came in between may have used up what there was.
        let taken = take(checked, work, principal).await;
        self.noted(&principal.actor(), taken).await
    }

    /// Looks at a code, if the user may try one of this kind now.
    async fn check_proof(
        &self,
        principal: &Principal,
        input: &SecondFactorInput,
    ) -> Result<Checked> {
        let (user, now) = (principal.user(), self.now());
        // After a reset there is none, and this gate asks for an access code.
        if principal.gate() != Gate::SecondFactor && !is_confirmed(self.db.read(), user).await? {
            return Err(Error::NotFound);
        }
        let tried = Tried {
            user,
            kind: kind_of(input),
            device: principal.device(),
        };
        if let Err(error) = may_try(self.db.read(), tried, now).await {
            // After the clock was set back, the delay is counted from now: once, not again and again until the clock has
            // caught up.
            move_back(self.db.write(), tried, now).await?;
            return Err(error);
        }
        let row = match input {
            SecondFactorInput::Totp(code) => {
                let found = self.find_step(user, code, now).await?;
                return Ok(Checked { tried, found });
            }
            SecondFactorInput::Recovery(code) => {
                let row = recovery::check(self, user, code).await?;
                row.map(Found::Recovery)
            }
            SecondFactorInput::Access(code) => {
                let row = access_code::check(self, user, code, now).await?;
                row.map(Found::Access)
            }
        };
        let found = row.unwrap_or(Found::Nothing);
        Ok(Checked { tried, found })
    }

    async fn find_step(&self, user: UserId, code: &OneTimeCode, now: Timestamp) -> Result<Found> {
        let Some(app) = confirmed(self.db.read(), user).await? else {
            return Ok(Found::Nothing);
        };
        let secret = self.vault.unseal(PURPOSE, user, &app.sealed_secret)?;
        Ok(match check(&totp(&secret)?, code, now) {
            Match::Step(step) => Found::Step(app.id, step),
            Match::Near { step, seconds } => Found::Near(app.id, step, seconds),
            Match::Wrong => Found::Nothing,
        })
    }
}

/// Uses up a code that was looked at, within the change that it allows. A wrong one is counted and recorded, and nothing else
/// is changed.
async fn take(
    checked: Checked,
    work: UnitOfWork,
    principal: &Principal,
) -> Result<(UnitOfWork, Proven)> {
    let now = work.now();
    let failures = may_try(work.tx(), checked.tried, now).await?;
    let consumed = match checked.found {
        Found::Step(app, step) => use_step(work.tx(), app, step, now).await?,
        Found::Near(app, step, seconds) => {
            name_step(work.tx(), app, step).await?;
            Err(Error::ClockOff { seconds })
        }
        Found::Recovery(row) => or_wrong(
            recovery::consume(work.tx(), row, now).await?,
            Proven::RecoveryCode,
        ),
        Found::Access(row) => or_wrong(
            access_code::consume(work.tx(), row, principal.session()).await?,
            Proven::AccessCode,
        ),
        Found::Nothing => Err(Problem::CodeWrong.into()),
    };
    match consumed {
        Ok(proven) => {
            if failures.any {
                end_series(work.tx(), checked).await?;
            }
            let since = now.plus(-TYPING_ERROR);
            forgive_own_attempts(work.tx(), principal.user(), principal.session(), since).await?;
            if let Some(action) = action_of(proven) {
                let mut done = Done::from(action).of_role(principal.role());
                if proven == Proven::AccessCode {
                    done = done.by_gift_of(giver(work.tx(), principal.session()).await?);
                }
                work.record(done).await?;
            }
            Ok((work, proven))
        }
        Err(error) => {
            note_refused(work, checked.tried, &error).await?;
            Err(error)
        }
    }
}

/// A right proof ends the series of wrong ones of its kind, of every device; an answer that has named a time step is among them.
async fn end_series(tx: &impl Connection, checked: Checked) -> Result<()> {
    forget(tx, checked.tried.user, checked.tried.kind).await?;
    if let Found::Step(app, step) = checked.found {
        forget_named_steps(tx, app, step).await?;
    }
    Ok(())
}

/// The count and the entry of a refused code. A code that was right once is no guess, so it is not counted; but it may have been
/// typed into a phishing page, so it is recorded, unless it was a second click.
async fn note_refused(work: UnitOfWork, tried: Tried, error: &Error) -> Result<()> {
    if matches!(error, Error::Refused(Problem::CodeUsed)) {
        if has_just_proven(&work) {
            return Ok(());
        }
    } else {
        count(work.tx(), tried, work.now()).await?;
        work.note(SecurityEventKind::WrongCode).await?;
    }
    // A wrong code after a right password is worth a line in the log (ASVS 5.0 V6.3.5).
    work.commit(AuditAction::CodeRefused).await
}

/// Whether this session used the code, as by a second click.
fn has_just_proven(work: &UnitOfWork) -> bool {
    let proven = work.session().and_then(|session| session.factor_proven_at);
    proven.is_some_and(|at| work.now().since(*at) <= CODE_LIFETIME)
}

async fn may_try(db: &impl Connection, tried: Tried, now: Timestamp) -> Result<Failures> {
    let failures = factor_attempt::find(db, tried).await?;
    match attempt(failures.count, failures.last, now) {
        Attempt::Disabled => Err(Problem::FactorBlocked.into()),
        Attempt::Wait(until) => Err(throttled(until, now)),
        Attempt::Allowed => Ok(failures),
    }
}

/// Consumes a time step, unless it was used or named before.
async fn use_step(
    tx: &impl Connection,
    app: FactorId,
    step: i64,
    now: Timestamp,
) -> Result<Result<Proven>> {
    if !consume_step(tx, app, step).await? {
        return Ok(Err(Problem::CodeUsed.into()));
    }
    note_use(tx, app, now).await?;
    Ok(Ok(Proven::Totp(app)))
}

fn or_wrong(consumed: bool, proven: Proven) -> Result<Proven> {
    if consumed {
        Ok(proven)
    } else {
        Err(Problem::CodeWrong.into())
    }
}

const fn kind_of(input: &SecondFactorInput) -> ProofKind {
    match input {
        SecondFactorInput::Totp(_) => ProofKind::Totp,
        SecondFactorInput::Recovery(_) => ProofKind::RecoveryCode,
        SecondFactorInput::Access(_) => ProofKind::AccessCode,
    }
}

/// The entry of a code that stands in for the factor.
const fn action_of(proven: Proven) -> Option<AuditAction> {
    match proven {
        Proven::RecoveryCode => Some(AuditAction::RecoveryCodeUsed),
        Proven::AccessCode => Some(AuditAction::AccessCodeUsed),
        Proven::Password | Proven::Totp(_) => None,
    }
}
