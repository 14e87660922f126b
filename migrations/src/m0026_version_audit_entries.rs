//! The format of the detail of an audit entry: a text (version 1) or JSON (version 2).
//!
//! The way down forgets which entries are of version 2: `bouclier audit verify` then reports them as changed.

use sea_orm_migration::{prelude::*, schema::*};

/// The version of an entry.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "audit_entries";
const COLUMN: &str = "version";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter()
            .table(TABLE)
            .add_column(integer(COLUMN).default(1))
            .to_owned();
        manager.alter_table(column).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table(TABLE).drop_column(COLUMN).to_owned();
        manager.alter_table(column).await
    }
}
