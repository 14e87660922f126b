//! A round of invitations that is under way.

use crate::column::Stored;
use domain::{Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// A round of invitations that is under way: users without a password are invited in the order of their numbers.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation_rounds")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The admin who invites.
    pub giver_id: Stored<UserId>,
    /// The IP address of that admin.
    #[sea_orm(column_type = "Text")]
    pub address: String,
    /// The browser of that admin, as it identified itself.
    #[sea_orm(column_type = "Text")]
    pub user_agent: String,
    /// Seconds since the Unix epoch.
    pub begun_at: Stored<Timestamp>,
    /// The number of the last user who was looked at.
    pub after_id: Stored<UserId>,
    /// The number of the last user of the round.
    pub until_id: Stored<UserId>,
    /// The admin.
    #[sea_orm(belongs_to, from = "giver_id", to = "id")]
    pub giver: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
