//! The second factors of a user, of any kind, and the codes that replace them.

use crate::entity::{access_code, factor, recovery_code, user};
use crate::error::Result;
use crate::factor_attempt::forget_all;
use domain::{FactorId, FactorKind, ResetProof, Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Set,
};

/// Whether the user has a confirmed factor.
pub async fn is_confirmed(db: &impl ConnectionTrait, user: UserId) -> Result<bool> {
    let confirmed = factor::Entity::find()
        .filter(factor::Column::UserId.eq(user.get()))
        .filter(factor::Column::ConfirmedAt.is_not_null())
        .count(db)
        .await?;
    Ok(confirmed > 0)
}

/// The owner of the factor.
pub async fn owner(db: &impl ConnectionTrait, id: FactorId) -> Result<Option<UserId>> {
    let row = factor::Entity::find_by_id(id).one(db).await?;
    Ok(row.map(|row| *row.user_id))
}

/// How many recovery codes of the user can still be used.
pub async fn count_unused_recovery_codes(db: &impl ConnectionTrait, user: UserId) -> Result<u64> {
    Ok(recovery_code::Entity::find()
        .filter(recovery_code::Column::UserId.eq(user.get()))
        .filter(recovery_code::Column::UsedAt.is_null())
        .count(db)
        .await?)
}

/// A new factor that awaits confirmation.
pub async fn insert_pending(
    tx: &impl ConnectionTrait,
    user: UserId,
    kind: FactorKind,
    now: Timestamp,
) -> Result<FactorId> {
    let row = factor::ActiveModel {
        user_id: Set(user.into()),
        kind: Set(kind.into()),
        label: Set(String::new()),
        created_at: Set(now.into()),
        ..Default::default()
    };
    Ok(*row.insert(tx).await?.id)
}

/// Confirms a pending factor; returns whether there is one.
pub async fn confirm(tx: &impl ConnectionTrait, id: FactorId, now: Timestamp) -> Result<bool> {
    let updated = factor::Entity::update_many()
        .col_expr(factor::Column::ConfirmedAt, Expr::value(now.unix()))
        .filter(factor::Column::Id.eq(id.get()))
        .filter(factor::Column::ConfirmedAt.is_null())
        .exec(tx)
        .await?;
    Ok(updated.rows_affected == 1)
}

/// Notes that a proof of the factor was accepted; says whether the factor is there.
pub async fn note_use(tx: &impl ConnectionTrait, id: FactorId, now: Timestamp) -> Result<bool> {
    let noted = factor::Entity::update_many()
        .col_expr(factor::Column::LastUsedAt, Expr::value(now.unix()))
        .filter(factor::Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(noted.rows_affected == 1)
}

/// Notes what has to be proven before the user enrols a factor; `None` where the password suffices.
pub async fn set_reset_proof(
    tx: &impl ConnectionTrait,
    user: UserId,
    proof: Option<ResetProof>,
) -> Result<()> {
    let proof = proof.map(ResetProof::as_str);
    user::Entity::update_many()
        .col_expr(user::Column::ResetProof, Expr::value(proof))
        .filter(user::Column::Id.eq(user.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends the password of a user.
pub async fn remove_password(tx: &impl ConnectionTrait, user: UserId) -> Result<()> {
    user::Entity::update_many()
        .col_expr(
            user::Column::PasswordHash,
            Expr::value(Option::<String>::None),
        )
        .filter(user::Column::Id.eq(user.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes the pending factors of a user.
pub async fn remove_pending(tx: &impl ConnectionTrait, user: UserId) -> Result<()> {
    factor::Entity::delete_many()
        .filter(factor::Column::UserId.eq(user.get()))
        .filter(factor::Column::ConfirmedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes every factor, recovery code and access code of a user, and the count of wrong proofs.
pub async fn remove_all(tx: &impl ConnectionTrait, user: UserId) -> Result<()> {
    factor::Entity::delete_many()
        .filter(factor::Column::UserId.eq(user.get()))
        .exec(tx)
        .await?;
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::UserId.eq(user.get()))
        .exec(tx)
        .await?;
    remove_access_code(tx, user).await?;
    forget_all(tx, user).await?;
    set_active_since(tx, user, None).await
}

/// Removes the confirmed factors of a user except this one, which replaces them, a used access
/// code, and the count of wrong proofs of the removed factors.
pub async fn remove_replaced(
    tx: &impl ConnectionTrait,
    user: UserId,
    keep: FactorId,
) -> Result<()> {
    factor::Entity::delete_many()
        .filter(factor::Column::UserId.eq(user.get()))
        .filter(factor::Column::ConfirmedAt.is_not_null())
        .filter(factor::Column::Id.ne(keep.get()))
        .exec(tx)
        .await?;
    forget_all(tx, user).await?;
    remove_access_code(tx, user).await
}

/// Removes the user's access code.
pub async fn remove_access_code(tx: &impl ConnectionTrait, user: UserId) -> Result<()> {
    access_code::Entity::delete_many()
        .filter(access_code::Column::UserId.eq(user.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Updates the user's row after a change of the factors: when one was confirmed. Nothing is left to prove of a reset, and once there is one, no time was used up.
pub async fn set_active_since(
    tx: &impl ConnectionTrait,
    user: UserId,
    since: Option<Timestamp>,
) -> Result<()> {
    let mut update = user::Entity::update_many();
    if since.is_some() {
        let column = user::Column::GraceUsedUpAt;
        update = update.col_expr(column, Expr::value(Option::<i64>::None));
    }
    let since = since.map(Timestamp::unix);
    update
        .col_expr(user::Column::TwoFactorSince, Expr::value(since))
        .col_expr(
            user::Column::ResetProof,
            Expr::value(Option::<String>::None),
        )
        .filter(user::Column::Id.eq(user.get()))
        .exec(tx)
        .await?;
    Ok(())
}
