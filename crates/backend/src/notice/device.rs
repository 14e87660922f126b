//! The devices from which a user has signed in before.
//!
//! A device is identified by browser and system, without versions and without its network: both
//! change by themselves, and notices that come every week are not read. A sign-in with the same
//! browser on the same system is therefore not noticed here; the list of sessions shows it.

use super::write::{Told, tell};
use crate::access::Actor;
use crate::error::Result;
use domain::user_agent::fingerprint;
use domain::{NoticeKind, Timestamp, UserId};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set, TryInsertResult};
use sha2::{Digest, Sha256};
use store::entity::known_device;
use store::user::find;

/// Seconds after which a device without a sign-in is forgotten.
const LIFETIME: i64 = 400 * 86_400;

/// Records a sign-in, before the user's row does; the user is told of one from an unknown device,
/// except for the first sign-in of all.
pub(crate) async fn meet(
    tx: &impl ConnectionTrait,
    user: UserId,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let key = key(user, &actor.user_agent);
    let known = known_device::Entity::update_many()
        .col_expr(known_device::Column::LastSeenAt, Expr::value(now.unix()))
        .filter(known_device::Column::Fingerprint.eq(key.clone()))
        .exec(tx)
        .await?;
    if known.rows_affected > 0 {
        return Ok(());
    }
    let row = known_device::ActiveModel {
        user_id: Set(user.into()),
        fingerprint: Set(key),
        last_seen_at: Set(now.into()),
        ..Default::default()
    };
    // Two simultaneous first sign-ins from one device are one new device.
    let same = OnConflict::column(known_device::Column::Fingerprint)
        .do_nothing()
        .to_owned();
    let inserted = known_device::Entity::insert(row)
        .on_conflict(same)
        .try_insert()
        .exec_without_returning(tx)
        .await?;
    if !matches!(inserted, TryInsertResult::Inserted(_)) {
        return Ok(());
    }
    if find(tx, user).await?.last_sign_in_at.is_none() {
        return Ok(());
    }
    let kind = NoticeKind::NewDevice;
    tell(tx, now, Told { user, kind, actor }).await
}

/// Deletes the devices without a sign-in for a long time; returns how many.
pub(crate) async fn forget_unseen(db: &impl ConnectionTrait, now: Timestamp) -> Result<u64> {
    let forgotten = known_device::Entity::delete_many()
        .filter(known_device::Column::LastSeenAt.lte(now.plus(-LIFETIME).unix()))
        .exec(db)
        .await?;
    Ok(forgotten.rows_affected)
}

fn key(user: UserId, user_agent: &str) -> Vec<u8> {
    Sha256::digest(format!("{user}\n{}", fingerprint(user_agent))).to_vec()
}
