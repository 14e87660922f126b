//! Invitation links.

use super::find;
use crate::access::Manager;
use crate::audit::{self, Target};
use crate::context::Backend;
use crate::entity::user;
use crate::error::{Error, Result};
use crate::link::{INVITATION_LIFETIME, Purpose, create};
use crate::token::Token;
use domain::{AuditAction, EmailAddress, Timestamp, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::fmt;

/// A link on which a user chooses a password, once.
#[derive(Clone)]
pub struct InvitationLink {
    /// The link, under the configured public address.
    pub url: String,
    /// Until when it works.
    pub expires: Timestamp,
}

impl fmt::Debug for InvitationLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InvitationLink(…, {:?})", self.expires)
    }
}

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

    /// The page on which a password is chosen over a link.
    pub(crate) fn invitation_url(&self, token: &Token) -> String {
        format!("{}/invitation/{}", self.settings.public_url, token.reveal())
    }

    /// The user with this address, for the command line.
    pub async fn user_by_email(&self, _manager: &Manager, email: &str) -> Result<UserId> {
        user::Entity::find()
            .filter(user::Column::EmailKey.eq(EmailAddress::key_of(email)))
            .one(self.db.read())
            .await?
            .map(|user| UserId::new(user.id))
            .ok_or(Error::NotFound)
    }
}
