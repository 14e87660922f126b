//! Ending sessions: their rows are deleted.

use crate::entity::session::{Column, Entity};
use crate::error::Result;
use domain::{SessionId, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// Ends a session; returns whether there was one.
pub async fn end(db: &impl ConnectionTrait, id: SessionId) -> Result<bool> {
    let ended = Entity::delete_by_id(id).exec(db).await?;
    Ok(ended.rows_affected > 0)
}

/// Ends the session whose token has this hash, if there is one.
pub async fn end_by_token(tx: &impl ConnectionTrait, token_hash: Vec<u8>) -> Result<()> {
    Entity::delete_many()
        .filter(Column::TokenHash.eq(token_hash))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends a session if it is one of this user; returns whether it did.
pub async fn end_own(tx: &impl ConnectionTrait, user: UserId, id: SessionId) -> Result<bool> {
    let ended = Entity::delete_many()
        .filter(Column::Id.eq(id.get()))
        .filter(Column::UserId.eq(user.get()))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected > 0)
}

/// Ends every session of a user except `keep`; returns how many.
pub async fn end_others(tx: &impl ConnectionTrait, user: UserId, keep: SessionId) -> Result<u64> {
    let ended = Entity::delete_many()
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::Id.ne(keep.get()))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

/// Ends one session of a user, but not `keep`; returns how many.
pub async fn end_other(
    tx: &impl ConnectionTrait,
    user: UserId,
    keep: SessionId,
    one: SessionId,
) -> Result<u64> {
    let ended = Entity::delete_many()
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::Id.ne(keep.get()))
        .filter(Column::Id.eq(one.get()))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

/// Ends the sessions of a user that an access code has opened and in which no factor has been enrolled yet.
pub async fn end_replacing(tx: &impl ConnectionTrait, user: UserId) -> Result<()> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::ReplacingSince.is_not_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends every session of a user.
pub async fn end_all_of(tx: &impl ConnectionTrait, user: UserId) -> Result<()> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends these sessions.
pub async fn end_these(tx: &impl ConnectionTrait, ids: &[SessionId]) -> Result<()> {
    Entity::delete_many()
        .filter(Column::Id.is_in(ids.iter().map(|id| id.get())))
        .exec(tx)
        .await?;
    Ok(())
}
