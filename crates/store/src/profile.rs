//! What users change of their own row, and what a recovery changes of it.

use crate::entity::user::{Column, Entity, Model};
use crate::error::{Result, violates_unique};
use domain::{EmailAddress, Language, Role, Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// Name and language, with what is derived from the name.
#[derive(Debug, Clone)]
pub struct Profile<'a> {
    /// The name as written.
    pub name: &'a str,
    /// The folded name.
    pub name_key: String,
    /// Folded name and address.
    pub search_key: String,
    /// The language.
    pub language: Language,
}

/// The user, if the account still exists.
pub async fn find(db: &impl ConnectionTrait, id: UserId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// Changes name and language.
pub async fn save(tx: &impl ConnectionTrait, id: UserId, profile: Profile<'_>) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Name, Expr::value(profile.name))
        .col_expr(Column::NameKey, Expr::value(profile.name_key))
        .col_expr(Column::SearchKey, Expr::value(profile.search_key))
        .col_expr(Column::Language, Expr::value(profile.language.as_str()))
        .filter(Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Changes the address; returns whether it did, or the address is another account's.
pub async fn set_address(
    tx: &impl ConnectionTrait,
    id: UserId,
    address: &EmailAddress,
) -> Result<bool> {
    let changed = Entity::update_many()
        .col_expr(Column::Email, Expr::value(address.as_str()))
        .col_expr(Column::EmailKey, Expr::value(address.key()))
        .col_expr(Column::UndeliverableSince, Expr::value(Option::<i64>::None))
        .filter(Column::Id.eq(id.get()))
        .exec(tx)
        .await;
    match changed {
        Ok(_) => Ok(true),
        Err(error) if violates_unique(&error, "users", "email_key") => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Replaces the hash of the password, unless it is another one than `before` by now; returns whether it did.
pub async fn replace_password(
    tx: &impl ConnectionTrait,
    id: UserId,
    before: Option<String>,
    hash: String,
) -> Result<bool> {
    let replaced = Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(hash))
        .filter(Column::Id.eq(id.get()))
        .filter(Column::PasswordHash.eq(before))
        .exec(tx)
        .await?;
    Ok(replaced.rows_affected > 0)
}

/// Replaces the hash of the password, whatever it is, or sets it.
pub async fn set_password(tx: &impl ConnectionTrait, id: UserId, hash: String) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(hash))
        .filter(Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Gives the user a role, and makes the account active.
pub async fn reactivate_as(tx: &impl ConnectionTrait, id: UserId, role: Role) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Role, Expr::value(role.as_str()))
        .col_expr(Column::DisabledAt, Expr::value(Option::<i64>::None))
        .filter(Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes when the user was given a link to choose a password.
pub async fn note_invitation(tx: &impl ConnectionTrait, id: UserId, at: Timestamp) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::InvitedAt, Expr::value(at.unix()))
        .filter(Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}
