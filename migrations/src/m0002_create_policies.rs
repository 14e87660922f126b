//! The policy: one row.

use crate::helpers::drop;
use sea_orm_migration::{prelude::*, schema::*};

/// The policy: one row.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("policies")
            .col(big_integer("id").primary_key())
            .col(text("policy"))
            .col(big_integer("required_generation"))
            .col(big_integer("exempt_generation"))
            .col(big_integer_null("changed_at"))
            .col(text_null("changed_by"))
            .to_owned();
        manager.create_table(table).await?;
        let row = Query::insert()
            .into_table("policies")
            .columns(["id", "policy", "required_generation", "exempt_generation"])
            .values_panic([1.into(), "optional".into(), 0.into(), 0.into()])
            .to_owned();
        manager.execute(row).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "policies").await
    }
}
