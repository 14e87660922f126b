//! The browsers that users have signed in with, each known by a cookie of its own.

use crate::entity::device_cookie::{ActiveModel, Column, Entity, Model};
use crate::entity::{factor_attempt, session, user};
use crate::error::Result;
use domain::{DeviceId, SessionId, Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Set,
};

/// A new device.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// SHA-256 of the token in its cookie.
    pub token_hash: Vec<u8>,
    /// Who has signed in.
    pub user: UserId,
    /// When.
    pub at: Timestamp,
    /// The browser, as it identified itself.
    pub user_agent: &'a str,
}

/// The device of the account with this key of an address that has one of these tokens.
pub async fn find(
    db: &impl ConnectionTrait,
    email_key: &str,
    token_hashes: &[Vec<u8>],
) -> Result<Option<DeviceId>> {
    let owner = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(user::Column::EmailKey.eq(email_key))
        .into_query();
    let found: Option<Model> = Entity::find()
        .filter(Column::TokenHash.is_in(token_hashes.iter().map(Vec::as_slice)))
        .filter(Column::UserId.in_subquery(owner))
        .one(db)
        .await?;
    Ok(found.map(|device| *device.id))
}

/// Adds a device.
pub async fn insert(tx: &impl ConnectionTrait, new: New<'_>) -> Result<DeviceId> {
    let row = ActiveModel {
        user_id: Set(new.user.into()),
        token_hash: Set(new.token_hash),
        created_at: Set(new.at.into()),
        last_seen_at: Set(new.at.into()),
        user_agent: Set(new.user_agent.to_owned()),
        ..Default::default()
    };
    Ok(*row.insert(tx).await?.id)
}

/// Notes a completed sign-in on a device; returns since when it is known, if it still is.
pub async fn note_seen(
    tx: &impl ConnectionTrait,
    id: DeviceId,
    user_agent: &str,
    at: Timestamp,
) -> Result<Option<Timestamp>> {
    Entity::update_many()
        .col_expr(Column::LastSeenAt, Expr::value(at.unix()))
        .col_expr(Column::UserAgent, Expr::value(user_agent))
        .filter(Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    let row: Option<Model> = Entity::find_by_id(id).one(tx).await?;
    Ok(row.map(|device| *device.created_at))
}

/// The devices of a user, the one that was seen last first.
pub async fn list_of(db: &impl ConnectionTrait, user: UserId) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::UserId.eq(user.get()))
        .order_by_desc(Column::LastSeenAt)
        .order_by_desc(Column::Id)
        .all(db)
        .await?)
}

/// Makes a session one of this device.
pub async fn assign(tx: &impl ConnectionTrait, session: SessionId, device: DeviceId) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::DeviceId, Expr::value(device.get()))
        .filter(session::Column::Id.eq(session.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets these devices of a user, or all of them: their sessions go on as those of unknown browsers. Returns how many.
pub async fn forget(
    tx: &impl ConnectionTrait,
    user: UserId,
    devices: Option<&[DeviceId]>,
) -> Result<u64> {
    let numbers = devices.map(|ids| ids.iter().map(|id| id.get()).collect::<Vec<_>>());
    let mut deleted = Entity::delete_many().filter(Column::UserId.eq(user.get()));
    let mut sessions = session::Entity::update_many()
        .col_expr(session::Column::DeviceId, Expr::value(Option::<i64>::None))
        .filter(session::Column::UserId.eq(user.get()))
        .filter(session::Column::DeviceId.is_not_null());
    let mut attempts = factor_attempt::Entity::delete_many()
        .filter(factor_attempt::Column::UserId.eq(user.get()))
        .filter(factor_attempt::Column::DeviceId.ne(0));
    if let Some(numbers) = numbers {
        deleted = deleted.filter(Column::Id.is_in(numbers.clone()));
        sessions = sessions.filter(session::Column::DeviceId.is_in(numbers.clone()));
        attempts = attempts.filter(factor_attempt::Column::DeviceId.is_in(numbers));
    }
    let forgotten = deleted.exec(tx).await?.rows_affected;
    sessions.exec(tx).await?;
    attempts.exec(tx).await?;
    Ok(forgotten)
}
