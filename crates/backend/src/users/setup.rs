//! The first admin, created through a link that `serve` prints on an empty database.

use super::NewUser;
use crate::access::{Actor, Origin};
use crate::audit::Done;
use crate::context::Backend;
use crate::error::Result;
use crate::link::{NewLink, consume, create, find};
use crate::organisation::{OrganisationInput, change_in};
use crate::rules;
use crate::time_zone::TimeZone;
use domain::problem::Problem;
use domain::{AuditAction, DisplayName, EmailAddress, Language, LinkPurpose, NewPassword, Role};
use std::fmt;
use store::account::{Author, is_any};
use store::new_user::insert;
use wire::path;

/// Seconds for which the set-up link is valid; the next start makes a new one.
const LIFETIME: i64 = 24 * 3_600;

/// The fields of the set-up form.
#[derive(Clone)]
pub struct FirstAdmin {
    /// The address as typed.
    pub email: String,
    /// The name as typed.
    pub name: String,
    /// The password as typed.
    pub password: String,
    /// The password, typed again.
    pub repeated: String,
    /// The language of the form.
    pub language: Language,
    /// The name of the organisation as typed; empty if it is left out.
    pub organisation: String,
    /// Whom its users ask, as typed; empty if it is left out.
    pub contact: String,
    /// The time zone of the organisation; without one it stays UTC.
    pub time_zone: String,
}

impl fmt::Debug for FirstAdmin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FirstAdmin(…)")
    }
}

impl Backend {
    /// The set-up link, as long as there is no account.
    pub async fn set_up_link(&self) -> Result<Option<String>> {
        let work = self.begin(Actor::program()).await?;
        if is_any(work.tx()).await? {
            return Ok(None);
        }
        let link = NewLink {
            purpose: LinkPurpose::SetUp,
            user: None,
            giver: Some(work.actor().giver()),
            shown: true,
            lifetime: LIFETIME,
        };
        let token = create(work.tx(), work.now(), link).await?.token;
        work.commit_unrecorded().await?;
        Ok(Some(format!(
            "{}{}",
            self.settings.public_url,
            path::set_up(&token.reveal())
        )))
    }

    /// Whether the set-up link with this token still works.
    pub async fn check_set_up(&self, token: &str) -> Result<()> {
        let db = self.db.read();
        find(db, &[LinkPurpose::SetUp], token, self.now()).await?;
        if is_any(db).await? {
            return Err(Problem::LinkGone.into());
        }
        Ok(())
    }

    /// Creates the first admin through the set-up link.
    pub async fn set_up(&self, token: &str, first: &FirstAdmin, origin: &Origin) -> Result<()> {
        let now = self.now();
        let link = find(self.db.read(), &[LinkPurpose::SetUp], token, now).await?;
        let new = NewUser {
            email: EmailAddress::parse(&first.email)?,
            name: DisplayName::parse(&first.name)?,
            role: Role::Admin,
            language: first.language,
            groups: Vec::new(),
            rule: None,
        };
        let password = NewPassword::parse(&first.password, &[&first.name, &first.email])?;
        if password.reveal() != domain::password::normalise(&first.repeated) {
            return Err(Problem::PasswordsDiffer.into());
        }
        let hash = self.hasher.hash(&password).await?;
        let work = self.begin(Actor::program()).await?;
        let tx = work.tx();
        consume(tx, &link, now).await?;
        if is_any(tx).await? {
            return Err(Problem::LinkGone.into());
        }
        let mut row = new.row(&rules::load(tx).await?, Author::NOBODY, now);
        row.password_hash = Some(hash);
        let user = insert(tx, row).await?.ok_or(Problem::EmailTaken)?;
        let work = work.by(Actor::of_user(&user, origin));
        work.record(Done::to(AuditAction::SetUp, &user)).await?;
        let zone = TimeZone::of(&first.time_zone);
        let organisation = OrganisationInput {
            name: &first.organisation,
            contact: &first.contact,
            sentence: "",
            time_zone: zone.name(),
        };
        change_in(&work, organisation.into()).await?;
        work.commit_unrecorded().await
    }
}
