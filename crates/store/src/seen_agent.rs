//! The kinds of browser and system with which users have signed in before.

use crate::entity::seen_agent::{ActiveModel, Column, Entity};
use crate::error::Result;
use domain::{Timestamp, UserId};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set, TryInsertResult};

/// Records a sign-in with one that was seen before; returns whether it was.
pub async fn note_seen(
    tx: &impl ConnectionTrait,
    fingerprint: Vec<u8>,
    now: Timestamp,
) -> Result<bool> {
    let known = Entity::update_many()
        .col_expr(Column::LastSeenAt, Expr::value(now.unix()))
        .filter(Column::Fingerprint.eq(fingerprint))
        .exec(tx)
        .await?;
    Ok(known.rows_affected > 0)
}

/// Adds one, unless a simultaneous sign-in has added it; returns whether it did.
pub async fn insert(
    tx: &impl ConnectionTrait,
    user: UserId,
    fingerprint: Vec<u8>,
    now: Timestamp,
) -> Result<bool> {
    let row = ActiveModel {
        user_id: Set(user.into()),
        fingerprint: Set(fingerprint),
        last_seen_at: Set(now.into()),
        ..Default::default()
    };
    let same = OnConflict::column(Column::Fingerprint)
        .do_nothing()
        .to_owned();
    let inserted = Entity::insert(row)
        .on_conflict(same)
        .try_insert()
        .exec_without_returning(tx)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(_)))
}
