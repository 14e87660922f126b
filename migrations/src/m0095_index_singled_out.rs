//! Finds those whose deadline may be over though neither the policy nor its time says so, without reading all who have no factor.

use crate::helpers::run;
use sea_orm_migration::prelude::*;

/// Adds the index.
#[derive(DeriveMigrationName)]
pub struct Migration;

const INDEX: &str = "CREATE INDEX idx_users_singled_out ON users (id) WHERE two_factor_since IS NULL \
    AND (override_rule IS NOT NULL OR group_required_since IS NOT NULL OR own_deadline IS NOT NULL \
    OR own_grace_days IS NOT NULL OR grace_used_up_at IS NOT NULL)";
const REMOVE: &str = "DROP INDEX idx_users_singled_out";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[INDEX], &[INDEX]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[REMOVE], &[REMOVE]).await
    }
}
