//! From where enrolments that are not finished were begun. Places are hashes.

use crate::entity::enrolment_place::{ActiveModel, Column, Entity};
use crate::error::Result;
use domain::{Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Set};

/// Notes that an enrolment was begun from a place again; returns whether it had been before.
pub async fn note_again(
    tx: &impl ConnectionTrait,
    user: UserId,
    place: &[u8],
    now: Timestamp,
) -> Result<bool> {
    let known = Entity::update_many()
        .col_expr(Column::LastAt, Expr::value(now.unix()))
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::Place.eq(place))
        .exec(tx)
        .await?;
    Ok(known.rows_affected > 0)
}

/// How many places there are of a user.
pub async fn count(tx: &impl ConnectionTrait, user: UserId) -> Result<u64> {
    Ok(Entity::find()
        .filter(Column::UserId.eq(user.get()))
        .count(tx)
        .await?)
}

/// Adds a place.
pub async fn insert(
    tx: &impl ConnectionTrait,
    user: UserId,
    place: Vec<u8>,
    now: Timestamp,
) -> Result<()> {
    let row = ActiveModel {
        user_id: Set(user.into()),
        place: Set(place),
        last_at: Set(now.into()),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Forgets the places of a user, whose enrolment is finished.
pub async fn forget(tx: &impl ConnectionTrait, user: UserId) -> Result<()> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes the places of a user, or of all, from which none was begun since a moment; returns how many.
pub async fn delete_until(
    tx: &impl ConnectionTrait,
    user: Option<UserId>,
    moment: Timestamp,
) -> Result<u64> {
    let mut old = Entity::delete_many().filter(Column::LastAt.lte(moment.unix()));
    if let Some(user) = user {
        old = old.filter(Column::UserId.eq(user.get()));
    }
    Ok(old.exec(tx).await?.rows_affected)
}
