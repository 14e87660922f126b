//! Whom somebody of the helpdesk may help, and how many.

use crate::audit::UnitOfWork;
use crate::error::{Error, Result};
use crate::notice::{NewAdminNotice, tell_other_admins};
use domain::help::{DAY, Helped, TOLD_FROM, pause};
use domain::problem::Problem;
use domain::{Help, Means, NoticeKind, Role, SecurityEventKind, UserId};
use store::entity::user;
use store::handover::{find as find_given, helped_since, note_help};
use store::user::find;

/// The user whom the actor helps to sign in. Admins help everybody, the helpdesk ordinary users alone: who opens the account of
/// somebody with a right over others has that right. Call it inside the transaction that makes the change, where nobody's role
/// changes meanwhile: not the user's, and with the actor's the session would have ended.
pub(crate) async fn find_to_help(work: &UnitOfWork, id: UserId) -> Result<user::Model> {
    let user = find(work.tx(), id).await?;
    match work.actor().role {
        Some(role) if !role.may_help(*user.role) => Err(Problem::OrdinaryUsersOnly.into()),
        _ => Ok(user),
    }
}

/// Notes what the actor does for the user, where that is somebody of the helpdesk: from [`TOLD_FROM`] users within an hour on all admins
/// are told. Refused where these are too many users within an hour or a day, and where the same was done for the user within a minute.
/// Call it inside the transaction that makes the change: it waits for the one before it, of whichever server.
pub(crate) async fn count_help(work: &UnitOfWork, user: &user::Model, help: Help) -> Result<()> {
    let actor = work.actor();
    let Some(helper) = actor.id.filter(|_| actor.role == Some(Role::Helpdesk)) else {
        return Ok(());
    };
    let (tx, now, id) = (work.tx(), work.now(), *user.id);
    let given = find_given(tx, helper, id).await?;
    let last = match help {
        Help::Giving(Means::Link) => given.link,
        Help::Giving(Means::AccessCode) => given.code,
        // What has been reset, and is not proven yet.
        Help::Reset => given.helped.filter(|_| user.reset_proof.is_some()),
    };
    if let Some(until) = pause(last, now) {
        let retry_after = until.since(now).max(1);
        return Err(Error::WritesLimited { retry_after });
    }
    let mut helped = Helped {
        user: given.helped,
        others: Vec::new(),
    };
    for (other, at) in helped_since(tx, helper, now.plus(-DAY)).await? {
        if other != id {
            helped.others.push(at);
        }
    }
    if let Some(from) = helped.too_many(now) {
        return Err(Error::HelpLimited { from });
    }
    note_help(tx, helper, id, now).await?;
    let users = helped.in_the_hour(now);
    if users < TOLD_FROM || helped.is_again(now) {
        return Ok(());
    }
    let named = actor.named();
    let told = NewAdminNotice {
        kind: NoticeKind::UserHelpsMany,
        about: Some((helper, &named)),
        count: u64::try_from(users).unwrap_or(u64::MAX),
        actor,
        given_by: None,
    };
    tell_other_admins(tx, now, told).await?;
    work.note(SecurityEventKind::HelpsMany).await
}
