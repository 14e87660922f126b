//! A mark on a database that was filled with sample data: what only sample data may go through is refused without it. A database
//! of before has none, whatever is in it.

use crate::helpers::drop;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the table of the mark.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("demo_marks")
            .col(big_integer("id").primary_key())
            .col(big_integer("filled_at"))
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "demo_marks").await
    }
}
