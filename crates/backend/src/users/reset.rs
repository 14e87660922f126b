//! Removing a user's factors, e.g. after the loss of a phone.

use crate::access::FreshAdmin;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::Result;
use crate::factor::{GivenCode, access_code};
use crate::handover::hand_over;
use crate::link::{INVITATION_LIFETIME, InvitationLink, create, end_one_time_rights};
use crate::session::end_all_of;
use domain::problem::Problem;
use domain::{
    AuditAction, AuditDetail, LinkPurpose, Means, Reason, ResetFallback, ResetProof, Role, UserId,
};
use store::factor::{remove_all, remove_password, set_reset_proof};
use store::user::find;

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
    /// it enrols no other factor: the user also needs what the admin hands over. Only for admins with a factor, and not for
    /// their own account.
    pub async fn reset_two_factor(
        &self,
        admin: FreshAdmin<'_>,
        id: UserId,
        reason: &str,
        fallback: ResetFallback,
    ) -> Result<ResetHandedOver> {
        admin.has_own_factor()?;
        if admin.principal().user() == id {
            return Err(Problem::OwnAccount.into());
        }
        let reason = Reason::parse(reason)?;
        let prepared = if fallback.gives_code() {
            Some(access_code::prepare(self).await?)
        } else {
            None
        };
        let work = self.begin(admin.actor()).await?;
        let (tx, now) = (work.tx(), work.now());
        let user = find(tx, id).await?;
        let gives_link = fallback.gives_link() || user.password_hash.is_none();
        let proof = proof_of(*user.role, fallback, gives_link)?;
        remove_all(tx, id).await?;
        end_all_of(tx, id).await?;
        end_one_time_rights(tx, id).await?;
        set_reset_proof(tx, id, Some(proof)).await?;
        let reset = Done::to(AuditAction::FactorsReset, &user);
        let reason = AuditDetail::Reason(reason.as_str().to_owned());
        work.record(reset.with(reason)).await?;
        let mut handed_over = ResetHandedOver::default();
        if let Some(prepared) = prepared {
            handed_over.code = Some(access_code::give(&work, &user, prepared).await?);
        }
        // A code is of no use to somebody who has not chosen a password yet.
        if gives_link {
            hand_over(&work, &user, Means::Link).await?;
            remove_password(tx, id).await?;
            let purpose = LinkPurpose::Invitation;
            let token = create(tx, purpose, Some(id), now, INVITATION_LIFETIME).await?;
            work.record(Done::to(AuditAction::Invited, &user)).await?;
            handed_over.link = Some(InvitationLink {
                url: self.invitation_url(&token),
                expires: now.plus(INVITATION_LIFETIME),
            });
        }
        work.commit_unrecorded().await?;
        Ok(handed_over)
    }
}

/// What is to be proved after the reset. Without a factor a link alone would open an admin's account to the admin who gave it: the
/// other one keeps the password, and proves an access code even if another admin gives a link to a new one.
fn proof_of(role: Role, fallback: ResetFallback, gives_link: bool) -> Result<ResetProof> {
    match (role, gives_link) {
        (Role::Admin, true) => Err(Problem::SecondMeans.into()),
        (Role::Admin, false) => Ok(ResetProof::Code),
        (Role::User, _) => Ok(fallback.proof()),
    }
}
