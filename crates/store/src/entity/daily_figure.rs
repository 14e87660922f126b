//! The figures of a day.

use crate::column::Stored;
use domain::Timestamp;
use sea_orm::entity::prelude::*;

/// How many users had each status on a day.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "daily_figures")]
pub struct Model {
    /// The day where the organisation is, by its beginning in UTC.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Stored<Timestamp>,
    /// Active and required.
    pub protected: i64,
    /// Active by choice.
    pub voluntary: i64,
    /// Required, not yet active.
    pub pending: i64,
    /// Neither.
    pub inactive: i64,
    /// Service accounts, apart from these; none of a day that was kept before they stood apart.
    pub service_accounts: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
