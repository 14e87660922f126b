//! The number of users of a segment. Triggers in the database keep the counts.

use sea_orm::entity::prelude::*;

/// The number of users of a segment: everything that status, requirement and role depend on.
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
    /// 1 where a group requires 2FA, else 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub group_required: i32,
    /// [`domain::Role`].
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub role: String,
    /// 1 for a deactivated account, else 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub deactivated: i32,
    /// 1 with a password, else 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub has_password: i32,
    /// 1 without a password and with a link to choose one that was given, else 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub invited: i32,
    /// The generation of the requirement that an exemption suspends; -1 for none.
    #[sea_orm(primary_key, auto_increment = false)]
    pub suspended_generation: i64,
    /// [`domain::ExemptionKind`]; empty for none.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub override_kind: String,
    /// When the rule ends by itself; 0 for never.
    #[sea_orm(primary_key, auto_increment = false)]
    pub override_until: i64,
    /// The number of users.
    pub users: i64,
}

impl ActiveModelBehavior for ActiveModel {}
