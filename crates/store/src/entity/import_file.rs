//! The content of a file that an admin imports.

use crate::column::Stored;
use domain::ImportId;
use sea_orm::entity::prelude::*;

/// The content of a file that an admin imports.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_files")]
pub struct Model {
    /// The import ([`super::import`]).
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Stored<ImportId>,
    /// The bytes as uploaded.
    #[sea_orm(column_type = "Blob")]
    pub content: Vec<u8>,
    /// The import.
    #[sea_orm(belongs_to, from = "import_id", to = "id")]
    pub import: BelongsTo<super::import::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
