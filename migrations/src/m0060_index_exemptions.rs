//! The list of exemptions: those that end soon first, then by beginning.

use crate::helpers::run;
use sea_orm_migration::prelude::*;

/// Indexes exemptions.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    "CREATE INDEX idx_users_exemptions ON users ((coalesce(override_until, 9223372036854775807)), (coalesce(override_at, 0)), id) WHERE override_rule = 'exempt'",
];
const DOWN: &[&str] = &["DROP INDEX idx_users_exemptions"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN, DOWN).await
    }
}
