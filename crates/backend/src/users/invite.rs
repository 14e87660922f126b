//! Invitation links.

use crate::access::Manager;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::Result;
use crate::handover::hand_over;
use crate::link::{INVITATION_LIFETIME, InvitationLink, NewLink, create};
use domain::problem::Problem;
use domain::{AuditAction, LinkPurpose, Means, NoticeKind, UserId};
use store::user::{find, find_by_email};

impl Backend {
    /// Makes an invitation link; an earlier one for the same user stops working. Never for oneself: one's own password is changed
    /// with the present one.
    pub async fn invite(&self, manager: &Manager, id: UserId) -> Result<InvitationLink> {
        if manager.actor().id == Some(id) {
            return Err(Problem::OwnAccount.into());
        }
        let work = self.begin(manager.actor().clone()).await?;
        let (tx, now) = (work.tx(), work.now());
        let user = find(tx, id).await?;
        hand_over(&work, &user, Means::Link).await?;
        if user.password_hash.is_some() {
            work.tell(id, NoticeKind::LinkGiven, None).await?;
        }
        let link = NewLink {
            purpose: LinkPurpose::Invitation,
            user: Some(id),
            giver: work.actor().giver(),
            lifetime: INVITATION_LIFETIME,
        };
        let token = create(tx, now, link).await?;
        work.commit(Done::to(AuditAction::Invited, &user)).await?;
        Ok(InvitationLink {
            url: self.invitation_url(&token),
            expires: now.plus(INVITATION_LIFETIME),
        })
    }

    /// The user with this address, for the command line.
    pub async fn user_by_email(&self, _manager: &Manager, email: &str) -> Result<UserId> {
        let user = find_by_email(self.db.read(), email).await?;
        Ok(*user.id)
    }
}
