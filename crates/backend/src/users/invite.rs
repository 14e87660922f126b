//! Invitation links.

use crate::access::{Actor, FreshHelper, Manager};
use crate::audit::{Done, UnitOfWork};
use crate::context::Backend;
use crate::error::Result;
use crate::handover::hand_over;
use crate::link::{INVITATION_LIFETIME, InvitationLink, NewLink, create};
use crate::support::find_to_help;
use domain::problem::Problem;
use domain::{AuditAction, BulkRefusal, LinkId, LinkPurpose, Means, NoticeKind, UserId};
use store::entity::user;
use store::user::find_by_email;

/// An invitation link that was made.
pub(super) struct GivenLink {
    /// Its number.
    pub id: LinkId,
    /// The link.
    pub link: InvitationLink,
}

impl Backend {
    /// Makes an invitation link; an earlier one for the same user stops working. Never for oneself: one's own password is changed
    /// with the present one.
    pub async fn invite(&self, manager: &Manager, id: UserId) -> Result<InvitationLink> {
        self.invite_by(manager.actor().clone(), id).await
    }

    /// The same by somebody of the helpdesk, or an admin.
    pub async fn help_by_invitation(
        &self,
        helper: FreshHelper<'_>,
        id: UserId,
    ) -> Result<InvitationLink> {
        let given = self.invite_by(helper.actor(), id).await;
        self.noted(&helper.actor(), given).await
    }

    async fn invite_by(&self, actor: Actor, id: UserId) -> Result<InvitationLink> {
        if actor.id == Some(id) {
            return Err(Problem::OwnAccount.into());
        }
        let work = self.begin(actor).await?;
        let user = find_to_help(&work, id).await?;
        hand_over(&work, &user, Means::Link).await?;
        if user.password_hash.is_some() {
            work.tell(id, NoticeKind::LinkGiven, None).await?;
        }
        let given = self.give_link(&work, &user, true).await?;
        work.commit_unrecorded().await?;
        Ok(given.link)
    }

    /// Mails an invitation to somebody who has no password yet; an earlier link stops working. Not after a reset, which assumes that
    /// more than the mailbox is needed: its link is handed over another way.
    pub async fn mail_invitation(
        &self,
        helper: impl Into<FreshHelper<'_>>,
        id: UserId,
    ) -> Result<()> {
        let actor = helper.into().actor();
        let mailed = self.mail_invitation_by(actor.clone(), id).await;
        self.noted(&actor, mailed).await
    }

    async fn mail_invitation_by(&self, actor: Actor, id: UserId) -> Result<()> {
        let work = self.begin(actor).await?;
        let user = find_to_help(&work, id).await?;
        if !self.settings.mails || !can_be_mailed(&user) {
            return Err(Problem::Unknown.into());
        }
        self.give_by_mail(&work, &user).await?;
        work.commit_unrecorded().await
    }

    /// Gives the user an invitation link that is mailed, as a part of a change. Refused as [`hand_over`] says.
    pub(crate) async fn give_by_mail(&self, work: &UnitOfWork, user: &user::Model) -> Result<()> {
        hand_over(work, user, Means::Link).await?;
        let given = self.give_link(work, user, false).await?;
        work.mail_link(*user.id, NoticeKind::Invited, given.id)
            .await
    }

    /// Gives the user an invitation link, with its entry, as a part of a change. Who gives it is asked before. `shown`: they see it, so
    /// it ends with their right to give links; else it is made for a mail.
    pub(super) async fn give_link(
        &self,
        work: &UnitOfWork,
        user: &user::Model,
        shown: bool,
    ) -> Result<GivenLink> {
        let (now, id) = (work.now(), *user.id);
        let new = NewLink {
            purpose: LinkPurpose::Invitation,
            user: Some(id),
            giver: Some(work.actor().giver()),
            shown,
            lifetime: INVITATION_LIFETIME,
        };
        let created = create(work.tx(), now, new).await?;
        work.record(Done::to(AuditAction::Invited, user)).await?;
        Ok(GivenLink {
            id: created.id,
            link: InvitationLink {
                url: self.invitation_url(&created.token),
                expires: now.plus(INVITATION_LIFETIME),
            },
        })
    }

    /// The user with this address, for the command line.
    pub async fn user_by_email(&self, _manager: &Manager, email: &str) -> Result<UserId> {
        let user = find_by_email(self.db.read(), email).await?;
        Ok(*user.id)
    }
}

/// Whether an invitation may be mailed to this user.
pub(super) const fn can_be_mailed(user: &user::Model) -> bool {
    why_not_mailed(user).is_none()
}

/// Why no invitation is mailed to this user.
pub(crate) const fn why_not_mailed(user: &user::Model) -> Option<BulkRefusal> {
    if user.password_hash.is_some() {
        Some(BulkRefusal::HasPassword)
    } else if user.disabled_at.is_some() {
        Some(BulkRefusal::Deactivated)
    } else if user.reset_proof.is_some() {
        Some(BulkRefusal::AwaitsReset)
    } else {
        None
    }
}
