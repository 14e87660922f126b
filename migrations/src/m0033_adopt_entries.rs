//! Entries of before the chain are chained here and nowhere else; `adopted` says how many entries there were then: nothing but their
//! chain shows that these are as they were written.

mod adopt;

use sea_orm_migration::{prelude::*, schema::*};

/// Chains old entries, and notes how many entries there were.
#[derive(DeriveMigrationName)]
pub struct Migration;

const HEADS: &str = "audit_heads";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter()
            .table(HEADS)
            .add_column(big_integer("adopted").default(0))
            .to_owned();
        manager.alter_table(add).await?;
        adopt::unchained(manager).await?;
        let mark = Query::update()
            .table(HEADS)
            .value("adopted", Expr::col("entries"))
            .to_owned();
        manager.execute(mark).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = Table::alter()
            .table(HEADS)
            .drop_column("adopted")
            .to_owned();
        manager.alter_table(drop).await
    }
}
