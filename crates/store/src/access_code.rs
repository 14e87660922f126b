//! The one-time access codes that admins give, one at most for each user.

use crate::entity::access_code::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use domain::{Giver, Timestamp, UserId};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

/// A new code.
#[derive(Debug, Clone)]
pub struct New {
    /// The owner of the code.
    pub user: UserId,
    /// Its Argon2id hash, in PHC form.
    pub hash: String,
    /// When it is given.
    pub at: Timestamp,
    /// When it expires.
    pub expires: Timestamp,
    /// Who gives it.
    pub giver: Giver,
}

/// Adds a code. Fails if the user has one.
pub async fn insert(tx: &impl ConnectionTrait, new: New) -> Result<()> {
    let row = ActiveModel {
        user_id: Set(new.user.into()),
        hash: Set(new.hash),
        created_at: Set(new.at.into()),
        expires_at: Set(new.expires.into()),
        given_by_id: Set(new.giver.id.map(Into::into)),
        given_by_name: Set(Some(new.giver.name)),
        given_by_email: Set(new.giver.email),
        ..Default::default()
    };
    row.insert(tx).await?;
    Ok(())
}

/// The code with this number in the table, if it is still there.
pub async fn find(db: &impl ConnectionTrait, id: i64) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// The user's code, if it is valid at a moment.
pub async fn find_valid(
    db: &impl ConnectionTrait,
    user: UserId,
    now: Timestamp,
) -> Result<Option<Model>> {
    Ok(Entity::find()
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::CreatedAt.lte(now.unix()))
        .filter(Column::ExpiresAt.gt(now.unix()))
        .one(db)
        .await?)
}

/// Removes the codes that somebody gave and that were not used.
pub async fn remove_given_by(tx: &impl ConnectionTrait, giver: UserId) -> Result<()> {
    Entity::delete_many()
        .filter(Column::GivenById.eq(giver.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Uses up a code in one statement, so that one of several simultaneous attempts wins; returns whether this one did.
pub async fn consume(tx: &impl ConnectionTrait, id: i64) -> Result<bool> {
    let used = Entity::delete_many()
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}
