//! The audit log as a chain: each entry has a hash over itself and the one before it, one row
//! knows where the chain ends, and the database refuses to change or delete what is chained.

use crate::helpers::{drop, index, run};
use sea_orm_migration::{prelude::*, schema::*};

/// The audit log as a chain.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLE: &str = "audit_entries";
const HEADS: &str = "audit_heads";
/// The names in the form in which they are searched.
const KEYS: [&str; 2] = ["actor_key", "target_key"];

/// Triggers are the one thing that cannot be said without SQL text.
const SQLITE_UP: &[&str] = &[
    "CREATE TRIGGER audit_entries_keep BEFORE DELETE ON audit_entries
     BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER audit_entries_fix BEFORE UPDATE ON audit_entries WHEN OLD.hash IS NOT NULL
     BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    // REPLACE deletes without asking the trigger for deletions.
    "CREATE TRIGGER audit_entries_once BEFORE INSERT ON audit_entries
     WHEN EXISTS (SELECT 1 FROM audit_entries WHERE id = NEW.id)
     BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
];
const SQLITE_DOWN: &[&str] = &[
    "DROP TRIGGER audit_entries_once",
    "DROP TRIGGER audit_entries_fix",
    "DROP TRIGGER audit_entries_keep",
];
const POSTGRES_UP: &[&str] = &[
    "CREATE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
    "CREATE TRIGGER audit_entries_keep BEFORE DELETE ON audit_entries
     FOR EACH ROW EXECUTE FUNCTION audit_entries_refuse()",
    "CREATE TRIGGER audit_entries_fix BEFORE UPDATE ON audit_entries
     FOR EACH ROW WHEN (OLD.hash IS NOT NULL) EXECUTE FUNCTION audit_entries_refuse()",
    "CREATE TRIGGER audit_entries_hold BEFORE TRUNCATE ON audit_entries
     FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse()",
];
const POSTGRES_DOWN: &[&str] = &[
    "DROP TRIGGER audit_entries_hold ON audit_entries",
    "DROP TRIGGER audit_entries_fix ON audit_entries",
    "DROP TRIGGER audit_entries_keep ON audit_entries",
    "DROP FUNCTION audit_entries_refuse()",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let hash = Table::alter()
            .table(TABLE)
            .add_column(blob_null("hash"))
            .to_owned();
        manager.alter_table(hash).await?;
        for key in KEYS {
            let key = Table::alter()
                .table(TABLE)
                .add_column(text(key).default(""))
                .to_owned();
            manager.alter_table(key).await?;
        }
        manager
            .create_index(index(TABLE, &["actor_id", "id"]))
            .await?;
        let heads = Table::create()
            .table(HEADS)
            .col(big_integer("id").primary_key())
            .col(big_integer("last_id"))
            .col(blob("hash"))
            .col(big_integer("entries"))
            .to_owned();
        manager.create_table(heads).await?;
        let row = Query::insert()
            .into_table(HEADS)
            .columns(["id", "last_id", "hash", "entries"])
            .values_panic([1.into(), 0.into(), vec![0_u8; 32].into(), 0.into()])
            .to_owned();
        manager.execute(row).await?;
        run(manager, SQLITE_UP, POSTGRES_UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, SQLITE_DOWN, POSTGRES_DOWN).await?;
        drop(manager, HEADS).await?;
        let index = Index::drop()
            .name("idx_audit_entries_actor_id_id")
            .table(TABLE)
            .to_owned();
        manager.drop_index(index).await?;
        for column in KEYS.iter().rev().chain(&["hash"]) {
            let column = Table::alter().table(TABLE).drop_column(*column).to_owned();
            manager.alter_table(column).await?;
        }
        Ok(())
    }
}
