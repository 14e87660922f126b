//! Why a file makes an exemption, and that the command line made a rule, are said in the language of the reader: what was kept of both
//! were a text in French and a name that a user may have.

use crate::helpers::run;
use sea_orm_migration::prelude::*;

/// Closed values in place of texts.
#[derive(DeriveMigrationName)]
pub struct Migration;

// Where a user has the name, that user may be the author.
const UP: &[&str] = &[
    "UPDATE users SET override_reason = ' file' WHERE override_reason = 'exemption à l’import'",
    "UPDATE users SET override_by = ' command-line'
     WHERE override_by = 'bouclier' AND NOT EXISTS (SELECT 1 FROM users AS named WHERE named.name = 'bouclier')",
    "UPDATE users SET suspended_by = ' command-line'
     WHERE suspended_by = 'bouclier' AND NOT EXISTS (SELECT 1 FROM users AS named WHERE named.name = 'bouclier')",
];
const DOWN: &[&str] = &[
    "UPDATE users SET override_reason = 'exemption à l’import' WHERE override_reason = ' file'",
    "UPDATE users SET override_by = 'bouclier' WHERE override_by = ' command-line'",
    "UPDATE users SET suspended_by = 'bouclier' WHERE suspended_by = ' command-line'",
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
