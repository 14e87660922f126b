//! One-time links: to choose a password, to secure an account, to set up the first admin.

use crate::bulk_state::stop_operations;
use crate::context::Backend;
use crate::error::Result;
use crate::import_state::stop_imports;
use crate::token::Token;
use domain::problem::Problem;
use domain::{Giver, LinkId, LinkPurpose, NoticeKind, Timestamp, UserId};
use std::fmt;
use store::entity::{one_time_link, user};
use store::handover::giver;
use store::profile::note_invitation;
use store::{Connection, access_code, link, profile};
use wire::path;

/// Seconds for which an invitation is valid: 72 hours.
pub const INVITATION_LIFETIME: i64 = 72 * 3_600;
/// Seconds for which a link to another password is valid that was asked for on the page of the sign-in: 30 minutes.
pub const ASKED_LIFETIME: i64 = 30 * 60;

/// Seconds for which an account can be secured by the link in a mail: a week.
pub const SECURING_LIFETIME: i64 = 7 * 86_400;

/// A one-time link for choosing a password, or for securing an account.
#[derive(Clone)]
pub struct InvitationLink {
    /// The link, under the configured public URL.
    pub url: String,
    /// When it expires.
    pub expires: Timestamp,
}

impl fmt::Debug for InvitationLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InvitationLink(…, {:?})", self.expires)
    }
}

impl Backend {
    /// The page on which a password is chosen through a link.
    pub(crate) fn invitation_url(&self, token: &Token) -> String {
        format!(
            "{}{}",
            self.settings.public_url,
            path::invitation(&token.reveal())
        )
    }

    /// A link to secure the account, for the mail that is about to be sent. Earlier ones go on working: any of the mails may be the one
    /// that is read. None if the address of the user has changed since it was read.
    pub(crate) async fn link_to_secure(
        &self,
        user: &user::Model,
        now: Timestamp,
    ) -> Result<Option<InvitationLink>> {
        let token = Token::generate()?;
        let expires = now.plus(SECURING_LIFETIME);
        let row = link::New {
            purpose: LinkPurpose::SecureAccount,
            user: Some(*user.id),
            token_hash: token.hash(),
            at: now,
            expires,
            giver: None,
            shown: false,
        };
        let db = self.db.write();
        link::insert(db, row).await?;
        // A change of the address ends the links that it finds; this one may have come after it.
        let present = profile::find(db, *user.id).await?;
        if present.is_none_or(|present| present.email_key != user.email_key) {
            end_securing_links(db, *user.id).await?;
            return Ok(None);
        }
        let page = path::secure_account(&token.reveal());
        Ok(Some(InvitationLink {
            url: format!("{}{page}", self.settings.public_url),
            expires,
        }))
    }

    /// A link for the mail that is about to be sent: the link with this number gets a token that nobody has seen, and is
    /// valid from now on for `lifetime` seconds. None if the link was used, or has ended meanwhile.
    pub(crate) async fn link_to_mail(
        &self,
        id: LinkId,
        user: UserId,
        lifetime: i64,
    ) -> Result<Option<InvitationLink>> {
        let token = Token::generate()?;
        let now = self.now();
        let expires = now.plus(lifetime);
        let hash = token.hash();
        let ends = (now, expires);
        let replaced = link::replace_token(self.db.write(), id, user, hash, ends).await?;
        Ok(replaced.then(|| InvitationLink {
            url: self.invitation_url(&token),
            expires,
        }))
    }
}

/// A link to be made.
#[derive(Debug)]
pub(crate) struct NewLink {
    /// Its purpose.
    pub purpose: LinkPurpose,
    /// For whom; none for the set-up link.
    pub user: Option<UserId>,
    /// Who gives it; none if somebody asked for it on the page of the sign-in.
    pub giver: Option<Giver>,
    /// Whether the giver sees it; else it is made for a mail.
    pub shown: bool,
    /// Seconds for which it is valid.
    pub lifetime: i64,
}

/// A link that was made.
#[derive(Debug)]
pub(crate) struct Created {
    /// Its number.
    pub id: LinkId,
    /// Its token.
    pub token: Token,
}

/// Makes a link; earlier ones of the same purpose for the same user stop working.
pub(crate) async fn create(tx: &impl Connection, now: Timestamp, new: NewLink) -> Result<Created> {
    let NewLink {
        purpose,
        user,
        giver,
        shown,
        lifetime,
    } = new;
    link::remove_for(tx, user, purpose).await?;
    let token = Token::generate()?;
    let row = link::New {
        purpose,
        user,
        token_hash: token.hash(),
        at: now,
        expires: now.plus(lifetime),
        giver,
        shown,
    };
    let id = link::insert(tx, row).await?;
    if let (LinkPurpose::Invitation, Some(user)) = (purpose, user) {
        note_invitation(tx, user, now).await?;
    }
    Ok(Created { id, token })
}

/// Ends what somebody was given to use once, links and access code, and the imports and acts on many users that go on without them. They belong to the
/// situation in which they were given or begun; a new role, another password, deactivation or a reset ends it. `reason` is what the
/// user is told of that.
pub(crate) async fn end_one_time_rights(
    tx: &impl Connection,
    user: UserId,
    reason: Option<NoticeKind>,
) -> Result<()> {
    stop_imports(tx, user, reason).await?;
    stop_operations(tx, user).await?;
    remove_unused_of(tx, user).await?;
    Ok(store::factor::remove_access_code(tx, user).await?)
}

/// Ends what an admin, or somebody of the helpdesk, has given to others and may have kept: unused links that they have seen, unused access
/// codes, and the sessions that such a code has opened and in which no factor has been enrolled yet. Call it when the account stops
/// helping others or may be in other hands. Links that were mailed go on: the giver has never seen them.
pub(crate) async fn end_rights_given_by(tx: &impl Connection, giver: UserId) -> Result<()> {
    link::remove_shown_by(tx, giver).await?;
    access_code::remove_given_by(tx, giver).await?;
    Ok(store::session::end_replacing_by(tx, giver).await?)
}

/// Makes the links stop working by which a user's account is secured: an admin, or the machine, has dealt with it, or another mailbox
/// is the user's.
pub(crate) async fn end_securing_links(tx: &impl Connection, user: UserId) -> Result<()> {
    Ok(link::remove_for(tx, Some(user), LinkPurpose::SecureAccount).await?)
}

/// Makes a user's unused links to a password stop working. Those that secure the account go on: else the same person could end them by another change
/// than the one that a mail tells of.
pub(crate) async fn remove_unused_of(tx: &impl Connection, user: UserId) -> Result<()> {
    Ok(link::remove_unused_of(tx, user, LinkPurpose::SecureAccount).await?)
}

/// The link with this token for one of these purposes, as long as it works.
pub(crate) async fn find(
    db: &impl Connection,
    purposes: &[LinkPurpose],
    token: &str,
    now: Timestamp,
) -> Result<one_time_link::Model> {
    let token = Token::parse(token).ok_or(Problem::LinkGone)?;
    link::find_usable(db, token.hash(), purposes, now)
        .await?
        .ok_or_else(|| Problem::LinkGone.into())
}

/// Uses up a link; of several simultaneous uses one wins.
pub(crate) async fn consume(
    tx: &impl Connection,
    link: &one_time_link::Model,
    now: Timestamp,
) -> Result<()> {
    if link::consume(tx, *link.id, now).await? {
        Ok(())
    } else {
        Err(Problem::LinkGone.into())
    }
}

/// Who gave the link, if that was noted.
pub(crate) fn giver_of(link: &one_time_link::Model) -> Option<Giver> {
    giver(
        link.given_by_id,
        link.given_by_name.clone(),
        link.given_by_email.clone(),
    )
}

/// Whether somebody asked for the link on the page of the sign-in, and all that its user has shown is that they read the mailbox.
pub(crate) fn is_asked(link: &one_time_link::Model) -> bool {
    *link.purpose == LinkPurpose::ForgottenPassword
}

/// Whether the link restores an admin.
pub(crate) fn is_recovery(link: &one_time_link::Model) -> bool {
    *link.purpose == LinkPurpose::Recovery
}
