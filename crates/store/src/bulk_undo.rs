//! How the users of an operation on many were before, as long as it can be taken back.

use crate::entity::bulk_operation;
use crate::entity::bulk_undo::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use domain::{BulkState, OperationId, Timestamp, UserId};
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

/// Keeps how the users of one step were.
pub async fn keep(
    tx: &impl ConnectionTrait,
    operation: OperationId,
    place: UserId,
    changes: String,
) -> Result<()> {
    let row = ActiveModel {
        operation_id: Set(operation.into()),
        place: Set(place.into()),
        changes: Set(changes),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
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

/// The operation that takes this one back.
pub async fn of(
    db: &impl ConnectionTrait,
    operation: OperationId,
) -> Result<Option<bulk_operation::Model>> {
    Ok(bulk_operation::Entity::find()
        .filter(bulk_operation::Column::Undoes.eq(operation.get()))
        .one(db)
        .await?)
}

/// Forgets how the users were of operations that did nothing since a moment, but for those that are under way (in this state) and those
/// that are being taken back: where that is under way, or was ended early (in one of these states) and did something since.
pub async fn forget(
    tx: &impl ConnectionTrait,
    until: Timestamp,
    under_way: BulkState,
    ended_early: &[BulkState],
) -> Result<()> {
    use bulk_operation::Column as Operation;
    let mut over = Query::select();
    over.column(Operation::Id)
        .from(bulk_operation::Entity)
        .and_where(Operation::ActedAt.lte(until.unix()))
        .and_where(Operation::State.ne(under_way.as_str()));
    let may_go_on = Condition::all()
        .add(Operation::State.is_in(ended_early.iter().map(|state| state.as_str())))
        .add(Operation::ActedAt.gt(until.unix()));
    let mut needed = Query::select();
    needed
        .column(Operation::Undoes)
        .from(bulk_operation::Entity)
        .and_where(Operation::Undoes.is_not_null())
        .cond_where(
            Condition::any()
                .add(Operation::State.eq(under_way.as_str()))
                .add(may_go_on),
        );
    Entity::delete_many()
        .filter(Column::OperationId.in_subquery(over))
        .filter(Column::OperationId.not_in_subquery(needed))
        .exec(tx)
        .await?;
    Ok(())
}
