//! The organisation's rule: one row.

use crate::column::Stored;
use domain::{Policy, Timestamp};
use sea_orm::entity::prelude::*;

/// The organisation's rule: one row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "policies")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// [`domain::Policy`].
    #[sea_orm(column_type = "Text")]
    pub policy: Stored<Policy>,
    /// See [`domain::Rules`].
    pub required_generation: i64,
    /// See [`domain::Rules`].
    pub exempt_generation: i64,
    /// When it was last changed; none before the first change.
    pub changed_at: Option<Stored<Timestamp>>,
    /// Who changed it: the name at that time.
    #[sea_orm(column_type = "Text", nullable)]
    pub changed_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
