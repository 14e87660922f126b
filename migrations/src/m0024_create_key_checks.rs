//! A value that tells, from the first start on, whether a key file belongs to this database.

use crate::helpers::drop;
use sea_orm_migration::{prelude::*, schema::*};

/// A value that tells whether a key file belongs to this database.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("key_checks")
            .col(big_integer("id").primary_key())
            .col(blob("sealed"))
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "key_checks").await
    }
}
