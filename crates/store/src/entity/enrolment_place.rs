//! From where an enrolment that is not finished was begun.

use crate::column::Stored;
use domain::{Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// From where an enrolment that is not finished was begun.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enrolment_places")]
pub struct Model {
    /// Whose enrolment it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Stored<UserId>,
    /// SHA-256 over the user's number, the network and the browser with its system.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Blob")]
    pub place: Vec<u8>,
    /// When it was begun from there last.
    pub last_at: Stored<Timestamp>,
    /// The user.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
