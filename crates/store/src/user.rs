//! The rows of users.

use crate::entity::user::{Column, Entity, Model};
use crate::error::{Error, Result};
use domain::{EmailAddress, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// The user with this number.
pub async fn find(db: &impl ConnectionTrait, id: UserId) -> Result<Model> {
    let user = Entity::find_by_id(id).one(db).await?;
    user.ok_or(Error::NotFound)
}

/// The user with this address, in any spelling.
pub async fn find_by_email(db: &impl ConnectionTrait, email: &str) -> Result<Model> {
    let key = EmailAddress::key_of(email);
    let user = Entity::find()
        .filter(Column::EmailKey.eq(key))
        .one(db)
        .await?;
    user.ok_or(Error::NotFound)
}

/// The user with this number, unless the account is deactivated or gone.
pub async fn find_enabled(db: &impl ConnectionTrait, id: UserId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id)
        .filter(Column::DisabledAt.is_null())
        .one(db)
        .await?)
}

/// The same for the user with this key of an address.
pub async fn find_enabled_by_key(
    db: &impl ConnectionTrait,
    email_key: &str,
) -> Result<Option<Model>> {
    Ok(Entity::find()
        .filter(Column::EmailKey.eq(email_key))
        .filter(Column::DisabledAt.is_null())
        .one(db)
        .await?)
}
