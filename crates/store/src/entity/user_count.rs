//! How many users there are of a kind. The database keeps the counts itself, by triggers.

use sea_orm::entity::prelude::*;

/// How many users there are of a kind: everything that a status, a requirement or a role depends
/// on.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_counts")]
pub struct Model {
    /// 1 with a confirmed factor, else 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub active: i32,
    /// [`domain::OverrideRule`]; empty for none.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub override_rule: String,
    /// See [`domain::Rules`]; 0 for none.
    #[sea_orm(primary_key, auto_increment = false)]
    pub override_generation: i64,
    /// [`domain::Role`].
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub role: String,
    /// When the rule ends by itself; 0 for never.
    #[sea_orm(primary_key, auto_increment = false)]
    pub override_until: i64,
    /// How many.
    pub users: i64,
}

impl ActiveModelBehavior for ActiveModel {}
