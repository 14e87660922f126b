//! How often something that speaks of an attack has happened to an account within an hour.

use crate::column::{OrNewer, Stored};
use domain::{SecurityEventKind, Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// How often something that speaks of an attack has happened to an account within an hour. Number 0 stands for no account, so there
/// is no relation.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "security_events")]
pub struct Model {
    /// The account; 0 for none.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Stored<UserId>,
    /// What it was.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub kind: OrNewer<SecurityEventKind>,
    /// When the hour began.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hour: Stored<Timestamp>,
    /// How many times, at least 1.
    pub count: i64,
    /// The last time.
    pub last_at: Stored<Timestamp>,
    /// The IP address of the last time.
    #[sea_orm(column_type = "Text")]
    pub last_address: String,
}

impl ActiveModelBehavior for ActiveModel {}
