//! The end of the chain of the audit log: one row, updated by each transaction that changes something.

use crate::entity::audit_head::{Column, Entity, Model};
use crate::error::{Error, Result};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

/// Where the chain ends.
pub async fn read(db: &impl ConnectionTrait) -> Result<Model> {
    let head = Entity::find_by_id(1).one(db).await?;
    head.ok_or_else(|| Error::failed("reading the audit log", "it has no head"))
}

/// Reads the head so that a simultaneous transaction waits until this one ends.
pub async fn lock(tx: &impl ConnectionTrait) -> Result<Model> {
    let head = Entity::find_by_id(1).lock_exclusive().one(tx).await?;
    head.ok_or_else(|| Error::failed("writing the audit log", "it has no head"))
}

/// Moves the head, unless it has been moved meanwhile: the chain never forks.
pub async fn advance(tx: &impl ConnectionTrait, from: &Model, to: &Model) -> Result<()> {
    let moved = Entity::update_many()
        .col_expr(Column::LastId, Expr::value(to.last_id))
        .col_expr(Column::Hash, Expr::value(to.hash.clone()))
        .col_expr(Column::Entries, Expr::value(to.entries))
        .col_expr(Column::Seal, Expr::value(to.seal.clone()))
        .filter(Column::Id.eq(1))
        .filter(Column::Hash.eq(from.hash.clone()))
        .filter(Column::Entries.eq(from.entries))
        .exec(tx)
        .await?;
    if moved.rows_affected == 1 {
        Ok(())
    } else {
        Err(Error::failed("writing the audit log", "its head has moved"))
    }
}
