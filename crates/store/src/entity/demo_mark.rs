//! Whether the users of this database are a sample organisation.

use crate::column::Stored;
use domain::Timestamp;
use sea_orm::entity::prelude::*;

/// The single row; none in a database of real users.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "demo_marks")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// When the empty database was filled.
    pub filled_at: Stored<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
