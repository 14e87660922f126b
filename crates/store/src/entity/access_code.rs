//! A one-time access code that an admin gave.

use crate::column::Stored;
use domain::{Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// A one-time access code that an admin gave.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_codes")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The owner of the code.
    #[sea_orm(unique)]
    pub user_id: Stored<UserId>,
    /// Argon2id of all eight letters, in PHC form.
    #[sea_orm(column_type = "Text")]
    pub hash: String,
    /// Seconds since the Unix epoch.
    pub created_at: Stored<Timestamp>,
    /// When it expires.
    pub expires_at: Stored<Timestamp>,
    /// Who gave it: the number of the account, none for the command line.
    pub given_by_id: Option<Stored<UserId>>,
    /// The name at that time; none where nobody noted it.
    #[sea_orm(column_type = "Text", nullable)]
    pub given_by_name: Option<String>,
    /// The address at that time; none for the command line.
    #[sea_orm(column_type = "Text", nullable)]
    pub given_by_email: Option<String>,
    /// The user.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
