//! Invitation links.

use crate::access::Manager;
use crate::audit::{self, Target};
use crate::context::Backend;
use crate::error::Result;
use crate::link::{INVITATION_LIFETIME, InvitationLink, Purpose, create};
use domain::{AuditAction, UserId};
use store::user::{find, find_by_email};

impl Backend {
    /// Makes an invitation link; an earlier one for the same user no longer works.
    pub async fn invite(&self, manager: &Manager, id: UserId) -> Result<InvitationLink> {
        let now = self.now();
        let tx = self.db.begin().await?;
        let user = find(&tx, id).await?;
        let token = create(&tx, Purpose::Invitation, Some(id), now, INVITATION_LIFETIME).await?;
        let target = Some(Target::from(&user));
        audit::record(&tx, now, manager.actor(), AuditAction::Invited, target, "").await?;
        tx.commit().await?;
        Ok(InvitationLink {
            url: self.invitation_url(&token),
            expires: now.plus(INVITATION_LIFETIME),
        })
    }

    /// The user with this address, for the command line.
    pub async fn user_by_email(&self, _manager: &Manager, email: &str) -> Result<UserId> {
        let user = find_by_email(self.db.read(), email).await?;
        Ok(UserId::new(user.id))
    }
}
