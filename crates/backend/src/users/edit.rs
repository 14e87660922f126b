//! Name, address and language of others.

use crate::access::{Admin, FreshAdmin};
use crate::as_seen::AsSeen;
use crate::audit::{Done, UnitOfWork};
use crate::context::Backend;
use crate::error::Result;
use crate::handover::hand_over;
use crate::link::{end_one_time_rights, end_securing_links};
use domain::fold::{fold, search_key};
use domain::problem::Problem;
use domain::{
    AuditAction, AuditDetail, Change, DisplayName, EmailAddress, Language, Means, NoticeKind,
    UserId, seen,
};
use store::entity::user;
use store::notice::keep_address;
use store::profile::{self, Profile};
use store::user::find;
use wire::view::UserProfile;

/// The fields of the form.
#[derive(Debug, Clone, Copy)]
pub struct ProfileInput<'a> {
    /// The name as typed.
    pub name: &'a str,
    /// The address as typed.
    pub email: &'a str,
    /// The language.
    pub language: Language,
}

impl Backend {
    /// What an admin may change of a user's profile.
    pub async fn user_profile(&self, _admin: Admin<'_>, id: UserId) -> Result<UserProfile> {
        let user = find(self.db.read(), id).await?;
        Ok(UserProfile {
            name: user.name,
            email: user.email,
            language: *user.language,
        })
    }

    /// Changes name, address and language of somebody else, and tells them; returns whether anything has changed. Sessions go on.
    /// Another address is a way into the account, since links are mailed to it: it counts as a link (see [`domain::handover`]), and
    /// what was given to use once ends. A form sends all three fields, so one that showed another profile is refused: it would set back
    /// what was changed meanwhile.
    pub async fn edit_user<'a>(
        &self,
        admin: FreshAdmin<'_>,
        id: UserId,
        input: impl Into<AsSeen<'a, ProfileInput<'a>>>,
    ) -> Result<bool> {
        let form = input.into();
        let input = form.asked;
        if admin.principal().user() == id {
            return Err(Problem::OwnAccount.into());
        }
        let work = self.begin(admin.actor()).await?;
        let user = find(work.tx(), id).await?;
        let name = other(input.name, &user.name, DisplayName::parse)?;
        let address = other(input.email, &user.email, EmailAddress::parse)?;
        let language = Change::between(*user.language, input.language);
        let called = name.as_ref().map_or(&*user.name, DisplayName::as_str);
        let email = address.as_ref().map_or(&*user.email, EmailAddress::as_str);
        if name.is_none() && address.is_none() && language.is_none() {
            return Ok(false);
        }
        form.still(&seen::profile(&user.name, &user.email, *user.language))?;
        let profile = Profile {
            name: called,
            name_key: fold(called),
            search_key: search_key(called, email),
            language: input.language,
        };
        profile::save(work.tx(), id, profile).await?;
        let name = Change::between(user.name.clone(), called.to_owned());
        if name.is_some() || language.is_some() {
            let renamed = name.is_some();
            let done = Done::to(AuditAction::UserEdited, &user);
            // The other admins are told of another name alone.
            let done = if renamed { done } else { done.for_its_user() };
            work.record(done.with(AuditDetail::Profile { name, language }))
                .await?;
        }
        if let Some(address) = &address {
            change_address(&work, &user, address).await?;
        }
        work.commit_unrecorded().await?;
        Ok(true)
    }
}

async fn change_address(
    work: &UnitOfWork,
    user: &user::Model,
    address: &EmailAddress,
) -> Result<()> {
    let (tx, id) = (work.tx(), *user.id);
    hand_over(work, user, Means::Link).await?;
    if !profile::set_address(tx, id, address).await? {
        return Err(Problem::EmailTaken.into());
    }
    end_one_time_rights(tx, id, Some(NoticeKind::AddressChanged)).await?;
    end_securing_links(tx, id).await?;
    // What has happened before is told to the address of before.
    keep_address(tx, id, &user.email).await?;
    let changed = Change {
        from: user.email.clone(),
        to: address.as_str().to_owned(),
    };
    let done = Done::to(AuditAction::AddressChanged, user);
    work.record(done.with(AuditDetail::Address(changed))).await
}

/// What was typed, if it is something else. What stays as it is may be of a time with other rules.
fn other<T: AsRef<str>, E>(
    typed: &str,
    present: &str,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<T>, E> {
    if typed == present {
        return Ok(None);
    }
    let parsed = parse(typed)?;
    Ok((parsed.as_ref() != present).then_some(parsed))
}
