//! A one-time link.

use crate::column::Stored;
use domain::{LinkId, LinkPurpose, Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// A one-time link.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_links")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: Stored<LinkId>,
    /// The purpose of the link.
    #[sea_orm(column_type = "Text")]
    pub purpose: Stored<LinkPurpose>,
    /// For whom; none for the set-up link.
    pub user_id: Option<Stored<UserId>>,
    /// SHA-256 of the token in the link.
    #[sea_orm(column_type = "Blob", unique)]
    pub token_hash: Vec<u8>,
    /// Seconds since the Unix epoch.
    pub created_at: Stored<Timestamp>,
    /// When it expires.
    pub expires_at: Stored<Timestamp>,
    /// When its page was opened first.
    pub opened_at: Option<Stored<Timestamp>>,
    /// When it was used.
    pub used_at: Option<Stored<Timestamp>>,
    /// Who gave it: the number of the account, none for the command line.
    pub given_by_id: Option<Stored<UserId>>,
    /// The name at that time; none where nobody noted it.
    #[sea_orm(column_type = "Text", nullable)]
    pub given_by_name: Option<String>,
    /// The address at that time; none for the command line.
    #[sea_orm(column_type = "Text", nullable)]
    pub given_by_email: Option<String>,
    /// When its giver saw it; none if it was made for a mail.
    pub shown_at: Option<Stored<Timestamp>>,
    /// The user.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<Option<super::user::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
