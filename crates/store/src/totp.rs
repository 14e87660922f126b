//! Authenticator apps: rows of `totp_factors`, each with its row among the factors.

use crate::entity::{factor, totp_factor, totp_named_step};
use crate::error::Result;
use crate::factor::{confirm, insert_pending};
use domain::{FactorId, FactorKind, SessionId, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select, Set,
};

/// A stored authenticator app.
#[derive(Debug, Clone)]
pub struct StoredTotp {
    /// Number.
    pub id: FactorId,
    /// The owner of the app.
    pub user: UserId,
    /// The secret, sealed for its user.
    pub sealed_secret: Vec<u8>,
    /// When it was confirmed; for a pending one, when it was created.
    pub since: Timestamp,
    /// The last proof that was accepted after that.
    pub last_used: Option<Timestamp>,
}

/// The user's confirmed app.
pub async fn confirmed(db: &impl ConnectionTrait, user: UserId) -> Result<Option<StoredTotp>> {
    let query = totp_factor::Entity::find()
        .find_also_related(factor::Entity)
        .filter(factor::Column::UserId.eq(user.get()))
        .filter(factor::Column::ConfirmedAt.is_not_null());
    Ok(query.one(db).await?.and_then(stored))
}

/// The app that this session has begun to enrol, later than `after` and not later than `now`.
pub async fn pending(
    db: &impl ConnectionTrait,
    user: UserId,
    session: SessionId,
    after: Timestamp,
    now: Timestamp,
) -> Result<Option<StoredTotp>> {
    let query = totp_factor::Entity::find()
        .find_also_related(factor::Entity)
        .filter(factor::Column::UserId.eq(user.get()))
        .filter(totp_factor::Column::SessionId.eq(session.get()))
        .filter(factor::Column::ConfirmedAt.is_null())
        .filter(factor::Column::CreatedAt.lte(now.unix()))
        .filter(factor::Column::CreatedAt.gt(after.unix()));
    Ok(query.one(db).await?.and_then(stored))
}

/// Apps in the order of their numbers, after one of them.
pub async fn list_after(
    db: &impl ConnectionTrait,
    after: FactorId,
    limit: u64,
) -> Result<Vec<StoredTotp>> {
    let rows = totp_factor::Entity::find()
        .find_also_related(factor::Entity)
        .filter(totp_factor::Column::FactorId.gt(after.get()))
        .order_by_asc(totp_factor::Column::FactorId)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(stored).collect())
}

/// The latest app that was sealed by the next key after this one (8 bytes; none for the first key). The index for it is in the
/// migration `m0027_separate_factors`.
pub async fn latest_of_next_key(
    db: &impl ConnectionTrait,
    key: &[u8],
) -> Result<Option<totp_factor::Model>> {
    Ok(by_next_key(key).one(db).await?)
}

/// The query of [`latest_of_next_key`].
pub(crate) fn by_next_key(key: &[u8]) -> Select<totp_factor::Entity> {
    let id = Expr::cust("substr(sealed_secret, 1, 8)");
    totp_factor::Entity::find()
        .filter(id.clone().gt(key))
        .order_by_asc(id)
        .order_by_desc(totp_factor::Column::FactorId)
        .limit(1)
}

/// A new app that awaits confirmation by this session.
pub async fn begin(
    tx: &impl ConnectionTrait,
    user: UserId,
    session: SessionId,
    sealed_secret: Vec<u8>,
    now: Timestamp,
) -> Result<()> {
    insert(tx, user, Some(session), sealed_secret, now).await?;
    Ok(())
}

/// A new app that is confirmed already.
pub async fn insert_confirmed(
    tx: &impl ConnectionTrait,
    user: UserId,
    sealed_secret: Vec<u8>,
    at: Timestamp,
) -> Result<FactorId> {
    let id = insert(tx, user, None, sealed_secret, at).await?;
    confirm(tx, id, at).await?;
    Ok(id)
}

async fn insert(
    tx: &impl ConnectionTrait,
    user: UserId,
    session: Option<SessionId>,
    sealed_secret: Vec<u8>,
    now: Timestamp,
) -> Result<FactorId> {
    let id = insert_pending(tx, user, FactorKind::Totp, now).await?;
    let row = totp_factor::ActiveModel {
        factor_id: Set(id.into()),
        session_id: Set(session.map(Into::into)),
        sealed_secret: Set(sealed_secret),
        last_step: Set(None),
    };
    row.insert(tx).await?;
    Ok(id)
}

/// Uses up a time step in one statement, so that the first of several simultaneous attempts with one code passes; returns whether
/// this one did. One that an answer has named can no longer be used.
pub async fn consume_step(tx: &impl ConnectionTrait, id: FactorId, step: i64) -> Result<bool> {
    let named = totp_named_step::Entity::find()
        .select_only()
        .column(totp_named_step::Column::FactorId)
        .filter(totp_named_step::Column::FactorId.eq(id.get()))
        .filter(totp_named_step::Column::Step.eq(step))
        .into_query();
    let consumed = totp_factor::Entity::update_many()
        .col_expr(totp_factor::Column::LastStep, Expr::value(step))
        .filter(totp_factor::Column::FactorId.eq(id.get()))
        .filter(
            Condition::any()
                .add(totp_factor::Column::LastStep.is_null())
                .add(totp_factor::Column::LastStep.lt(step)),
        )
        .filter(Expr::exists(named).not())
        .exec(tx)
        .await?;
    Ok(consumed.rows_affected == 1)
}

/// Keeps a time step that an answer has named.
pub async fn name_step(tx: &impl ConnectionTrait, id: FactorId, step: i64) -> Result<()> {
    let row = totp_named_step::ActiveModel {
        factor_id: Set(id.into()),
        step: Set(step),
    };
    totp_named_step::Entity::insert(row)
        .on_conflict_do_nothing()
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Forgets the named steps that are over.
pub async fn forget_named_steps(tx: &impl ConnectionTrait, id: FactorId, until: i64) -> Result<()> {
    totp_named_step::Entity::delete_many()
        .filter(totp_named_step::Column::FactorId.eq(id.get()))
        .filter(totp_named_step::Column::Step.lte(until))
        .exec(tx)
        .await?;
    Ok(())
}

/// Detaches a confirmed app from the session that enrolled it.
pub async fn release(tx: &impl ConnectionTrait, id: FactorId) -> Result<()> {
    let none = Expr::value(Option::<i64>::None);
    totp_factor::Entity::update_many()
        .col_expr(totp_factor::Column::SessionId, none)
        .filter(totp_factor::Column::FactorId.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Stores a secret that was sealed again, unless it has been replaced meanwhile; returns how many rows changed.
pub async fn reseal(
    db: &impl ConnectionTrait,
    id: FactorId,
    before: Vec<u8>,
    anew: Vec<u8>,
) -> Result<u64> {
    let updated = totp_factor::Entity::update_many()
        .col_expr(totp_factor::Column::SealedSecret, Expr::value(anew))
        .filter(totp_factor::Column::FactorId.eq(id.get()))
        .filter(totp_factor::Column::SealedSecret.eq(before))
        .exec(db)
        .await?;
    Ok(updated.rows_affected)
}

fn stored((totp, factor): (totp_factor::Model, Option<factor::Model>)) -> Option<StoredTotp> {
    let factor = factor?;
    Some(StoredTotp {
        id: *factor.id,
        user: *factor.user_id,
        sealed_secret: totp.sealed_secret,
        since: *factor.confirmed_at.unwrap_or(factor.created_at),
        last_used: factor.last_used_at.map(|at| *at),
    })
}
