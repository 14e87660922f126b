//! Links and access codes for those with a right over others do not both come from the same hands.

use crate::audit::UnitOfWork;
use crate::error::{Error, Result};
use crate::link::remove_unused_of;
use crate::support::count_help;
use domain::handover::{Given, holds_back_asked};
use domain::{Help, Means, ResetProof, Role, UserId};
use std::collections::HashMap;
use store::Connection;
use store::entity::user;
use store::factor::set_reset_proof;
use store::handover::{all_of, find, note, note_demotion, of_these};

/// Notes who gives this, whatever role the user has. Refused for an admin, an auditor or one of the helpdesk to whom the same giver gave
/// the other means within a day, for somebody from whom the giver took such a role within a day, and for everybody where the giver is of
/// the helpdesk. No giver gives such a user an access code within a day of the use of a link that was asked for on the page of the
/// sign-in. After a reset that is not proven yet, a link for such a user asks for an access code as well. The command line is not
/// bound: those who work on the machine have the database anyway. The helpdesk is also bound by [`count_help`]. Call it inside the
/// transaction that gives.
pub(crate) async fn hand_over(work: &UnitOfWork, user: &user::Model, means: Means) -> Result<()> {
    let Some(giver) = work.actor().id else {
        return Ok(());
    };
    let (tx, now, id) = (work.tx(), work.now(), *user.id);
    let known = handed_over(tx, giver, &[id]).await?;
    let given = known.get(&id).copied().unwrap_or_default();
    let role = work.actor().role;
    let given = given.by(role, now);
    if let Some(from) = given.too_soon(*user.role, means, now) {
        return Err(Error::SecondMeans {
            from,
            role: match role {
                Some(Role::Helpdesk) => Role::Helpdesk,
                _ if *user.role == Role::Admin => Role::Admin,
                _ => Role::User,
            },
        });
    }
    if means == Means::AccessCode && given.guards(*user.role, now) {
        // A link lives longer than a day: the giver may have kept it.
        remove_unused_of(tx, id).await?;
    }
    if means == Means::Link && user.reset_proof.is_some() && given.guards(*user.role, now) {
        // Without a factor this link would open the account to who gives it.
        set_reset_proof(tx, id, Some(ResetProof::Code)).await?;
    }
    count_help(work, user, Help::Giving(means)).await?;
    Ok(note(tx, giver, id, means, now).await?)
}

/// What a giver last did to each of these users, at most a thousand. The giver may be the one who has chosen the password through the
/// user's mailbox.
pub(crate) async fn handed_over(
    db: &impl Connection,
    giver: UserId,
    users: &[UserId],
) -> Result<HashMap<UserId, Given>> {
    let mut given = of_these(db, Some(giver), users).await?;
    for (user, asked) in of_these(db, None, users).await? {
        let known = given.entry(user).or_default();
        *known = known.with_asked(asked);
    }
    Ok(given)
}

/// Notes that a link which was asked for on the page of the sign-in was used. Not that it was asked for: anybody can ask.
pub(crate) async fn note_asked(work: &UnitOfWork, user: UserId) -> Result<()> {
    Ok(note(work.tx(), user, user, Means::Link, work.now()).await?)
}

/// Whether the user gets no link that is asked for on the page of the sign-in (see [`domain::handover::holds_back_asked`]).
pub(crate) async fn is_held_back(work: &UnitOfWork, user: &user::Model) -> Result<bool> {
    let given = all_of(work.tx(), *user.id).await?;
    let is_reset = user.reset_proof.is_some();
    Ok(holds_back_asked(&given, *user.role, is_reset, work.now()))
}

/// Whether the actor alone may not open the account of the user (see [`domain::handover::Given::guards`]).
pub(crate) async fn is_guarded(work: &UnitOfWork, user: &user::Model) -> Result<bool> {
    let given = match work.actor().id {
        Some(giver) => find(work.tx(), giver, *user.id).await?,
        None => domain::handover::Given::default(),
    };
    let given = given.by(work.actor().role, work.now());
    Ok(given.guards(*user.role, work.now()))
}

/// Notes that the actor takes a role that gives a right over others from the user.
pub(crate) async fn demote(work: &UnitOfWork, user: &user::Model) -> Result<()> {
    if let Some(giver) = work.actor().id.filter(|_| user.role.sees_users()) {
        note_demotion(work.tx(), giver, *user.id, work.now()).await?;
    }
    Ok(())
}
