//! Ending sessions: their rows are deleted. Why they ended is noted for their browsers, where that is given.

use super::ended::{Ended, note_ended};
use crate::column::Stored;
use crate::entity::session::{Column, Entity};
use crate::error::Result;
use domain::{SessionId, UserId};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;

/// Ends the sessions that meet a condition; returns how many.
async fn end_where(db: &impl ConnectionTrait, which: Condition, why: Option<Ended>) -> Result<u64> {
    if let Some(ended) = why {
        note_ended(db, which.clone(), ended).await?;
    }
    let ended = Entity::delete_many().filter(which).exec(db).await?;
    Ok(ended.rows_affected)
}

fn of(user: UserId) -> Condition {
    Condition::all().add(Column::UserId.eq(user.get()))
}

/// Ends a session; returns whether there was one.
pub async fn end(db: &impl ConnectionTrait, id: SessionId, why: Option<Ended>) -> Result<bool> {
    let one = Condition::all().add(Column::Id.eq(id.get()));
    Ok(end_where(db, one, why).await? > 0)
}

/// Ends the session whose token has this hash, if there is one.
pub async fn end_by_token(tx: &impl ConnectionTrait, token_hash: Vec<u8>) -> Result<()> {
    let one = Condition::all().add(Column::TokenHash.eq(token_hash));
    end_where(tx, one, None).await?;
    Ok(())
}

/// Ends a session if it is one of this user; returns whether it did.
pub async fn end_own(
    tx: &impl ConnectionTrait,
    user: UserId,
    id: SessionId,
    why: Option<Ended>,
) -> Result<bool> {
    let one = of(user).add(Column::Id.eq(id.get()));
    Ok(end_where(tx, one, why).await? > 0)
}

/// Ends every session of a user except `keep`; returns how many.
pub async fn end_others(
    tx: &impl ConnectionTrait,
    user: UserId,
    keep: SessionId,
    why: Ended,
) -> Result<u64> {
    let others = of(user).add(Column::Id.ne(keep.get()));
    end_where(tx, others, Some(why)).await
}

/// Ends one session of a user, but not `keep`; returns how many.
pub async fn end_other(
    tx: &impl ConnectionTrait,
    user: UserId,
    keep: SessionId,
    one: SessionId,
    why: Ended,
) -> Result<u64> {
    let other = of(user)
        .add(Column::Id.ne(keep.get()))
        .add(Column::Id.eq(one.get()));
    end_where(tx, other, Some(why)).await
}

/// Ends the sessions of a user that an access code has opened and in which no factor has been enrolled yet.
pub async fn end_replacing(tx: &impl ConnectionTrait, user: UserId) -> Result<()> {
    let replacing = of(user).add(Column::ReplacingSince.is_not_null());
    end_where(tx, replacing, None).await?;
    Ok(())
}

/// Ends the sessions of anybody that an access code from this giver has opened and in which no factor has been enrolled yet.
pub async fn end_replacing_by(tx: &impl ConnectionTrait, giver: UserId) -> Result<()> {
    let replacing = Condition::all()
        .add(Column::GivenById.eq(giver.get()))
        .add(Column::ReplacingSince.is_not_null());
    end_where(tx, replacing, None).await?;
    Ok(())
}

/// Ends every session of a user.
pub async fn end_all_of(tx: &impl ConnectionTrait, user: UserId, why: Option<Ended>) -> Result<()> {
    end_where(tx, of(user), why).await?;
    Ok(())
}

/// Ends every session of these users, at most a thousand.
pub async fn end_all_of_these(
    tx: &impl ConnectionTrait,
    users: &[UserId],
    why: Ended,
) -> Result<()> {
    let theirs = Column::UserId.is_in(users.iter().map(|id| id.get()));
    end_where(tx, Condition::all().add(theirs), Some(why)).await?;
    Ok(())
}

/// How many sessions each of these users, at most a thousand, has; those without one are left out.
pub async fn count_of_these(
    db: &impl ConnectionTrait,
    users: &[UserId],
) -> Result<HashMap<UserId, u64>> {
    let counted: Vec<(Stored<UserId>, i64)> = Entity::find()
        .select_only()
        .column(Column::UserId)
        .column_as(Column::Id.count(), "sessions")
        .filter(Column::UserId.is_in(users.iter().map(|id| id.get())))
        .group_by(Column::UserId)
        .into_tuple()
        .all(db)
        .await?;
    let counted = counted.into_iter();
    Ok(counted.map(|(id, n)| (*id, n.unsigned_abs())).collect())
}

/// Ends these sessions. Why is noted of those that have been open: of the others, somebody who has only a password makes as many
/// as they like.
pub async fn end_these(tx: &impl ConnectionTrait, ids: &[SessionId], why: Ended) -> Result<()> {
    let these = || Condition::all().add(Column::Id.is_in(ids.iter().map(|id| id.get())));
    let opened = these().add(Column::OpenedAt.is_not_null());
    note_ended(tx, opened, why).await?;
    end_where(tx, these(), None).await?;
    Ok(())
}
