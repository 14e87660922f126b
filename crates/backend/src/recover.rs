//! Restores an admin from the machine itself: the way back in when nobody can sign in any more.

use crate::access::Operator;
use crate::audit::{Done, UnitOfWork};
use crate::context::Backend;
use crate::error::Result;
use crate::link::{InvitationLink, NewLink, create, end_one_time_rights, end_securing_links};
use crate::rules::{compliance_of, keep_compliance};
use domain::{AuditAction, Giver, LinkPurpose, NoticeKind, Role};
use store::entity::user;
use store::factor::remove_all;
use store::profile::reactivate_as;

/// Seconds for which a recovery link is valid.
pub const RECOVERY_LIFETIME: i64 = 3_600;

impl Backend {
    /// Makes a one-time link that restores the account with this address as an admin. Nothing
    /// changes until it is used. For the command line only: no session gives this right.
    pub async fn recover_admin(&self, _operator: Operator, email: &str) -> Result<InvitationLink> {
        let work = self.begin(Operator::actor()).await?;
        let (tx, now) = (work.tx(), work.now());
        let user = store::user::find_by_email(tx, email).await?;
        let id = *user.id;
        let link = NewLink {
            purpose: LinkPurpose::Recovery,
            user: Some(id),
            giver: Some(work.actor().giver()),
            shown: true,
            lifetime: RECOVERY_LIFETIME,
        };
        let token = create(tx, now, link).await?.token;
        work.commit(Done::to(AuditAction::RecoveryLinkMade, &user))
            .await?;
        Ok(InvitationLink {
            url: self.invitation_url(&token),
            expires: now.plus(RECOVERY_LIFETIME),
        })
    }
}

/// The effects of a recovery link besides the new password: an active admin without a second factor, for whom no other link
/// works. Where 2FA is required, the next sign-in leads to its enrolment.
pub(crate) async fn restore(
    work: &UnitOfWork,
    user: &user::Model,
    giver: Option<Giver>,
) -> Result<()> {
    let (tx, id) = (work.tx(), *user.id);
    remove_all(tx, id).await?;
    end_one_time_rights(tx, id, Some(NoticeKind::AccessRestored)).await?;
    end_securing_links(tx, id).await?;
    reactivate_as(tx, id, Role::Admin).await?;
    keep_compliance(tx, user, compliance_of(user).reset(work.now())).await?;
    let recovered = Done::to(AuditAction::AdminRecovered, user);
    work.record(recovered.by_gift_of(giver)).await
}
