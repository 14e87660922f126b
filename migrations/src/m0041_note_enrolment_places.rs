//! From where an enrolment that is not finished was begun: from the second place on its user and the admins are told.

use crate::helpers::{drop, index, user_key};
use sea_orm_migration::{prelude::*, schema::*};

/// Notes from where enrolments were begun.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("enrolment_places")
            .col(big_integer("user_id"))
            .col(blob("place"))
            .col(big_integer("last_at"))
            .primary_key(Index::create().col("user_id").col("place"))
            .foreign_key(&mut user_key("enrolment_places", "user_id"))
            .to_owned();
        manager.create_table(table).await?;
        manager
            .create_index(index("enrolment_places", &["last_at"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, "enrolment_places").await
    }
}
