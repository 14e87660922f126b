//! Search for a part of a name or an address, by its trigrams.

use crate::helpers::run;
use sea_orm_migration::prelude::*;

/// Search for a part of a name or an address.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Which rows contain which trigrams, without their positions: the search also compares the text
/// itself. The texts stay in `users`.
const SQLITE_UP: &[&str] = &[
    "CREATE VIRTUAL TABLE users_search USING fts5(search_key, content='users', content_rowid='id',
     tokenize='trigram case_sensitive 1', detail=none, columnsize=0)",
    "INSERT INTO users_search(users_search) VALUES('rebuild')",
    "CREATE TRIGGER users_search_added AFTER INSERT ON users
     BEGIN INSERT INTO users_search(rowid, search_key) VALUES (NEW.id, NEW.search_key); END",
    "CREATE TRIGGER users_search_removed AFTER DELETE ON users
     BEGIN
       INSERT INTO users_search(users_search, rowid, search_key) VALUES ('delete', OLD.id, OLD.search_key);
     END",
    "CREATE TRIGGER users_search_changed AFTER UPDATE OF id, search_key ON users
     BEGIN
       INSERT INTO users_search(users_search, rowid, search_key) VALUES ('delete', OLD.id, OLD.search_key);
       INSERT INTO users_search(rowid, search_key) VALUES (NEW.id, NEW.search_key);
     END",
];
const SQLITE_DOWN: &[&str] = &[
    "DROP TRIGGER users_search_changed",
    "DROP TRIGGER users_search_removed",
    "DROP TRIGGER users_search_added",
    "DROP TABLE users_search",
];
/// The extension comes with PostgreSQL and is « trusted »: a user who may create objects in the
/// database may install it.
const POSTGRES_UP: &[&str] = &[
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX idx_users_search ON users USING gin (search_key gin_trgm_ops)",
];
const POSTGRES_DOWN: &[&str] = &["DROP INDEX idx_users_search"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, SQLITE_UP, POSTGRES_UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, SQLITE_DOWN, POSTGRES_DOWN).await
    }
}
