//! The counts of wrong proofs of a user's second factors, one for each kind of proof and each known device; all other browsers have
//! one together.

use crate::entity::factor_attempt::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use domain::{DeviceId, ProofKind, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Set,
};

/// Whose proofs of which kind are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tried {
    /// The user.
    pub user: UserId,
    /// What was tried.
    pub kind: ProofKind,
    /// By which known device.
    pub device: Option<DeviceId>,
}

impl Tried {
    fn device(self) -> DeviceId {
        self.device.unwrap_or(UNKNOWN)
    }
}

/// Stands for all browsers that the user has not signed in with.
const UNKNOWN: DeviceId = DeviceId::new(0);

/// The wrong proofs so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Failures {
    /// The number of consecutive ones.
    pub count: i32,
    /// The last one.
    pub last: Option<Timestamp>,
    /// Whether there are any of this kind, those of all other browsers included.
    pub any: bool,
}

/// The wrong proofs so far.
pub async fn find(db: &impl ConnectionTrait, tried: Tried) -> Result<Failures> {
    let rows: Vec<Model> = Entity::find()
        .filter(Column::UserId.eq(tried.user.get()))
        .filter(Column::Kind.eq(tried.kind.as_str()))
        .all(db)
        .await?;
    let own = rows.iter().find(|row| *row.device_id == tried.device());
    Ok(Failures {
        count: own.map_or(0, |row| row.failures),
        last: own.map(|row| *row.last_failure_at),
        any: !rows.is_empty(),
    })
}

/// Counts one more.
pub async fn count(tx: &impl ConnectionTrait, tried: Tried, now: Timestamp) -> Result<()> {
    let first = ActiveModel {
        user_id: Set(tried.user.into()),
        kind: Set(tried.kind.into()),
        device_id: Set(tried.device().into()),
        failures: Set(1),
        last_failure_at: Set(now.into()),
    };
    let more = Expr::col((Entity, Column::Failures)).add(1);
    let add = OnConflict::columns([Column::UserId, Column::Kind, Column::DeviceId])
        .value(Column::Failures, more)
        .value(Column::LastFailureAt, now.unix())
        .to_owned();
    Entity::insert(first)
        .on_conflict(add)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// If the last one is later than `now`, because the clock was set back, moves it to `now`.
pub async fn move_back(db: &impl ConnectionTrait, tried: Tried, now: Timestamp) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::LastFailureAt, Expr::value(now.unix()))
        .filter(Column::UserId.eq(tried.user.get()))
        .filter(Column::Kind.eq(tried.kind.as_str()))
        .filter(Column::DeviceId.eq(tried.device().get()))
        .filter(Column::LastFailureAt.gt(now.unix()))
        .exec(db)
        .await?;
    Ok(())
}

/// Deletes those of one kind.
pub async fn forget(tx: &impl ConnectionTrait, user: UserId, kind: ProofKind) -> Result<()> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::Kind.eq(kind.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes those of every kind.
pub async fn forget_all(tx: &impl ConnectionTrait, user: UserId) -> Result<()> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// The users with at least this many of a kind by unknown devices, for a condition of another query.
pub fn users_with(failures: i32, kind: ProofKind) -> SelectStatement {
    Entity::find()
        .select_only()
        .column(Column::UserId)
        .filter(Column::Kind.eq(kind.as_str()))
        .filter(Column::DeviceId.eq(UNKNOWN.get()))
        .filter(Column::Failures.gte(failures))
        .into_query()
}
