//! A group of users.

use crate::column::Stored;
use domain::{GroupId, GroupRule, Timestamp};
use sea_orm::entity::prelude::*;

/// A group of users.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "groups")]
pub struct Model {
    /// The number in URLs.
    #[sea_orm(primary_key)]
    pub id: Stored<GroupId>,
    /// The name as written.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The folded name, by which groups are unique and ordered.
    #[sea_orm(column_type = "Text", unique)]
    pub name_key: String,
    /// [`domain::GroupRule`].
    #[sea_orm(column_type = "Text")]
    pub requires: Stored<GroupRule>,
    /// Seconds since the Unix epoch.
    pub created_at: Stored<Timestamp>,
    /// When its rule was made; none where it requires nothing.
    pub required_at: Option<Stored<Timestamp>>,
    /// How many days its rule gives.
    pub grace_days: Option<i64>,
    /// Until when its rule gives time.
    pub grace_until: Option<Stored<Timestamp>>,
    /// The number of members whose accounts are not deactivated; triggers keep it.
    pub members: i64,
    /// Those among them who have a factor; triggers keep it.
    pub active: i64,
}

impl ActiveModelBehavior for ActiveModel {}
