//! Links and access codes for admins do not both come from one admin.

use crate::audit::UnitOfWork;
use crate::error::Result;
use crate::link::remove_unused_of;
use domain::handover::too_soon;
use domain::problem::Problem;
use domain::{Means, Role};
use store::entity::user;
use store::handover::{last, note};

/// Notes who gives this, whether the user is an admin or not. Refused for an admin to whom the same giver gave the other means within a day. The
/// command line is not bound: those who work on the machine have the database anyway. Call it inside the transaction that gives.
pub(crate) async fn hand_over(work: &UnitOfWork, user: &user::Model, means: Means) -> Result<()> {
    let Some(giver) = work.actor().id else {
        return Ok(());
    };
    let (tx, now, id) = (work.tx(), work.now(), *user.id);
    let other = last(tx, giver, id, means.other()).await?;
    if *user.role == Role::Admin && too_soon(other, now) {
        return Err(Problem::SecondMeans.into());
    }
    if *user.role == Role::Admin && means == Means::AccessCode {
        // A link lives longer than a day: the giver may have kept it.
        remove_unused_of(tx, id).await?;
    }
    Ok(note(tx, giver, id, means, now).await?)
}
