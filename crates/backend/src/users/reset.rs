//! Removing a user's factors, e.g. after the loss of a phone.

use crate::access::{Actor, FreshHelper};
use crate::audit::{Done, UnitOfWork};
use crate::context::Backend;
use crate::error::Result;
use crate::factor::{GivenCode, access_code};
use crate::handover::{hand_over, is_guarded};
use crate::link::{InvitationLink, end_one_time_rights, end_rights_given_by, end_securing_links};
use crate::rules::{compliance_of, keep_compliance};
use crate::session::{end_all_of, ended};
use crate::support::{count_help, find_to_help};
use domain::problem::Problem;
use domain::{
    AuditAction, AuditDetail, EndReason, Help, Means, NoticeKind, Reason, ResetFallback,
    ResetProof, UserId,
};
use store::entity::user;
use store::factor::{remove_all, remove_password, set_reset_proof};

/// What the admin hands to the user after a reset.
#[derive(Debug, Clone, Default)]
pub struct ResetHandedOver {
    /// An access code.
    pub code: Option<GivenCode>,
    /// A link to a new password.
    pub link: Option<InvitationLink>,
}

impl Backend {
    /// Removes every factor and recovery code of a user and ends the sessions. The password may be known to others, and alone
    /// it enrols no other factor: the user also needs what is handed over, now or later. Only for those with a factor of their own,
    /// and not for their own account. What the helpdesk resets asks for an access code, as what is reset of an admin.
    pub async fn reset_two_factor(
        &self,
        helper: impl Into<FreshHelper<'_>>,
        id: UserId,
        reason: &str,
        fallback: ResetFallback,
    ) -> Result<ResetHandedOver> {
        let helper = helper.into();
        helper.has_own_factor()?;
        if helper.principal().user() == id {
            return Err(Problem::OwnAccount.into());
        }
        let reason = Reason::parse(reason)?;
        let prepared = if fallback.gives_code() {
            Some(access_code::prepare(self).await?)
        } else {
            None
        };
        let reset = self.reset_by(helper.actor(), id, reason, fallback, prepared);
        self.noted(&helper.actor(), reset.await).await
    }

    async fn reset_by(
        &self,
        actor: Actor,
        id: UserId,
        reason: Reason,
        fallback: ResetFallback,
        prepared: Option<access_code::Prepared>,
    ) -> Result<ResetHandedOver> {
        let work = self.begin(actor).await?;
        let tx = work.tx();
        let user = find_to_help(&work, id).await?;
        let has_password = user.password_hash.is_some();
        let proof = if is_guarded(&work, &user).await? {
            proof_of_guarded(fallback, has_password)?
        } else {
            proof_of_user(fallback, user.reset_proof.as_deref().copied())
        };
        count_help(&work, &user, Help::Reset).await?;
        // A code alone is of no use to somebody who has not chosen a password yet.
        let gives_link = fallback.gives_link() || (fallback.gives_code() && !has_password);
        remove_all(tx, id).await?;
        end_all_of(tx, id, Some(ended(&work, EndReason::Reset))).await?;
        end_one_time_rights(tx, id, Some(NoticeKind::FactorsReset)).await?;
        end_securing_links(tx, id).await?;
        end_rights_given_by(tx, id).await?;
        set_reset_proof(tx, id, Some(proof)).await?;
        keep_compliance(tx, &user, compliance_of(&user).reset(work.now())).await?;
        let reset = Done::to(AuditAction::FactorsReset, &user);
        let reason = AuditDetail::Reason(reason.as_str().to_owned());
        work.record(reset.with(reason)).await?;
        let mut handed_over = ResetHandedOver::default();
        if let Some(prepared) = prepared {
            handed_over.code = Some(access_code::give(&work, &user, prepared).await?);
        }
        if gives_link {
            handed_over.link = Some(self.link_after_reset(&work, &user).await?);
        }
        work.commit_unrecorded().await?;
        Ok(handed_over)
    }

    /// A link to a new password; the present one ends.
    async fn link_after_reset(
        &self,
        work: &UnitOfWork,
        user: &user::Model,
    ) -> Result<InvitationLink> {
        hand_over(work, user, Means::Link).await?;
        remove_password(work.tx(), *user.id).await?;
        Ok(self.give_link(work, user, true).await?.link)
    }
}

/// What a user has to prove after a reset. Where an access code is asked for already it stays so, unless a link ends the password.
fn proof_of_user(fallback: ResetFallback, before: Option<ResetProof>) -> ResetProof {
    if before == Some(ResetProof::Code) && !fallback.gives_link() {
        return ResetProof::Code;
    }
    fallback.proof()
}

/// What somebody who is guarded has to prove after a reset: an access code, always. Without a factor a link alone would open the account
/// to the one who gave it, so the password stays; who has none yet gets a link, and the code from another admin or a day
/// later. Nobody gives both at once.
fn proof_of_guarded(fallback: ResetFallback, has_password: bool) -> Result<ResetProof> {
    let fits = match fallback {
        ResetFallback::Code => has_password,
        ResetFallback::Link => !has_password,
        ResetFallback::Later => true,
        ResetFallback::Both => false,
    };
    if fits {
        Ok(ResetProof::Code)
    } else {
        Err(Problem::ResetOfAdmin.into())
    }
}
