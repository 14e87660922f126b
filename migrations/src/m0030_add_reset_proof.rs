//! What somebody has to prove whose factors an admin has reset, before another factor is enrolled.
//!
//! Users who were reset before this migration prove their password, as they were told.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the proof after a reset.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER_BY_BYTES: &[&str] =
    &["ALTER TABLE users ALTER COLUMN reset_proof TYPE text COLLATE \"C\""];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter()
            .table("users")
            .add_column(text_null("reset_proof"))
            .to_owned();
        manager.alter_table(add).await?;
        run(manager, &[], ORDER_BY_BYTES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = Table::alter()
            .table("users")
            .drop_column("reset_proof")
            .to_owned();
        manager.alter_table(drop).await
    }
}
