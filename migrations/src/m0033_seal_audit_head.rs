//! Room for a seal on the end of the audit log, which the program is to make: migrations have no key.
//!
//! Entries of before the chain are chained here and nowhere else; `adopted` says how many entries there were when the seal came:
//! nothing but their chain shows that these are as they were written.

mod adopt;

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the seal.
#[derive(DeriveMigrationName)]
pub struct Migration;

const HEADS: &str = "audit_heads";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            // Tells this database from others, from its first seal on.
            blob_null("database"),
            blob_null("seal"),
            big_integer("adopted").default(0).to_owned(),
        ];
        for column in columns {
            let add = Table::alter().table(HEADS).add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        adopt::unchained(manager).await?;
        let mark = Query::update()
            .table(HEADS)
            .value("adopted", Expr::col("entries"))
            .to_owned();
        manager.execute(mark).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["adopted", "seal", "database"] {
            let drop = Table::alter().table(HEADS).drop_column(column).to_owned();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}
