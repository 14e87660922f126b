//! What the rules for all were before their last change, so that it can be undone for a while; and the number of that change.

use crate::helpers::run;
use sea_orm_migration::{prelude::*, schema::*};

/// Keeps what was before.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "policies";

/// Text is ordered by its bytes, as in every other column.
const ORDER_BY_BYTES: &[&str] =
    &["ALTER TABLE policies ALTER COLUMN before_policy TYPE text COLLATE \"C\""];

fn columns() -> [(&'static str, ColumnDef); 4] {
    [
        ("changes", big_integer("changes").default(0).take()),
        ("before_policy", text_null("before_policy").take()),
        (
            "before_required_generation",
            big_integer_null("before_required_generation").take(),
        ),
        (
            "before_exempt_generation",
            big_integer_null("before_exempt_generation").take(),
        ),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite takes one column at a time.
        for (_, column) in columns() {
            let add = Table::alter().table(TABLE).add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        run(manager, &[], ORDER_BY_BYTES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in columns() {
            let drop = Table::alter().table(TABLE).drop_column(name).to_owned();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}
