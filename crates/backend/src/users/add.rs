//! New accounts, as admins add them one at a time.

use super::NewUser;
use crate::access::FreshAdmin;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::Result;
use crate::handover::hand_over;
use crate::link::InvitationLink;
use crate::rules;
use domain::problem::Problem;
use domain::requirement::override_for;
use domain::{
    AuditAction, DisplayName, EmailAddress, FirstLink, GroupRule, Language, Means, NoticeKind,
    Role, UserId,
};
use store::new_user::insert;

/// The fields of the form.
#[derive(Debug, Clone, Copy)]
pub struct UserToAdd<'a> {
    /// The name as typed.
    pub name: &'a str,
    /// The address as typed.
    pub email: &'a str,
    /// The role.
    pub role: Role,
    /// The language.
    pub language: Language,
    /// Whether 2FA is required of the user, whatever the policy says now.
    pub required: bool,
    /// How the user gets the link to a first password.
    pub link: FirstLink,
}

/// An account that was added.
#[derive(Debug, Clone)]
pub struct AddedUser {
    /// Its number.
    pub id: UserId,
    /// The link that the admin hands over, if it is to be shown.
    pub link: Option<InvitationLink>,
}

impl Backend {
    /// Creates an account without a password, and the link to a first one: all or nothing. A rule on the user is stored only where
    /// the policy alone does not require 2FA.
    pub async fn add_user(&self, admin: FreshAdmin<'_>, new: UserToAdd<'_>) -> Result<AddedUser> {
        let row = NewUser {
            name: DisplayName::parse(new.name)?,
            email: EmailAddress::parse(new.email)?,
            role: new.role,
            language: new.language,
            groups: Vec::new(),
            rule: None,
        };
        if new.link == FirstLink::Mailed && !self.settings.mails {
            return Err(Problem::Unknown.into());
        }
        let work = self.begin(admin.actor()).await?;
        let tx = work.tx();
        let rules = rules::load(tx).await?;
        let rule = new
            .required
            .then(|| override_for(&rules, GroupRule::Nothing, true))
            .flatten();
        let row = NewUser { rule, ..row };
        let row = row.row(&rules, work.actor().author(), work.now());
        let user = insert(tx, row).await?.ok_or(Problem::EmailTaken)?;
        let id = *user.id;
        work.record(Done::to(AuditAction::UserCreated, &user))
            .await?;
        if rule.is_some() {
            work.record(Done::to(AuditAction::UserRequired, &user))
                .await?;
        }
        let mut link = None;
        if new.link != FirstLink::Later {
            hand_over(&work, &user, Means::Link).await?;
            let given = self
                .give_link(&work, &user, new.link == FirstLink::Shown)
                .await?;
            match new.link {
                FirstLink::Mailed => work.mail_link(id, NoticeKind::Invited, given.id).await?,
                FirstLink::Shown | FirstLink::Later => link = Some(given.link),
            }
        }
        work.commit_unrecorded().await?;
        Ok(AddedUser { id, link })
    }
}
