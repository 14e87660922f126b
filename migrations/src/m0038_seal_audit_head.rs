//! The seal of the end of the audit log, and what tells one database from another. Entries that stand here already are taken as they
//! are: `adopted` says how many; nothing but their chain shows that they are as they were written.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Makes room for the seal.
#[derive(DeriveMigrationName)]
pub struct Migration;

const HEADS: &str = "audit_heads";
const SQLITE: &[&str] =
    &["UPDATE audit_heads SET adopted = entries, database = lower(hex(randomblob(16)))"];
/// The first as `m0023_compare_text_by_bytes` did for the texts of before.
const POSTGRES: &[&str] = &[
    "ALTER TABLE audit_heads ALTER COLUMN database TYPE text COLLATE \"C\"",
    "UPDATE audit_heads SET adopted = entries, database = replace(gen_random_uuid()::text, '-', '')",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut database = text("database");
        for column in [database.default(""), &mut blob_null("seal")] {
            let add = Table::alter().table(HEADS).add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        run(manager, SQLITE, POSTGRES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["seal", "database"] {
            let drop = Table::alter().table(HEADS).drop_column(column).to_owned();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}
