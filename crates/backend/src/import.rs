//! Accounts from a CSV file.
//!
//! The file is read a chunk of rows at a time, so that its size is limited by the database and not
//! by the memory; what grows with it are 24 bytes for each address seen, to find duplicates, and
//! the refusals, and the first admins of the file.

mod column;
mod columns;
mod deferred_indexes;
mod error;
mod header;
mod meaning;
mod namesake;
mod new_admins;
mod reading;
mod refused;
mod report;
mod row;
mod source;
mod steps;
mod table;
mod update;
mod write;

pub use column::Column;
pub use columns::{FileColumn, columns};
pub use error::{Excerpt, FileError, ImportError, Refusal, RowError};
pub use header::Understood;
pub use meaning::Meaning;
pub use namesake::{Namesake, Namesakes};
pub use reading::{ColumnRef, Reading};
pub use refused::refused_rows;
pub use report::{ImportReport, PlannedAccount};
pub(crate) use steps::Steps;
pub use update::{ProfileChange, ProfileChanges};

use crate::access::{Actor, Manager};
use crate::audit::{Done, UnitOfWork};
use crate::context::Backend;
use crate::error::Result;
use crate::rules;
use crate::users::NewUser;
use deferred_indexes::DeferredIndexes;
use domain::group::MOST;
use domain::{AuditAction, AuditDetail};
use error::MOST_NEW_GROUPS;
use new_admins::NewAdmins;
use std::io::Read;
use table::Table;
use update::update;
use write::{Asked, ImportContext, RowValues, judge, store};

/// Rows that are looked up and stored by one statement each. SQLite allows 32,766 variables in a
/// statement, and a new account takes 19.
const CHUNK: usize = 1_000;

/// The options of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Imports nothing if a row is refused.
    pub all_or_nothing: bool,
    /// Changes name and language of accounts that exist to what the file says, and adds them to its groups; never anything else of them.
    pub update: bool,
    /// How the file is read.
    pub reading: Reading,
}

/// The content of a file.
#[derive(Debug, Default)]
pub struct FileContent {
    /// The accounts, in the order of the file.
    pub accounts: Vec<NewUser>,
    /// The refused rows, in the order of the file.
    pub refused: Vec<Refusal>,
}

/// Reads a file without a database: existing accounts are not compared.
pub fn read(reader: impl Read, reading: &Reading) -> Result<FileContent, FileError> {
    let mut table = Table::open(reader, reading)?;
    let mut content = FileContent::default();
    while let Some(chunk) = table.chunk(CHUNK)? {
        let accounts = chunk.candidates.into_iter().map(|candidate| candidate.user);
        content.accounts.extend(accounts);
        content.refused.extend(chunk.refused);
    }
    Ok(content)
}

impl Backend {
    /// Imports accounts, without passwords. Existing accounts are changed only with [`ImportOptions::update`]. `on_progress` is
    /// called after each chunk with the number of bytes read.
    ///
    /// A file that cannot be read to its end leaves nothing behind.
    pub async fn import_users(
        &self,
        manager: &Manager,
        reader: impl Read + Send,
        options: &ImportOptions,
        on_progress: impl FnMut(u64) + Send,
    ) -> Result<ImportReport, ImportError> {
        let work = self.begin(manager.actor().clone()).await?;
        import_within(work, reader, options, on_progress).await
    }

    /// What an import would do, without doing it: what is said to be created or updated would be.
    pub async fn plan_import(
        &self,
        manager: &Manager,
        reader: impl Read + Send,
        options: &ImportOptions,
        on_progress: impl FnMut(u64) + Send,
    ) -> Result<ImportReport, ImportError> {
        self.plan_for(manager.actor(), reader, options, on_progress)
            .await
    }

    /// What an import by this actor would do.
    pub(crate) async fn plan_for(
        &self,
        actor: &Actor,
        reader: impl Read + Send,
        options: &ImportOptions,
        mut on_progress: impl FnMut(u64) + Send,
    ) -> Result<ImportReport, ImportError> {
        let mut table = Table::open(reader, &options.reading)?;
        let mut report = ImportReport::of(table.layout());
        let db = self.db.read();
        let mut context = ImportContext::load(db).await?;
        let asked = Asked::of(actor, options, self.now());
        while let Some(chunk) = table.chunk(CHUNK)? {
            judge(db, table.layout(), chunk, &asked, &mut context, &mut report).await?;
            bound_groups(&report, &context)?;
            on_progress(table.bytes_read());
        }
        report.hold_back(options);
        Ok(report)
    }
}

/// Imports the accounts of a file as a part of `work`, which is committed only if one is created or changed.
pub(crate) async fn import_within(
    work: UnitOfWork,
    reader: impl Read + Send,
    options: &ImportOptions,
    mut on_progress: impl FnMut(u64) + Send,
) -> Result<ImportReport, ImportError> {
    let mut table = Table::open(reader, &options.reading)?;
    let mut report = ImportReport::of(table.layout());
    let tx = work.tx();
    let made = RowValues {
        rules: rules::load(tx).await?,
        by: work.actor().author(),
        at: work.now(),
        import: None,
    };
    let asked = Asked::of(work.actor(), options, work.now());
    let mut deferred = DeferredIndexes::nothing(tx, options.update).await?;
    let mut context = ImportContext::load(tx).await?;
    let mut new_admins = NewAdmins::default();
    while let Some(chunk) = table.chunk(CHUNK)? {
        let judged = judge(tx, table.layout(), chunk, &asked, &mut context, &mut report).await?;
        bound_groups(&report, &context)?;
        store(&work, &judged.created, &mut context, &made).await?;
        new_admins.record(&work, &judged.created).await?;
        update(&work, &judged.changes, &mut context.groups).await?;
        deferred.put(tx, report.created).await?;
        on_progress(table.bytes_read());
    }
    report.hold_back(options);
    new_admins.end_change(&work).await?;
    finish(work, deferred, &report).await?;
    Ok(report)
}

/// Refuses a file that would create too many groups, or make too many of all: each change of a group reads all of them.
fn bound_groups(report: &ImportReport, context: &ImportContext) -> Result<(), FileError> {
    let full = !report.groups.is_empty() && context.groups.len() as u64 > MOST;
    if full || report.groups.len() > MOST_NEW_GROUPS {
        Err(FileError::TooManyGroups)
    } else {
        Ok(())
    }
}

async fn finish(work: UnitOfWork, deferred: DeferredIndexes, report: &ImportReport) -> Result<()> {
    if report.changed_nothing() {
        return Ok(());
    }
    deferred.restore(work.tx()).await?;
    record(&work, report.created).await?;
    work.commit_unrecorded().await
}

/// Writes the entry of new accounts in the audit log, if there are any.
async fn record(work: &UnitOfWork, created: u64) -> Result<()> {
    if created == 0 {
        return Ok(());
    }
    let imported = Done::from(AuditAction::UsersImported);
    work.record(imported.with(AuditDetail::Count(created)))
        .await
}
