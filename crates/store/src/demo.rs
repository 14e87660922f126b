//! Users of a sample organisation.

use crate::entity::user::{Column, Entity};
use crate::error::Result;
use domain::{Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// The users with neither a confirmed factor nor a password.
pub async fn list_untouched(db: &impl ConnectionTrait) -> Result<Vec<UserId>> {
    let users = Entity::find()
        .filter(Column::TwoFactorSince.is_null())
        .filter(Column::PasswordHash.is_null())
        .all(db)
        .await?;
    Ok(users.into_iter().map(|user| *user.id).collect())
}

/// Sets when a user signed in last, and when the account was created.
pub async fn set_moments(
    tx: &impl ConnectionTrait,
    id: UserId,
    signed_in: Timestamp,
    created: Timestamp,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::LastSignInAt, Expr::value(signed_in.unix()))
        .col_expr(Column::CreatedAt, Expr::value(created.unix()))
        .filter(Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}
