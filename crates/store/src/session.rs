//! Sessions, one for each browser that signed in.

mod end;
mod ended;
mod renew;
mod unsaved;

pub use end::{
    count_of_these, end, end_all_of, end_all_of_these, end_by_token, end_other, end_others,
    end_own, end_replacing, end_replacing_by, end_these,
};
pub(crate) use ended::note_ended;
pub use ended::{Ended, forget_ended, reason_of};
pub use renew::{Proof, Renewal, renew};
pub use unsaved::{has_unsaved_codes, users_with_unsaved_codes};

use crate::entity::session::{ActiveModel, Column, Entity, Model};
use crate::entity::user;
use crate::error::Result;
use crate::handover;
use domain::{DeviceId, Giver, SessionId, Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
};

/// A new session.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// SHA-256 of the token in the cookie.
    pub token_hash: Vec<u8>,
    /// The owner of the session.
    pub user: UserId,
    /// When the password was proven.
    pub at: Timestamp,
    /// Whether its gate is open from the start.
    pub opened: bool,
    /// The browser, as it identified itself.
    pub user_agent: &'a str,
    /// The IP address.
    pub address: &'a str,
    /// The known device, if it is one.
    pub device: Option<DeviceId>,
}

/// Begins a session.
pub async fn insert(tx: &impl ConnectionTrait, new: New<'_>) -> Result<SessionId> {
    let at = new.at.into();
    let row = ActiveModel {
        token_hash: Set(new.token_hash),
        user_id: Set(new.user.into()),
        created_at: Set(at),
        last_seen_at: Set(at),
        password_proven_at: Set(Some(at)),
        opened_at: Set(new.opened.then_some(at)),
        user_agent: Set(new.user_agent.to_owned()),
        address: Set(new.address.to_owned()),
        device_id: Set(new.device.map(Into::into)),
        ..Default::default()
    };
    Ok(*row.insert(tx).await?.id)
}

/// Notes that a session opens; returns whether it was not open before.
pub async fn open(tx: &impl ConnectionTrait, id: SessionId, at: Timestamp) -> Result<bool> {
    let opened = Entity::update_many()
        .col_expr(Column::OpenedAt, Expr::value(at.unix()))
        .filter(Column::Id.eq(id.get()))
        .filter(Column::OpenedAt.is_null())
        .exec(tx)
        .await?;
    Ok(opened.rows_affected == 1)
}

/// Notes who gave the access code that a session has used.
pub async fn note_giver(tx: &impl ConnectionTrait, id: SessionId, giver: &Giver) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::GivenById, Expr::value(giver.id.map(UserId::get)))
        .col_expr(Column::GivenByName, Expr::value(giver.name.as_str()))
        .col_expr(Column::GivenByEmail, Expr::value(giver.email.as_deref()))
        .filter(Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Who gave the access code that a session has used, if it has used one and that was noted.
pub async fn giver(db: &impl ConnectionTrait, id: SessionId) -> Result<Option<Giver>> {
    let session = find(db, id).await?;
    Ok(session
        .and_then(|row| handover::giver(row.given_by_id, row.given_by_name, row.given_by_email)))
}

/// The session with this number, unless it has ended.
pub async fn find(db: &impl ConnectionTrait, id: SessionId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// The session whose token has this hash, with its user.
pub async fn find_by_token(
    db: &impl ConnectionTrait,
    token_hash: Vec<u8>,
) -> Result<Option<(Model, user::Model)>> {
    let found = Entity::find()
        .filter(Column::TokenHash.eq(token_hash))
        .find_also_related(user::Entity)
        .one(db)
        .await?;
    Ok(found.and_then(with_user))
}

/// Those of these sessions that have not been deleted, each with its user.
pub async fn find_with_users(
    db: &impl ConnectionTrait,
    ids: &[SessionId],
) -> Result<Vec<(Model, user::Model)>> {
    let found = Entity::find()
        .filter(Column::Id.is_in(ids.iter().map(|id| id.get())))
        .find_also_related(user::Entity)
        .all(db)
        .await?;
    Ok(found.into_iter().filter_map(with_user).collect())
}

fn with_user((session, user): (Model, Option<user::Model>)) -> Option<(Model, user::Model)> {
    Some((session, user?))
}

/// The numbers of those of these sessions that have not been deleted.
pub async fn existing(db: &impl ConnectionTrait, ids: &[SessionId]) -> Result<Vec<SessionId>> {
    let existing: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Id.is_in(ids.iter().map(|id| id.get())))
        .into_tuple()
        .all(db)
        .await?;
    Ok(existing.into_iter().map(SessionId::new).collect())
}

/// The sessions of a user, the one that was seen last first.
pub async fn list_of(db: &impl ConnectionTrait, user: UserId) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::UserId.eq(user.get()))
        .order_by_desc(Column::LastSeenAt)
        .order_by_desc(Column::Id)
        .all(db)
        .await?)
}

/// What a session has proven, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionProof {
    /// The session.
    pub id: SessionId,
    /// Whether it has proven more than the password.
    pub proven: bool,
    /// The known device, if it is one.
    pub device: Option<DeviceId>,
}

/// The sessions of a user, the newest first.
pub async fn list_progress(db: &impl ConnectionTrait, user: UserId) -> Result<Vec<SessionProof>> {
    type Moments = (i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>);
    let sessions: Vec<Moments> = Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::OpenedAt,
            Column::FactorProvenAt,
            Column::ReplacingSince,
            Column::DeviceId,
        ])
        .filter(Column::UserId.eq(user.get()))
        .order_by_desc(Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let progress = |(id, opened, factor, replacing, device): Moments| SessionProof {
        id: SessionId::new(id),
        proven: opened.or(factor).or(replacing).is_some(),
        device: device.map(DeviceId::new),
    };
    Ok(sessions.into_iter().map(progress).collect())
}

/// Records when a session was seen.
pub async fn note_seen(db: &impl ConnectionTrait, id: SessionId, at: Timestamp) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::LastSeenAt, Expr::value(at.unix()))
        .filter(Column::Id.eq(id.get()))
        .exec(db)
        .await?;
    Ok(())
}
