//! Indexes of sealed secrets by key, so that a start need not read all secrets to know the keys.

use crate::helpers::run;
use sea_orm_migration::prelude::*;

/// Indexes of sealed secrets by key.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// A sealed secret begins with the 8 bytes of its key's id. An index over an expression needs SQL
/// text; `crates/backend/src/key_file.rs` writes it in the same way.
const UP: &[&str] = &[
    "CREATE INDEX idx_totp_factors_key ON totp_factors ((substr(sealed_secret, 1, 8)), id DESC)",
    "CREATE INDEX idx_recovery_codes_key ON recovery_codes ((substr(sealed_code, 1, 8)), id DESC)
     WHERE sealed_code IS NOT NULL",
];
const DOWN: &[&str] = &[
    "DROP INDEX idx_recovery_codes_key",
    "DROP INDEX idx_totp_factors_key",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN, DOWN).await
    }
}
