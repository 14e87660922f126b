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
