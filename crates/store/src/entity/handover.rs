//! When somebody last gave a user a link or an access code, or took the role of admin away.

use crate::column::Stored;
use domain::{Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// When somebody last gave a user a link or an access code, or took the role of admin away.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "handovers")]
pub struct Model {
    /// Who gave; the user, for a link that was asked for on the page of the sign-in and used.
    #[sea_orm(primary_key, auto_increment = false)]
    pub giver_id: Stored<UserId>,
    /// The user to whom it was given.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Stored<UserId>,
    /// The last link to a password.
    pub link_at: Option<Stored<Timestamp>>,
    /// The last access code.
    pub code_at: Option<Stored<Timestamp>>,
    /// When the giver last took the role of admin from the user.
    pub demoted_at: Option<Stored<Timestamp>>,
    /// When the giver last gave one or the other, or reset the second factor, as the helpdesk.
    pub helped_at: Option<Stored<Timestamp>>,
    /// The user.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
