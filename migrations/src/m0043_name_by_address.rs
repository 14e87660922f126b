//! Who acted and on whom, by the address as well as by the name, in entries of the audit log of version 3; older entries have none.
//! And an index of the admins, whose names others are compared with.
//!
//! The way down forgets the addresses: `bouclier audit verify` then reports entries of version 3 as changed.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Names people in the audit log by their addresses, too.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "audit_entries";
const COLUMNS: [&str; 2] = ["actor_email", "target_email"];
const UP: &[&str] = &["CREATE INDEX idx_users_admins ON users (id) WHERE role = 'admin'"];
/// As `m0023_compare_text_by_bytes` did for the texts of before.
const ORDER: &[&str] = &[
    "ALTER TABLE audit_entries ALTER COLUMN actor_email TYPE text COLLATE \"C\"",
    "ALTER TABLE audit_entries ALTER COLUMN target_email TYPE text COLLATE \"C\"",
];
const DOWN: &[&str] = &["DROP INDEX idx_users_admins"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in COLUMNS {
            let column = Table::alter()
                .table(TABLE)
                .add_column(text(column).default(""))
                .to_owned();
            manager.alter_table(column).await?;
        }
        run(manager, &[], ORDER).await?;
        run(manager, UP, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN, DOWN).await?;
        for column in COLUMNS {
            let column = Table::alter().table(TABLE).drop_column(column).to_owned();
            manager.alter_table(column).await?;
        }
        Ok(())
    }
}
