//! Deleting rows by their age. Each function returns how many; events go by [`crate::event::delete_until`].

use crate::entity::{device_cookie, notice, one_time_link, seen_agent, session};
use crate::error::Result;
use crate::session::{Ended, note_ended};
use domain::{EndReason, Timestamp};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

/// Deletes the sessions that were seen last up to `idle_since` or later than `ahead`, or began up to `begun`, at the moment `now`.
pub async fn delete_sessions(
    tx: &impl ConnectionTrait,
    (idle_since, ahead): (Timestamp, Timestamp),
    begun: Timestamp,
    now: Timestamp,
) -> Result<u64> {
    let idle = session::Column::LastSeenAt.lte(idle_since.unix());
    let old = session::Column::CreatedAt.lte(begun.unix());
    for (which, reason) in [
        (old.clone(), EndReason::Age),
        (idle.clone(), EndReason::Idle),
    ] {
        let ended = Ended { reason, at: now };
        note_ended(tx, Condition::all().add(which), ended).await?;
    }
    let deleted = session::Entity::delete_many()
        .filter(
            Condition::any()
                .add(idle)
                .add(session::Column::LastSeenAt.gt(ahead.unix()))
                .add(old),
        )
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected)
}

/// Deletes the links that were used or have expired.
pub async fn delete_links(tx: &impl ConnectionTrait, now: Timestamp) -> Result<u64> {
    let deleted = one_time_link::Entity::delete_many()
        .filter(
            Condition::any()
                .add(one_time_link::Column::UsedAt.is_not_null())
                .add(one_time_link::Column::ExpiresAt.lte(now.unix())),
        )
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected)
}

/// Deletes the notices of what happened last up to a moment.
pub async fn delete_notices(tx: &impl ConnectionTrait, moment: Timestamp) -> Result<u64> {
    let deleted = notice::Entity::delete_many()
        .filter(notice::Column::LastAt.lte(moment.unix()))
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected)
}

/// Deletes the kinds of browsers with which the last sign-in was up to a moment.
pub async fn delete_seen_agents(tx: &impl ConnectionTrait, moment: Timestamp) -> Result<u64> {
    let deleted = seen_agent::Entity::delete_many()
        .filter(seen_agent::Column::LastSeenAt.lte(moment.unix()))
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected)
}

/// Deletes the device cookies whose last sign-in was up to a moment.
pub async fn delete_device_cookies(tx: &impl ConnectionTrait, moment: Timestamp) -> Result<u64> {
    let deleted = device_cookie::Entity::delete_many()
        .filter(device_cookie::Column::LastSeenAt.lte(moment.unix()))
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected)
}
