//! The organisation: one row.

use sea_orm::entity::prelude::*;

/// The organisation: one row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisations")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The name; empty if it has none.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Whom users ask who cannot sign in; empty if nobody is named.
    #[sea_orm(column_type = "Text")]
    pub contact: String,
    /// A sentence of its own for mails and the sign-in; empty if it has none.
    #[sea_orm(column_type = "Text")]
    pub sentence: String,
    /// The time zone (IANA).
    #[sea_orm(column_type = "Text")]
    pub time_zone: String,
    /// [`domain::reminder::ReminderDays`].
    #[sea_orm(column_type = "Text")]
    pub reminder_days: String,
}

impl ActiveModelBehavior for ActiveModel {}
