//! The content of the files that admins import: beside the rows that are read often.

use crate::helpers::drop;
use sea_orm_migration::{prelude::*, schema::*};

/// Keeps the content.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("import_files")
            .col(big_integer("import_id").primary_key())
            .col(blob("content"))
            .foreign_key(
                ForeignKey::create()
                    .name("fk_import_files_import_id")
                    .from("import_files", "import_id")
                    .to("imports", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "import_files").await
    }
}
