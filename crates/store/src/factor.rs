//! The second factors of a user, and what stands in for them.

use crate::entity::{access_code, recovery_code, totp_factor, user};
use crate::error::Result;
use domain::UserId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// The user's confirmed factor.
pub async fn confirmed(
    db: &impl ConnectionTrait,
    user: UserId,
) -> Result<Option<totp_factor::Model>> {
    Ok(totp_factor::Entity::find()
        .filter(totp_factor::Column::UserId.eq(user.get()))
        .filter(totp_factor::Column::ConfirmedAt.is_not_null())
        .one(db)
        .await?)
}

/// How many recovery codes of the user can still be used.
pub async fn count_unused_recovery_codes(db: &impl ConnectionTrait, user: UserId) -> Result<u64> {
    Ok(recovery_code::Entity::find()
        .filter(recovery_code::Column::UserId.eq(user.get()))
        .filter(recovery_code::Column::UsedAt.is_null())
        .count(db)
        .await?)
}

/// Removes every factor, recovery code and access code of a user.
pub async fn remove_all(tx: &impl ConnectionTrait, user: UserId) -> Result<()> {
    totp_factor::Entity::delete_many()
        .filter(totp_factor::Column::UserId.eq(user.get()))
        .exec(tx)
        .await?;
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::UserId.eq(user.get()))
        .exec(tx)
        .await?;
    remove_access_code(tx, user).await?;
    set_active_since(tx, user, None).await
}

/// Removes the confirmed factors of a user but this one, which has taken their place, and an access
/// code that has served.
pub async fn remove_replaced(tx: &impl ConnectionTrait, user: UserId, keep: i64) -> Result<()> {
    totp_factor::Entity::delete_many()
        .filter(totp_factor::Column::UserId.eq(user.get()))
        .filter(totp_factor::Column::ConfirmedAt.is_not_null())
        .filter(totp_factor::Column::Id.ne(keep))
        .exec(tx)
        .await?;
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

/// Keeps the user's row in step with the factors: since when one is confirmed (seconds since the Unix epoch).
pub async fn set_active_since(
    tx: &impl ConnectionTrait,
    user: UserId,
    since: Option<i64>,
) -> Result<()> {
    user::Entity::update_many()
        .col_expr(user::Column::TwoFactorSince, Expr::value(since))
        .filter(user::Column::Id.eq(user.get()))
        .exec(tx)
        .await?;
    Ok(())
}
