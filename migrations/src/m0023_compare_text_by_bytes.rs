//! Text is ordered by its bytes, as on SQLite: otherwise PostgreSQL would use the language that the
//! server was set up for, and the order could change with its libraries.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// Text is ordered by its bytes.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Gives every text column in every table of the schema a collation. This needs SQL text.
const COLLATE: &str = "DO $$ DECLARE place record; BEGIN
    FOR place IN SELECT c.table_name, c.column_name FROM information_schema.columns c
        JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.table_schema = current_schema() AND c.data_type = 'text'
        AND t.table_type = 'BASE TABLE'
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE text COLLATE %I',
            place.table_name, place.column_name, 'COLLATION');
    END LOOP;
END $$";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        collate(manager, "C").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        collate(manager, "default").await
    }
}

async fn collate(manager: &SchemaManager<'_>, collation: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Postgres {
        let statement = COLLATE.replace("COLLATION", collation);
        manager
            .get_connection()
            .execute_unprepared(&statement)
            .await?;
    }
    Ok(())
}
