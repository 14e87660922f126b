//! The recovery codes, a set for each user. Those that can still be read are in [`crate::sealed_code`].

use crate::entity::recovery_code::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use domain::{Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

/// A new code, which can be read.
#[derive(Debug, Clone)]
pub struct New {
    /// The owner of the code.
    pub user: UserId,
    /// Its first four letters.
    pub prefix: String,
    /// Its Argon2id hash, in PHC form.
    pub hash: String,
    /// The code itself, sealed for its user.
    pub sealed: Vec<u8>,
    /// When it is made.
    pub at: Timestamp,
}

impl From<New> for ActiveModel {
    fn from(new: New) -> Self {
        Self {
            user_id: Set(new.user.into()),
            prefix: Set(new.prefix),
            hash: Set(new.hash),
            sealed_code: Set(Some(new.sealed)),
            created_at: Set(new.at.into()),
            ..Default::default()
        }
    }
}

/// Adds codes.
pub async fn insert(tx: &impl ConnectionTrait, codes: Vec<New>) -> Result<()> {
    let rows = codes.into_iter().map(ActiveModel::from);
    Entity::insert_many(rows).exec(tx).await?;
    Ok(())
}

/// The user's code with this prefix, if it has not been used.
pub async fn find_unused(
    db: &impl ConnectionTrait,
    user: UserId,
    prefix: &str,
) -> Result<Option<Model>> {
    Ok(Entity::find()
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::Prefix.eq(prefix))
        .filter(Column::UsedAt.is_null())
        .one(db)
        .await?)
}

/// Uses up a code in one statement, so that one of several simultaneous attempts wins; returns whether this one did.
pub async fn consume(tx: &impl ConnectionTrait, id: i64, now: Timestamp) -> Result<bool> {
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now.unix()))
        .filter(Column::Id.eq(id))
        .filter(Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Removes the codes of a user, used or not.
pub async fn remove_of(tx: &impl ConnectionTrait, user: UserId) -> Result<()> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user.get()))
        .exec(tx)
        .await?;
    Ok(())
}
