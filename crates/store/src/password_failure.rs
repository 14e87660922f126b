//! Wrong passwords: those of a network or of a known device, and those of an account by all unknown devices. Subjects are hashes.

use crate::entity::{account_failure, password_failure, password_turn};
use crate::error::Result;
use crate::security_event::NOBODY;
use domain::{Timestamp, UserId};
use password_failure::{ActiveModel, Column, Entity, Model};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Set,
};

/// The rows of these subjects, in any order.
pub async fn list(db: &impl ConnectionTrait, subjects: &[&[u8]]) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::Subject.is_in(subjects.iter().copied()))
        .all(db)
        .await?)
}

/// An attempt that is counted.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// Who tried what.
    pub subject: &'a [u8],
    /// Their network, which is counted as well. Its count begins again if it began up to `window_start`.
    pub network: Option<&'a [u8]>,
    /// See `network`.
    pub window_start: Timestamp,
    /// The account, or [`crate::security_event::NOBODY`].
    pub user: UserId,
    /// The IP address.
    pub address: &'a str,
}

/// Counts one more; it is to be noted as a security event.
pub async fn count(tx: &impl ConnectionTrait, new: New<'_>, now: Timestamp) -> Result<()> {
    let row = |subject: &[u8]| ActiveModel {
        subject: Set(subject.to_vec()),
        failures: Set(1),
        first_failure_at: Set(now.into()),
        last_failure_at: Set(now.into()),
        pending: Set(0),
        pending_user_id: Set(NOBODY.into()),
        pending_address: Set(String::new()),
        ..Default::default()
    };
    let own = ActiveModel {
        pending: Set(1),
        pending_user_id: Set(new.user.into()),
        pending_address: Set(new.address.to_owned()),
        ..row(new.subject)
    };
    let present = |column| Expr::col((Entity, column));
    let more = present(Column::Failures).add(1);
    let mut conflict = OnConflict::column(Column::Subject);
    let conflict = match new.network {
        None => conflict.value(Column::Failures, more),
        Some(network) => {
            let is_over = present(Column::Subject)
                .eq(network)
                .and(present(Column::FirstFailureAt).lte(new.window_start.unix()));
            let begun =
                Expr::case(is_over.clone(), now.unix()).finally(present(Column::FirstFailureAt));
            let failures = Expr::case(is_over, 1).finally(more);
            conflict
                .value(Column::Failures, failures)
                .value(Column::FirstFailureAt, begun)
        }
    };
    let added = Expr::col(("excluded", Column::Pending));
    let one_more = conflict
        .value(Column::LastFailureAt, now.unix())
        .value(Column::Pending, present(Column::Pending).add(added))
        .update_columns([Column::PendingUserId, Column::PendingAddress])
        .to_owned();
    Entity::insert_many(std::iter::once(own).chain(new.network.map(row)))
        .on_conflict(one_more)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// One more that was counted is noted, in this transaction.
pub async fn note_one(tx: &impl ConnectionTrait, subject: &[u8]) -> Result<()> {
    let last = Expr::col(Column::Pending).lte(1);
    let address = Expr::case(last, "").finally(Expr::col(Column::PendingAddress));
    Entity::update_many()
        .col_expr(Column::Pending, Expr::col(Column::Pending).sub(1))
        .col_expr(Column::PendingAddress, address.into())
        .filter(Column::Subject.eq(subject))
        .filter(Column::Pending.gt(0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes those that were counted and have not been noted since a moment, to be noted in this transaction; a thousand subjects at the
/// most. Locked rows are left for the next time.
pub async fn take_pending(tx: &impl ConnectionTrait, until: Timestamp) -> Result<Vec<Model>> {
    let left: Vec<Model> = Entity::find()
        .filter(Column::Pending.gt(0))
        .filter(Column::LastFailureAt.lte(until.unix()))
        .order_by_asc(Column::LastFailureAt)
        .limit(1_000)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx)
        .await?;
    if left.is_empty() {
        return Ok(left);
    }
    Entity::update_many()
        .col_expr(Column::Pending, Expr::value(0))
        .col_expr(Column::PendingAddress, Expr::value(""))
        .filter(Column::Id.is_in(left.iter().map(|row| row.id)))
        .exec(tx)
        .await?;
    Ok(left)
}

/// Counts one less for a subject: it was none.
pub async fn one_less(tx: &impl ConnectionTrait, subject: &[u8]) -> Result<()> {
    let pending = Expr::col(Column::Pending);
    let less = Expr::case(pending.clone().gt(0), pending.clone().sub(1)).finally(pending);
    Entity::update_many()
        .col_expr(Column::Failures, Expr::col(Column::Failures).sub(1))
        .col_expr(Column::Pending, less.into())
        .filter(Column::Subject.eq(subject))
        .filter(Column::Failures.gt(0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets the failures of a subject.
pub async fn forget(tx: &impl ConnectionTrait, subject: &[u8]) -> Result<()> {
    Entity::delete_many()
        .filter(Column::Subject.eq(subject))
        .exec(tx)
        .await?;
    Ok(())
}

/// If moments of a subject are later than `now`, because the clock was set back, moves them to `now`.
pub async fn move_back(tx: &impl ConnectionTrait, subject: &[u8], now: Timestamp) -> Result<()> {
    for moment in [Column::FirstFailureAt, Column::LastFailureAt] {
        Entity::update_many()
            .col_expr(moment, Expr::value(now.unix()))
            .filter(Column::Subject.eq(subject))
            .filter(moment.gt(now.unix()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Deletes the rows whose last failure was before a moment; returns how many. Rows that another transaction has locked are left
/// for the next time: a transaction that waits for no lock cannot be part of a deadlock.
pub async fn delete_until(db: &impl ConnectionTrait, moment: Timestamp) -> Result<u64> {
    let old = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::LastFailureAt.lt(moment.unix()))
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_query();
    let deleted = Entity::delete_many()
        .filter(Column::Id.in_subquery(old))
        .exec(db)
        .await?;
    Ok(deleted.rows_affected)
}

/// Counts one more for an account by unknown devices; returns how many there are now. Attempts for one account follow each other
/// here until their transactions end, so each is judged by those before it.
pub async fn count_for_account(
    tx: &impl ConnectionTrait,
    account: &[u8],
    now: Timestamp,
) -> Result<i32> {
    let row = account_failure::ActiveModel {
        account: Set(account.to_vec()),
        failures: Set(1),
        last_failure_at: Set(now.into()),
        ..Default::default()
    };
    let more = Expr::col((account_failure::Entity, account_failure::Column::Failures)).add(1);
    let one_more = OnConflict::column(account_failure::Column::Account)
        .value(account_failure::Column::Failures, more)
        .value(account_failure::Column::LastFailureAt, now.unix())
        .to_owned();
    let counted = account_failure::Entity::insert(row)
        .on_conflict(one_more)
        .exec_with_returning(tx)
        .await?;
    Ok(counted.failures)
}

/// Counts one less for an account.
pub async fn one_less_for_account(tx: &impl ConnectionTrait, account: &[u8]) -> Result<()> {
    let failures = account_failure::Column::Failures;
    account_failure::Entity::update_many()
        .col_expr(failures, Expr::col(failures).sub(1))
        .filter(account_failure::Column::Account.eq(account))
        .filter(failures.gt(0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets the failures of an account.
pub async fn forget_account(tx: &impl ConnectionTrait, account: &[u8]) -> Result<()> {
    account_failure::Entity::delete_many()
        .filter(account_failure::Column::Account.eq(account))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes the counts of accounts below a number whose last failure was before a moment; returns how many. Locked rows are left
/// for the next time.
pub async fn delete_accounts_until(
    db: &impl ConnectionTrait,
    moment: Timestamp,
    below: i32,
) -> Result<u64> {
    let old = account_failure::Entity::find()
        .select_only()
        .column(account_failure::Column::Id)
        .filter(account_failure::Column::LastFailureAt.lt(moment.unix()))
        .filter(account_failure::Column::Failures.lt(below))
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_query();
    let deleted = account_failure::Entity::delete_many()
        .filter(account_failure::Column::Id.in_subquery(old))
        .exec(db)
        .await?;
    Ok(deleted.rows_affected)
}

/// The turn that a network was promised for an account.
pub async fn turn(db: &impl ConnectionTrait, subject: &[u8]) -> Result<Option<Timestamp>> {
    let row: Option<password_turn::Model> = password_turn::Entity::find()
        .filter(password_turn::Column::Subject.eq(subject))
        .one(db)
        .await?;
    Ok(row.map(|row| *row.due_at))
}

/// The turns that a network was promised between two moments: how many, and the latest.
pub async fn turns(
    db: &impl ConnectionTrait,
    network: &[u8],
    from: Timestamp,
    until: Timestamp,
) -> Result<(u64, Option<Timestamp>)> {
    let due = password_turn::Entity::find()
        .filter(password_turn::Column::Network.eq(network))
        .filter(password_turn::Column::DueAt.gte(from.unix()))
        .filter(password_turn::Column::DueAt.lte(until.unix()));
    let last: Option<password_turn::Model> = due
        .clone()
        .order_by_desc(password_turn::Column::DueAt)
        .one(db)
        .await?;
    Ok((due.count(db).await?, last.map(|row| *row.due_at)))
}

/// Promises a network a turn for an account.
pub async fn promise_turn(
    tx: &impl ConnectionTrait,
    network: &[u8],
    subject: &[u8],
    due: Timestamp,
) -> Result<()> {
    let row = password_turn::ActiveModel {
        network: Set(network.to_vec()),
        subject: Set(subject.to_vec()),
        due_at: Set(due.into()),
        ..Default::default()
    };
    let again = OnConflict::column(password_turn::Column::Subject)
        .update_column(password_turn::Column::DueAt)
        .to_owned();
    password_turn::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Ends a turn: it was taken.
pub async fn end_turn(tx: &impl ConnectionTrait, subject: &[u8]) -> Result<()> {
    password_turn::Entity::delete_many()
        .filter(password_turn::Column::Subject.eq(subject))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes the turns that came before a moment.
pub async fn delete_turns_until(db: &impl ConnectionTrait, moment: Timestamp) -> Result<()> {
    password_turn::Entity::delete_many()
        .filter(password_turn::Column::DueAt.lt(moment.unix()))
        .exec(db)
        .await?;
    Ok(())
}
