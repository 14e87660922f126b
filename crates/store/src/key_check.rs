//! The value that tells whether a key belongs to the database: one row.

use crate::entity::key_check::{ActiveModel, Column, Entity};
use crate::error::Result;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, Set};

/// The number of the row.
const ROW: i64 = 1;

/// The sealed value, if there is one yet.
pub async fn find(db: &impl ConnectionTrait) -> Result<Option<Vec<u8>>> {
    let row = Entity::find_by_id(ROW).one(db).await?;
    Ok(row.map(|row| row.sealed))
}

/// Stores the sealed value, in place of the one before.
pub async fn save(db: &impl ConnectionTrait, sealed: Vec<u8>) -> Result<()> {
    let row = ActiveModel {
        id: Set(ROW),
        sealed: Set(sealed),
    };
    let latest = OnConflict::column(Column::Id)
        .update_column(Column::Sealed)
        .to_owned();
    Entity::insert(row)
        .on_conflict(latest)
        .exec_without_returning(db)
        .await?;
    Ok(())
}
