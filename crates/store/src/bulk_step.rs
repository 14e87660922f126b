//! What came of each step of an operation on many users.

use crate::column::Stored;
use crate::entity::bulk_step::{Column, Entity, Model};
use crate::error::Result;
use domain::{OperationId, UserId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

/// Keeps a step.
pub async fn keep(tx: &impl ConnectionTrait, step: Model) -> Result<()> {
    let row = step.into_active_model().reset_all();
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The step of an operation that ended at this place.
pub async fn find(
    db: &impl ConnectionTrait,
    operation: OperationId,
    place: UserId,
) -> Result<Option<Model>> {
    Ok(Entity::find_by_id((Stored(operation), Stored(place)))
        .one(db)
        .await?)
}

/// The first step of an operation after a place.
pub async fn next(
    db: &impl ConnectionTrait,
    operation: OperationId,
    place: UserId,
) -> Result<Option<Model>> {
    Ok(Entity::find()
        .filter(Column::OperationId.eq(operation.get()))
        .filter(Column::Place.gt(place.get()))
        .order_by_asc(Column::Place)
        .limit(1)
        .one(db)
        .await?)
}
