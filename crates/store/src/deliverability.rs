//! Since when mails to the address of a user are refused.

use crate::entity::user::{Column, Entity};
use crate::error::Result;
use domain::{Timestamp, UserId};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// Notes since when mails to this address of the user are refused, or that one was delivered; returns whether that is new. Not where
/// the user has another address by now.
pub async fn note(
    tx: &impl ConnectionTrait,
    id: UserId,
    address: &str,
    since: Option<Timestamp>,
) -> Result<bool> {
    let other = match since {
        Some(_) => Column::UndeliverableSince.is_null(),
        None => Column::UndeliverableSince.is_not_null(),
    };
    let noted = Entity::update_many()
        .col_expr(
            Column::UndeliverableSince,
            Expr::value(since.map(Timestamp::unix)),
        )
        .filter(Column::Id.eq(id.get()))
        .filter(Column::Email.eq(address))
        .filter(other)
        .exec(tx)
        .await?;
    Ok(noted.rows_affected > 0)
}

/// How many users no mail reaches.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64> {
    let refused = Column::UndeliverableSince.is_not_null();
    Ok(Entity::find().filter(refused).count(db).await?)
}

/// The numbers of these users, for a condition.
pub fn ids() -> SelectStatement {
    Query::select()
        .column(Column::Id)
        .from(Entity)
        .and_where(Column::UndeliverableSince.is_not_null())
        .take()
}
