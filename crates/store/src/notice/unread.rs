//! Notices that their user has not read.

use super::newest_of;
use crate::entity::notice::{Column, Entity, Model};
use crate::error::Result;
use domain::{SessionId, Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};

/// How many notices of a user are unread, without those that `session` made.
pub async fn count_unread(
    db: &impl ConnectionTrait,
    user: UserId,
    session: SessionId,
) -> Result<u64> {
    Ok(newest_of(user).filter(unread(session)).count(db).await?)
}

/// At most `limit` of them, the newest first.
pub async fn list_unread(
    db: &impl ConnectionTrait,
    user: UserId,
    session: SessionId,
    limit: u64,
) -> Result<Vec<Model>> {
    Ok(newest_of(user)
        .filter(unread(session))
        .limit(limit)
        .all(db)
        .await?)
}

/// Records at `now` that those of them that happened up to `shown` were read.
pub async fn mark_read(
    tx: &impl ConnectionTrait,
    user: UserId,
    session: SessionId,
    shown: Timestamp,
    now: Timestamp,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::SeenAt, Expr::value(now.unix()))
        .filter(Column::UserId.eq(user.get()))
        .filter(unread(session))
        .filter(Column::LastAt.lte(shown.unix()))
        .exec(tx)
        .await?;
    Ok(())
}

fn unread(session: SessionId) -> Condition {
    let elsewhere = Condition::any()
        .add(Column::SessionId.is_null())
        .add(Column::SessionId.ne(session.get()));
    Condition::all()
        .add(Column::SeenAt.is_null())
        .add(elsewhere)
}
