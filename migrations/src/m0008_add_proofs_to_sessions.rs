//! What a session has proven besides its factor: the password, and a one-time access code.

use sea_orm_migration::{prelude::*, schema::*};

/// What a session has proven besides its factor: the password, and a one-time access code.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: [&str; 2] = ["password_proven_at", "replacing_since"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite changes one column a statement.
        for column in COLUMNS {
            let table = Table::alter()
                .table("sessions")
                .add_column(big_integer_null(column))
                .to_owned();
            manager.alter_table(table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in COLUMNS {
            let table = Table::alter()
                .table("sessions")
                .drop_column(column)
                .to_owned();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}
