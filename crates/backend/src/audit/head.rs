//! The end of the chain.

use crate::entity::audit_head;
use crate::error::{Error, Result};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

/// Where the chain ends.
pub(super) async fn read_head(db: &impl ConnectionTrait) -> Result<audit_head::Model> {
    audit_head::Entity::find_by_id(1)
        .one(db)
        .await?
        .ok_or_else(|| Error::internal("reading the audit log", "it has no head"))
}

/// Reads the head so that a simultaneous transaction waits for this one.
pub(super) async fn lock_head(tx: &impl ConnectionTrait) -> Result<audit_head::Model> {
    audit_head::Entity::find_by_id(1)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| Error::internal("writing the audit log", "it has no head"))
}

/// Waits until no other transaction holds the head, and holds it until this one ends.
pub(crate) async fn take_head(tx: &impl ConnectionTrait) -> Result<()> {
    lock_head(tx).await.map(drop)
}

/// Moves the head, unless somebody else has moved it meanwhile: the chain never forks.
pub(super) async fn move_head(
    tx: &impl ConnectionTrait,
    from: &audit_head::Model,
    to: &audit_head::Model,
) -> Result<()> {
    let moved = audit_head::Entity::update_many()
        .col_expr(audit_head::Column::LastId, Expr::value(to.last_id))
        .col_expr(audit_head::Column::Hash, Expr::value(to.hash.clone()))
        .col_expr(audit_head::Column::Entries, Expr::value(to.entries))
        .filter(audit_head::Column::Id.eq(1))
        .filter(audit_head::Column::Hash.eq(from.hash.clone()))
        .filter(audit_head::Column::Entries.eq(from.entries))
        .exec(tx)
        .await?;
    if moved.rows_affected == 1 {
        Ok(())
    } else {
        Err(Error::internal(
            "writing the audit log",
            "its head has moved",
        ))
    }
}
