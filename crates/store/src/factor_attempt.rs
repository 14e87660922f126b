//! The count of wrong proofs of a user's second factor.

use crate::entity::factor_attempt::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use domain::{Timestamp, UserId};
use sea_orm::sea_query::{Expr, OnConflict, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Set,
};

/// The wrong proofs so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Failures {
    /// The number of consecutive ones.
    pub count: i32,
    /// The last one.
    pub last: Option<Timestamp>,
}

/// The wrong proofs of a user's factor.
pub async fn find(db: &impl ConnectionTrait, user: UserId) -> Result<Failures> {
    let row: Option<Model> = Entity::find_by_id(user).one(db).await?;
    Ok(row.map_or_else(Failures::default, |row| Failures {
        count: row.failures,
        last: Some(*row.last_failure_at),
    }))
}

/// Counts one more in one statement, unless another was counted since these were read; returns whether it did.
pub async fn count(
    db: &impl ConnectionTrait,
    user: UserId,
    seen: Failures,
    now: Timestamp,
) -> Result<bool> {
    if seen.last.is_none() {
        return insert(db, user, now).await;
    }
    let counted = Entity::update_many()
        .col_expr(Column::Failures, Expr::value(seen.count.saturating_add(1)))
        .col_expr(Column::LastFailureAt, Expr::value(now.unix()))
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::Failures.eq(seen.count))
        .exec(db)
        .await?;
    Ok(counted.rows_affected == 1)
}

async fn insert(db: &impl ConnectionTrait, user: UserId, now: Timestamp) -> Result<bool> {
    let first = ActiveModel {
        user_id: Set(user.into()),
        failures: Set(1),
        last_failure_at: Set(now.into()),
    };
    let inserted = Entity::insert(first)
        .on_conflict(OnConflict::column(Column::UserId).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(inserted == 1)
}

/// Takes back the one that was counted after these were read.
pub async fn take_back(db: &impl ConnectionTrait, user: UserId, seen: Failures) -> Result<()> {
    let counted = seen.count.saturating_add(1);
    let Some(last) = seen.last else {
        Entity::delete_many()
            .filter(Column::UserId.eq(user.get()))
            .filter(Column::Failures.eq(counted))
            .exec(db)
            .await?;
        return Ok(());
    };
    Entity::update_many()
        .col_expr(Column::Failures, Expr::value(seen.count))
        .col_expr(Column::LastFailureAt, Expr::value(last.unix()))
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::Failures.eq(counted))
        .exec(db)
        .await?;
    Ok(())
}

/// If the last one is later than `now`, because the clock was set back, moves it to `now`.
pub async fn move_back(db: &impl ConnectionTrait, user: UserId, now: Timestamp) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::LastFailureAt, Expr::value(now.unix()))
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::LastFailureAt.gt(now.unix()))
        .exec(db)
        .await?;
    Ok(())
}

/// Deletes them all.
pub async fn forget(db: &impl ConnectionTrait, user: UserId) -> Result<()> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user.get()))
        .exec(db)
        .await?;
    Ok(())
}

/// The users with at least this many, for a condition of another query.
pub fn users_with(failures: i32) -> SelectStatement {
    Entity::find()
        .select_only()
        .column(Column::UserId)
        .filter(Column::Failures.gte(failures))
        .into_query()
}
