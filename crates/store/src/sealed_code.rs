//! The recovery codes that can still be read: sealed until their user has saved them.

use crate::entity::recovery_code::{Column, Entity, Model};
use crate::error::Result;
use domain::UserId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

/// The sealed codes after this number, in the order of their numbers.
pub async fn list_after(db: &impl ConnectionTrait, after: i64, limit: u64) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::Id.gt(after))
        .filter(Column::SealedCode.is_not_null())
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// The sealed codes of a user, in the order of their numbers.
pub async fn list_of(db: &impl ConnectionTrait, user: UserId) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::SealedCode.is_not_null())
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// Erases the readable form of a user's codes; returns whether there was one.
pub async fn erase(tx: &impl ConnectionTrait, user: UserId) -> Result<bool> {
    let nothing = Expr::value(Option::<Vec<u8>>::None);
    let erased = Entity::update_many()
        .col_expr(Column::SealedCode, nothing)
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::SealedCode.is_not_null())
        .exec(tx)
        .await?;
    Ok(erased.rows_affected > 0)
}

/// Stores a code that was sealed again, unless it has been erased or replaced meanwhile; returns how many rows changed.
pub async fn reseal(
    db: &impl ConnectionTrait,
    id: i64,
    before: Vec<u8>,
    anew: Vec<u8>,
) -> Result<u64> {
    let updated = Entity::update_many()
        .col_expr(Column::SealedCode, Expr::value(anew))
        .filter(Column::Id.eq(id))
        .filter(Column::SealedCode.eq(before))
        .exec(db)
        .await?;
    Ok(updated.rows_affected)
}

/// The latest code that was sealed by the next key after this one (8 bytes; none for the first key). The index for it is in the
/// migration `m0025_index_sealed_keys`.
pub async fn latest_of_next_key(db: &impl ConnectionTrait, key: &[u8]) -> Result<Option<Model>> {
    Ok(by_next_key(key).one(db).await?)
}

/// The query of [`latest_of_next_key`].
pub(crate) fn by_next_key(key: &[u8]) -> Select<Entity> {
    let id = Expr::cust("substr(sealed_code, 1, 8)");
    Entity::find()
        .filter(Column::SealedCode.is_not_null())
        .filter(id.clone().gt(key))
        .order_by_asc(id)
        .order_by_desc(Column::Id)
        .limit(1)
}
