//! Users of a sample organisation, and the mark of a database that was filled with it.

use crate::entity::demo_mark;
use crate::entity::user::{Column, Entity};
use crate::error::Result;
use domain::{Role, Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

/// The number of the row of the mark.
const MARK: i64 = 1;

/// Whether the database was filled with sample data.
pub async fn is_marked(db: &impl ConnectionTrait) -> Result<bool> {
    let mark = demo_mark::Entity::find_by_id(MARK).one(db).await?;
    Ok(mark.is_some())
}

/// Marks the database as filled with sample data.
pub async fn mark(tx: &impl ConnectionTrait, now: Timestamp) -> Result<()> {
    let row = demo_mark::ActiveModel {
        id: Set(MARK),
        filled_at: Set(now.into()),
    };
    row.insert(tx).await?;
    Ok(())
}

/// The users without a role, a confirmed factor and a password.
pub async fn list_untouched(db: &impl ConnectionTrait) -> Result<Vec<UserId>> {
    let users = Entity::find()
        .filter(Column::Role.eq(Role::User.as_str()))
        .filter(Column::TwoFactorSince.is_null())
        .filter(Column::PasswordHash.is_null())
        .all(db)
        .await?;
    Ok(users.into_iter().map(|user| *user.id).collect())
}

/// Sets what a user has who signed in: a password, when that was last, and when the account was created.
pub async fn set_signed_in(
    tx: &impl ConnectionTrait,
    id: UserId,
    password_hash: &str,
    signed_in: Timestamp,
    created: Timestamp,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(password_hash))
        .col_expr(Column::LastSignInAt, Expr::value(signed_in.unix()))
        .col_expr(Column::CreatedAt, Expr::value(created.unix()))
        .filter(Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}
