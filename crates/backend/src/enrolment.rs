//! Enrolling an authenticator app: secret, confirmation, recovery codes.

mod places;

pub(crate) use places::PLACE_LIFETIME;

use crate::access::{Enrollee, FreshEnrollee, Principal, last_proof};
use crate::audit::{Done, UnitOfWork};
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::factor::recovery;
use crate::factor::totp::PURPOSE;
use crate::factor::totp::{Match, SECRET_LENGTH, address, check, totp as generator};
use crate::link::end_one_time_rights;
use crate::session::{
    DeviceCookie, Progress, Tokens, complete_sign_in, end_others, ended, was_open,
};
use crate::token::{Token, random};
use domain::meaning::meaning;
use domain::organisation::issuer;
use domain::problem::Problem;
use domain::{AuditAction, EndReason, Gate, OneTimeCode, Proven, Timestamp};
use store::Connection;
use store::enrolment_place;
use store::factor::{confirm, is_confirmed, remove_pending, remove_replaced, set_active_since};
use store::factor_attempt::forget_all;
use store::totp::{self, StoredTotp};
use totp_rs::Secret;
use wire::view::{Enrolment, Pending, QrCode, RecoverySheet};

/// Seconds for which a secret awaits confirmation.
const PENDING_LIFETIME: i64 = 30 * 60;

impl Backend {
    /// The progress of this session's enrolment. A user who has a factor enrols another one only to
    /// replace it.
    pub async fn enrolment(&self, enrollee: Enrollee<'_>) -> Result<Enrolment> {
        let principal = enrollee.principal();
        if principal.is_active()
            && !principal.is_replacing()
            && let Some((codes, made)) = recovery::unsaved(self, principal.user()).await?
        {
            return Ok(Enrolment::Save(RecoverySheet {
                codes,
                account: principal.email().to_owned(),
                organisation: self.organisation().await?.name,
                site: self.settings.public_url.clone(),
                made,
            }));
        }
        match self.pending(principal).await? {
            None if principal.is_active() && !principal.is_replacing() => Ok(Enrolment::Done),
            None => Ok(Enrolment::Begin),
            Some(row) => {
                let secret = self
                    .vault
                    .unseal(PURPOSE, principal.user(), &row.sealed_secret)?;
                let name = self.organisation().await?.name;
                let issuer = issuer(&name, &self.settings.public_url);
                Ok(Enrolment::Confirm(pending(
                    &secret,
                    &issuer,
                    principal.email(),
                )?))
            }
        }
    }

    /// Makes a secret for this session, unless one awaits its confirmation: another window may show it, and a phone have it. One
    /// of another session becomes worthless. An existing factor stays until the new one is confirmed.
    pub async fn begin_enrolment(&self, enrollee: FreshEnrollee<'_>) -> Result<()> {
        self.make_secret(enrollee, false).await
    }

    /// Makes a secret in place of the one that awaits its confirmation, which becomes worthless.
    pub async fn begin_enrolment_anew(&self, enrollee: FreshEnrollee<'_>) -> Result<()> {
        self.make_secret(enrollee, true).await
    }

    async fn make_secret(&self, enrollee: FreshEnrollee<'_>, anew: bool) -> Result<()> {
        let principal = enrollee.principal();
        // At this gate only recovery codes are still to be saved.
        if principal.is_active() && !principal.is_replacing() && principal.gate() == Gate::Enrolment
        {
            return Err(Problem::EnrolmentGone.into());
        }
        let secret = zeroize::Zeroizing::new(random::<SECRET_LENGTH>()?);
        let sealed = self
            .vault
            .seal(PURPOSE, principal.user(), secret.as_slice())?;
        let work = self.begin(principal.actor()).await?;
        let tx = work.tx();
        // A factor may have been confirmed or removed since the session was read.
        if is_confirmed(tx, principal.user()).await? != principal.is_active() {
            return Err(Problem::EnrolmentGone.into());
        }
        let begun = pending_in(tx, principal, work.now()).await?;
        if !anew && begun.is_some_and(|app| is_of_last_proof(&app, &work, principal)) {
            return Ok(());
        }
        if !principal.is_active() {
            places::note_place(&work, principal.user()).await?;
        }
        remove_pending(tx, principal.user()).await?;
        totp::begin(
            tx,
            principal.user(),
            principal.session(),
            sealed,
            work.now(),
        )
        .await?;
        work.commit_unrecorded().await
    }

    /// Confirms the secret of this session with one of its codes. The factor becomes active and
    /// replaces an earlier one, other sessions of the user end, and recovery codes wait to be
    /// saved.
    pub async fn confirm_enrolment(
        &self,
        enrollee: FreshEnrollee<'_>,
        code: &str,
    ) -> Result<Token> {
        let principal = enrollee.principal();
        let code = OneTimeCode::parse(code)?;
        let row = self
            .pending(principal)
            .await?
            .ok_or(Problem::EnrolmentGone)?;
        let secret = self
            .vault
            .unseal(PURPOSE, principal.user(), &row.sealed_secret)?;
        let now = self.now();
        let step = match check(&generator(&secret)?, &code, now) {
            Match::Step(step) => step,
            Match::Near { seconds, .. } => return Err(Error::ClockOff { seconds }),
            Match::Wrong => return Err(Problem::CodeWrong.into()),
        };
        let codes = recovery::prepare(self, principal.user(), now).await?;
        let work = self.begin(principal.actor()).await?;
        let tx = work.tx();
        if !confirm(tx, row.id, now).await? {
            return Err(Problem::EnrolmentGone.into());
        }
        totp::release(tx, row.id).await?;
        totp::consume_step(tx, row.id, step).await?;
        let action = if principal.is_active() {
            remove_replaced(tx, principal.user(), row.id).await?;
            AuditAction::FactorReplaced
        } else {
            // A proof that was on its way during a reset may have been counted after it.
            forget_all(tx, principal.user()).await?;
            enrolment_place::forget(tx, principal.user()).await?;
            set_active_since(tx, principal.user(), Some(now)).await?;
            AuditAction::FactorActivated
        };
        recovery::replace(tx, principal.user(), codes).await?;
        end_one_time_rights(tx, principal.user(), meaning(action).notice).await?;
        end_others(
            tx,
            principal.user(),
            principal.session(),
            ended(&work, EndReason::Factor),
        )
        .await?;
        let progress = Progress {
            proven: Some(Proven::Totp(row.id)),
            opened: false,
        };
        let token = self.renew(tx, principal, now, progress).await?;
        let mut done = Done::from(action);
        if principal.is_replacing() {
            let giver = store::session::giver(tx, principal.session()).await?;
            done = done.by_gift_of(giver);
        }
        work.commit(done).await?;
        Ok(token)
    }

    /// Completes the enrolment: the user says that the recovery codes are saved, their readable
    /// form is erased, and the session opens.
    pub async fn finish_enrolment(&self, enrollee: Enrollee<'_>, saved: bool) -> Result<Tokens> {
        if !saved {
            return Err(Problem::CodesNotSaved.into());
        }
        let principal = enrollee.principal();
        let work = self.begin(enrollee.actor()).await?;
        let (tx, now) = (work.tx(), work.now());
        // A session that an access code has opened must not save the recovery codes of the factor that is still there.
        let waits = !principal.is_active() || principal.is_replacing();
        if waits || !recovery::mark_saved(tx, principal.user()).await? {
            return Err(Problem::EnrolmentGone.into());
        }
        let progress = Progress {
            proven: None,
            opened: true,
        };
        let was_open = was_open(tx, principal.session()).await?;
        let session = self.renew(tx, principal, now, progress).await?;
        let device = if was_open {
            DeviceCookie::Kept
        } else {
            let (user, session) = (principal.user(), principal.session());
            complete_sign_in(&work, user, session, work.device()).await?
        };
        work.commit_unrecorded().await?;
        Ok(Tokens { session, device })
    }

    /// The factor that this session has begun to enrol; none where the session could not begin now, so that it neither sees the
    /// secret nor confirms it.
    async fn pending(&self, principal: &Principal) -> Result<Option<StoredTotp>> {
        if principal.fresh_enrollee().is_err() {
            return Ok(None);
        }
        pending_in(self.db.write(), principal, self.now()).await
    }
}

/// Whether a secret was begun since the session's last proof: somebody at a machine that was left may have begun and seen an earlier
/// one.
fn is_of_last_proof(app: &StoredTotp, work: &UnitOfWork, principal: &Principal) -> bool {
    let proven = work
        .session()
        .and_then(|session| last_proof(session, principal.is_active()));
    proven.is_none_or(|at| app.since >= at)
}

async fn pending_in(
    db: &impl Connection,
    principal: &Principal,
    now: Timestamp,
) -> Result<Option<StoredTotp>> {
    let (user, session) = (principal.user(), principal.session());
    let after = now.plus(-PENDING_LIFETIME);
    Ok(totp::pending(db, user, session, after, now).await?)
}

fn pending(secret: &[u8], issuer: &str, account: &str) -> Result<Pending> {
    let url = address(secret, issuer, account)?;
    Ok(Pending {
        secret: Secret::from(secret.to_vec()).to_base32(),
        qr: draw(&url)?,
        url,
    })
}

fn draw(text: &str) -> Result<QrCode> {
    let code = qrcode::QrCode::new(text).map_err(|e| Error::internal("QR code", e))?;
    let size = code.width();
    let path = code
        .to_colors()
        .iter()
        .enumerate()
        .filter(|(_, color)| **color == qrcode::Color::Dark)
        .fold(String::new(), |path, (index, _)| {
            path + &format!("M{} {}h1v1h-1z", index % size, index / size)
        });
    Ok(QrCode { size, path })
}
