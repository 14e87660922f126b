//! Filters of the table of users that admins have saved, each for itself.

use crate::entity::saved_filter::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use domain::{SavedFilterId, Timestamp, UserId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set,
};

/// The filters of a user, in the order in which they were saved.
pub async fn list(db: &impl ConnectionTrait, user: UserId) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::UserId.eq(user.get()))
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// Saves a filter.
pub async fn insert(
    tx: &impl ConnectionTrait,
    user: UserId,
    (name, query): (&str, &str),
    at: Timestamp,
) -> Result<()> {
    let row = ActiveModel {
        user_id: Set(user.into()),
        name: Set(name.to_owned()),
        query: Set(query.to_owned()),
        created_at: Set(at.into()),
        ..Default::default()
    };
    row.insert(tx).await?;
    Ok(())
}

/// Gives a filter of a user another query.
pub async fn replace(
    tx: &impl ConnectionTrait,
    user: UserId,
    id: SavedFilterId,
    query: &str,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Query, query.into())
        .filter(Column::Id.eq(id.get()))
        .filter(Column::UserId.eq(user.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes a filter of a user; returns whether there was one.
pub async fn delete(tx: &impl ConnectionTrait, user: UserId, id: SavedFilterId) -> Result<bool> {
    let done = Entity::delete_many()
        .filter(Column::Id.eq(id.get()))
        .filter(Column::UserId.eq(user.get()))
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}
