//! The sums of what speaks of an attack: a row for each account, kind and hour.

use crate::column::{OrNewer, Stored};
use crate::entity::security_event::{ActiveModel, Column, Entity, Model};
use crate::entity::{notice, session, user};
use crate::error::Result;
use domain::security_event::{HOUR, hour_of};
use domain::{NoticeKind, SecurityEventKind, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

/// The number that stands for no account.
pub const NOBODY: UserId = UserId::new(0);

/// What happened.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// The account, or [`NOBODY`].
    pub user: UserId,
    /// What it was.
    pub kind: SecurityEventKind,
    /// How many times.
    pub count: u64,
    /// The last time.
    pub at: Timestamp,
    /// The IP address of the last time.
    pub address: &'a str,
}

/// Adds to the sum of its hour; returns that sum as it was before, if there was one.
pub async fn add(tx: &impl ConnectionTrait, new: New<'_>) -> Result<Option<Model>> {
    let hour = hour_of(new.at);
    let count = i64::try_from(new.count).unwrap_or(i64::MAX);
    let key = (new.user.into(), new.kind.into(), hour.into());
    let before: Option<Model> = Entity::find_by_id(key).one(tx).await?;
    let first = ActiveModel {
        user_id: Set(new.user.into()),
        kind: Set(new.kind.into()),
        hour: Set(hour.into()),
        count: Set(count),
        last_at: Set(new.at.into()),
        last_address: Set(new.address.to_owned()),
    };
    let present = |column| Expr::col((Entity, column));
    // Another process may have written later ones first.
    let is_later = present(Column::LastAt).lte(new.at.unix());
    let last_at = Expr::case(is_later.clone(), new.at.unix()).finally(present(Column::LastAt));
    let address = Expr::case(is_later, new.address).finally(present(Column::LastAddress));
    let add = OnConflict::columns([Column::UserId, Column::Kind, Column::Hour])
        .value(Column::Count, present(Column::Count).add(count))
        .value(Column::LastAt, last_at)
        .value(Column::LastAddress, address)
        .to_owned();
    Entity::insert(first)
        .on_conflict(add)
        .exec_without_returning(tx)
        .await?;
    Ok(before)
}

/// Takes one back that turns out to have been none. Nothing is left of a sum of one. A greater one has its last time from the
/// sessions that are still at the step of the code.
pub async fn take_back(
    tx: &impl ConnectionTrait,
    user: UserId,
    kind: SecurityEventKind,
    at: Timestamp,
) -> Result<()> {
    let hour = hour_of(at);
    let key = (user.into(), kind.into(), hour.into());
    let only = Entity::delete_by_id(key.clone()).filter(Column::Count.lte(1));
    if only.exec(tx).await?.rows_affected > 0 {
        return Ok(());
    }
    let Some(sum) = Entity::find_by_id(key).one(tx).await? else {
        return Ok(());
    };
    let (last_at, address) = last_waiting(tx, user, hour)
        .await?
        .unwrap_or((sum.last_at.unix(), sum.last_address));
    Entity::update_many()
        .col_expr(Column::Count, Expr::col(Column::Count).sub(1))
        .col_expr(Column::LastAt, Expr::value(last_at))
        .col_expr(Column::LastAddress, Expr::value(address))
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::Kind.eq(kind.as_str()))
        .filter(Column::Hour.eq(hour.unix()))
        .exec(tx)
        .await?;
    Ok(())
}

/// When and from where the last session of a user began within an hour that has proven nothing but the password.
async fn last_waiting(
    tx: &impl ConnectionTrait,
    user: UserId,
    hour: Timestamp,
) -> Result<Option<(i64, String)>> {
    use session::Column as Of;
    Ok(session::Entity::find()
        .select_only()
        .columns([Of::CreatedAt, Of::Address])
        .filter(Of::UserId.eq(user.get()))
        .filter(Of::CreatedAt.gte(hour.unix()))
        .filter(Of::CreatedAt.lt(hour.plus(HOUR).unix()))
        .filter(Of::OpenedAt.is_null())
        .filter(Of::FactorProvenAt.is_null())
        .filter(Of::ReplacingSince.is_null())
        .order_by_desc(Of::Id)
        .into_tuple()
        .one(tx)
        .await?)
}

/// How many there were of these kinds for a user in the hours that began between two moments, both included.
pub async fn count_between(
    tx: &impl ConnectionTrait,
    user: UserId,
    kinds: impl Fn(SecurityEventKind) -> bool,
    (from, until): (Timestamp, Timestamp),
) -> Result<u64> {
    let rows = of_user_since(tx, user, from).await?;
    let counted = rows
        .iter()
        .filter(|row| *row.hour <= until)
        .filter(|row| row.kind.known().is_some_and(&kinds));
    Ok(counted.map(|row| row.count.unsigned_abs()).sum())
}

/// The sums of a user of the hours that began at a moment or later, the latest first.
pub async fn of_user_since(
    db: &impl ConnectionTrait,
    user: UserId,
    since: Timestamp,
) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::Hour.gte(since.unix()))
        .order_by_desc(Column::LastAt)
        .all(db)
        .await?)
}

/// Users with at least this many events of these kinds in the hours since a moment, who have had no notice of this kind since then; a
/// thousand at the most.
pub async fn untold(
    db: &impl ConnectionTrait,
    kinds: impl Iterator<Item = SecurityEventKind>,
    (since, least): (Timestamp, u64),
    told: NoticeKind,
) -> Result<Vec<UserId>> {
    let mut were_told = Query::select();
    were_told
        .column(notice::Column::UserId)
        .from(notice::Entity)
        .and_where(notice::Column::Kind.eq(told.as_str()))
        .and_where(notice::Column::LastAt.gte(since.unix()));
    let mut there_are = Query::select();
    there_are.column(user::Column::Id).from(user::Entity);
    let least = i64::try_from(least).unwrap_or(i64::MAX);
    let found: Vec<Stored<UserId>> = Entity::find()
        .select_only()
        .column(Column::UserId)
        // Nobody is told of an account that is gone.
        .filter(Column::UserId.in_subquery(there_are))
        .filter(Column::Hour.gte(since.unix()))
        .filter(Column::Kind.is_in(kinds.map(SecurityEventKind::as_str)))
        .filter(Column::UserId.not_in_subquery(were_told))
        .group_by(Column::UserId)
        .having(Expr::col(Column::Count).sum().gte(least))
        .limit(1_000)
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(|user| *user).collect())
}

/// How many there were in each hour that began at a moment or later, by kind, over all accounts.
pub async fn by_hour_since(
    db: &impl ConnectionTrait,
    since: Timestamp,
) -> Result<Vec<(Timestamp, SecurityEventKind, u64)>> {
    let total = Expr::col(Column::Count).sum();
    let sums: Vec<(Stored<Timestamp>, OrNewer<SecurityEventKind>, i64)> = Entity::find()
        .select_only()
        .columns([Column::Hour, Column::Kind])
        .column_as(total.cast_as("bigint"), "total")
        .filter(Column::Hour.gte(since.unix()))
        .group_by(Column::Hour)
        .group_by(Column::Kind)
        .into_tuple()
        .all(db)
        .await?;
    let known = sums
        .into_iter()
        .filter_map(|(hour, kind, count)| Some((*hour, kind.known()?, count.unsigned_abs())));
    Ok(known.collect())
}

/// Deletes the sums of a user, who is deleted.
pub async fn forget(tx: &impl ConnectionTrait, user: UserId) -> Result<()> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes the sums of the hours that began up to a moment; returns how many rows.
pub async fn delete_until(tx: &impl ConnectionTrait, moment: Timestamp) -> Result<u64> {
    let deleted = Entity::delete_many()
        .filter(Column::Hour.lte(moment.unix()))
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected)
}
