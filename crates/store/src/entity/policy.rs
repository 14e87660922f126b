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
    /// The address of that admin at that time; none where it was changed before addresses were kept.
    #[sea_orm(column_type = "Text", nullable)]
    pub changed_by_email: Option<String>,
    /// How often it was changed: the number of the last change.
    pub changes: i64,
    /// What it was before the last change; none where that cannot be undone.
    #[sea_orm(column_type = "Text", nullable)]
    pub before_policy: Option<Stored<Policy>>,
    /// As `required_generation`, before the last change.
    pub before_required_generation: Option<i64>,
    /// As `exempt_generation`, before the last change.
    pub before_exempt_generation: Option<i64>,
    /// The time that the policy gives, in days; see [`domain::PolicyTime`] for this column and those that follow.
    pub grace_days: Option<i64>,
    /// The same as a moment.
    pub grace_until: Option<Stored<Timestamp>>,
    /// From when its days count for those who were there before.
    pub announced_at: Stored<Timestamp>,
    /// When it was lifted before it was made.
    pub lifted_at: Stored<Timestamp>,
    /// When it was made.
    pub made_at: Stored<Timestamp>,
    /// When all exemptions were last ended at once.
    pub exemptions_ended_at: Stored<Timestamp>,
    /// What it was before the last change, in days; see [`domain::PolicyTime`] for this column and those that follow.
    pub before_grace_days: Option<i64>,
    /// The same as a moment.
    pub before_grace_until: Option<Stored<Timestamp>>,
    /// From when its days count for those who were there before.
    pub before_announced_at: Stored<Timestamp>,
    /// When it was lifted before it was made.
    pub before_lifted_at: Stored<Timestamp>,
    /// When it was made.
    pub before_made_at: Stored<Timestamp>,
    /// When all exemptions were last ended at once.
    pub before_exemptions_ended_at: Stored<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
