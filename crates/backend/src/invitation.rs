//! Invitations: links for choosing a password.

use crate::access::{Actor, Origin};
use crate::audit::Done;
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::handover::note_asked;
use crate::link::{consume, end_one_time_rights, find, giver_of, is_asked, is_recovery};
use crate::password_attempts::forget_account;
use crate::recover::restore;
use crate::session::{end_all_of, ended};
use domain::problem::Problem;
use domain::{AuditAction, EndReason, LinkPurpose, NewPassword, NoticeKind, ResetProof};
use store::entity::{one_time_link, user};
use store::factor::set_reset_proof;
use store::factor_attempt::forget_all;
use store::{Connection, profile};
use wire::view::Invitation;

/// The purposes of links for choosing a password.
const PASSWORD_LINKS: &[LinkPurpose] = &[
    LinkPurpose::Invitation,
    LinkPurpose::ForgottenPassword,
    LinkPurpose::Recovery,
];

impl Backend {
    /// The recipient of the link with this token, as long as the link works. That its page was opened is noted, once.
    pub async fn invitation(&self, token: &str) -> Result<Invitation> {
        let now = self.now();
        let link = find(self.db.read(), PASSWORD_LINKS, token, now).await?;
        let user = user_of(self.db.read(), &link).await?;
        if link.opened_at.is_none() {
            store::link::note_opened(self.db.write(), *link.id, now).await?;
        }
        Ok(Invitation {
            name: user.name,
            email: user.email,
            recovery: is_recovery(&link),
            asked: is_asked(&link),
        })
    }

    /// Chooses the password through a link. The link is used up, the user's sessions end; a second
    /// factor stays as it is, and the sign-in asks for it; a recovery link restores an admin. After a reset a link that was asked for
    /// on the page of the sign-in proves nothing: it shows only that somebody reads the mailbox.
    pub async fn accept_invitation(
        &self,
        token: &str,
        password: &str,
        repeated: &str,
        origin: &Origin,
    ) -> Result<()> {
        let now = self.now();
        let link = find(self.db.read(), PASSWORD_LINKS, token, now).await?;
        let user = user_of(self.db.read(), &link).await?;
        let password = NewPassword::parse(password, &[&user.name, &user.email])?;
        if password.reveal() != domain::password::normalise(repeated) {
            return Err(Problem::PasswordsDiffer.into());
        }
        let hash = self.hasher.hash(&password).await?;
        let work = self.begin(Actor::of_user(&user, origin)).await?;
        let (tx, id) = (work.tx(), *user.id);
        consume(tx, &link, now).await?;
        profile::set_password(tx, id, hash).await?;
        end_all_of(tx, id, Some(ended(&work, EndReason::Password))).await?;
        forget_account(tx, &user.email_key).await?;
        let is_proof = !is_asked(&link);
        if !is_proof {
            note_asked(&work, id).await?;
        }
        let still_to_prove = match user.reset_proof.as_deref() {
            None => false,
            Some(ResetProof::CodeOrNewPassword) => !is_proof,
            Some(ResetProof::Code) => true,
        };
        if !still_to_prove {
            end_one_time_rights(tx, id, Some(NoticeKind::PasswordReset)).await?;
            set_reset_proof(tx, id, None).await?;
        }
        if user.reset_proof.is_some() && is_proof {
            // Codes that were tried after the reset were of no factor.
            forget_all(tx, id).await?;
        }
        let giver = giver_of(&link);
        if is_recovery(&link) {
            restore(&work, &user, giver.clone()).await?;
        }
        if user.password_hash.is_some() || user.reset_proof.is_some() {
            work.tell(id, NoticeKind::PasswordReset, giver.as_ref())
                .await?;
        }
        let chosen = Done::to(AuditAction::PasswordChosen, &user);
        work.commit(chosen.by_gift_of(giver)).await
    }
}

async fn user_of(db: &impl Connection, link: &one_time_link::Model) -> Result<user::Model> {
    let id = link.user_id.ok_or_else(|| Error::from(Problem::LinkGone))?;
    let user = profile::find(db, *id).await?;
    user.filter(|user| user.disabled_at.is_none() || is_recovery(link))
        .ok_or_else(|| Problem::LinkGone.into())
}
