//! Finds those who may have time to comply, whatever the policy gives, without reading all who have no factor.

use crate::helpers::run;
use sea_orm_migration::prelude::*;

/// Adds the index.
#[derive(DeriveMigrationName)]
pub struct Migration;

const INDEX: &str = "CREATE INDEX idx_users_given_time ON users (id) WHERE two_factor_since IS NULL \
    AND (own_deadline IS NOT NULL OR own_grace_days IS NOT NULL OR group_deadline IS NOT NULL \
    OR group_grace_days IS NOT NULL OR comply_not_before IS NOT NULL)";
const REMOVE: &str = "DROP INDEX idx_users_given_time";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[INDEX], &[INDEX]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[REMOVE], &[REMOVE]).await
    }
}
