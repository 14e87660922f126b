//! A filter of the table of users that an admin has saved.

use crate::column::Stored;
use domain::{SavedFilterId, Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// A filter of the table of users that an admin has saved.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_filters")]
pub struct Model {
    /// The number in forms.
    #[sea_orm(primary_key)]
    pub id: Stored<SavedFilterId>,
    /// Whose it is.
    pub user_id: Stored<UserId>,
    /// The name as written.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Filters, order, columns and length of the pages, as the query of an address.
    #[sea_orm(column_type = "Text")]
    pub query: String,
    /// Seconds since the Unix epoch.
    pub created_at: Stored<Timestamp>,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
