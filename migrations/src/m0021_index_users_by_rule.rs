//! The users of one kind (see `user_counts`) in each order of the table.

use crate::helpers::run;
use sea_orm_migration::prelude::*;

/// The users of one kind in each order of the table.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The kind, then the order. An index over expressions needs SQL text;
/// `crates/store/src/segment.rs` has to write the expressions in the same way.
macro_rules! ordered {
    ($name:literal, $order:literal) => {
        concat!(
            "CREATE INDEX ",
            $name,
            " ON users (",
            "(CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END), (coalesce(override_rule, '')), ",
            "(coalesce(override_generation, 0)), role, (coalesce(override_until, 0)), ",
            $order,
            ")"
        )
    };
}

pub(crate) const UP: &[&str] = &[
    ordered!("idx_users_kind_name", "name_key, id"),
    ordered!("idx_users_kind_email", "email_key, id"),
    ordered!("idx_users_kind_language", "language, name_key, id"),
    ordered!(
        "idx_users_kind_last_sign_in",
        "(coalesce(last_sign_in_at, -1)), name_key, id"
    ),
];
pub(crate) const DOWN: &[&str] = &[
    "DROP INDEX idx_users_kind_last_sign_in",
    "DROP INDEX idx_users_kind_language",
    "DROP INDEX idx_users_kind_email",
    "DROP INDEX idx_users_kind_name",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN, DOWN).await
    }
}
