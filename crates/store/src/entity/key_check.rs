//! Whether a key file belongs to this database.

use sea_orm::entity::prelude::*;

/// The single row: a value that is not secret, sealed with the current key.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "key_checks")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// A known value, sealed with the key of this database.
    #[sea_orm(column_type = "Blob")]
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
