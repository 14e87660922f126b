//! Accounts from a CSV file.
//!
//! The file is read a chunk of rows at a time, so that its size is limited by the database and not
//! by the memory; what grows with it are 24 bytes for each address seen, to find duplicates, and
//! the refusals, and the first admins of the file.

mod column;
mod deferred_indexes;
mod error;
mod header;
mod namesake;
mod row;
mod source;
mod table;
mod write;

pub use column::Column;
pub use error::{Excerpt, FileError, ImportError, Refusal, RowError};
pub use namesake::{Namesake, Namesakes};

use crate::access::Manager;
use crate::audit::{Done, UnitOfWork};
use crate::context::Backend;
use crate::error::Result;
use crate::notice::{NewAdminNotice, tell_other_admins};
use crate::rules;
use crate::users::NewUser;
use deferred_indexes::DeferredIndexes;
use domain::{AuditAction, AuditDetail, NoticeKind};
use namesake::Admins;
use std::io::Read;
use table::Table;
use write::{RowValues, store};

/// Rows that are looked up and stored by one statement each. SQLite allows 32,766 variables in a
/// statement, and a new account takes 14.
const CHUNK: usize = 1_000;

/// The options of an import.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImportOptions {
    /// Imports nothing if a row is refused.
    pub all_or_nothing: bool,
}

/// The result of an import.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// Accounts created.
    pub created: u64,
    /// Rows whose address already has an account, which is left as it is.
    pub already_there: u64,
    /// Those among them whose name, role, language or group differs in the file.
    pub differing: u64,
    /// Accounts that were not created because of [`ImportOptions::all_or_nothing`].
    pub held_back: u64,
    /// The refused rows, in the order of the file.
    pub refused: Vec<Refusal>,
    /// The rows with a new account whose name looks like that of an admin: of those that were there, or of the same file further up.
    pub namesakes: Namesakes,
}

impl ImportReport {
    /// Rows of the file.
    pub const fn rows(&self) -> u64 {
        self.created + self.already_there + self.held_back + self.refused.len() as u64
    }

    /// Whether nothing has changed.
    pub const fn changed_nothing(&self) -> bool {
        self.created == 0
    }
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
pub fn read(reader: impl Read) -> Result<FileContent, FileError> {
    let mut table = Table::open(reader)?;
    let mut content = FileContent::default();
    while let Some(chunk) = table.chunk(CHUNK)? {
        let accounts = chunk.candidates.into_iter().map(|candidate| candidate.user);
        content.accounts.extend(accounts);
        content.refused.extend(chunk.refused);
    }
    Ok(content)
}

impl Backend {
    /// Imports accounts, without passwords. Existing accounts are never changed. `on_progress` is
    /// called after each chunk with the number of bytes read.
    ///
    /// A file that cannot be read to its end leaves nothing behind.
    pub async fn import_users(
        &self,
        manager: &Manager,
        reader: impl Read + Send,
        options: ImportOptions,
        on_progress: impl FnMut(u64) + Send,
    ) -> Result<ImportReport, ImportError> {
        let work = self.begin(manager.actor().clone()).await?;
        import_within(work, reader, options, on_progress).await
    }
}

/// Imports the accounts of a file as a part of `work`, which is committed only if one is created.
pub(crate) async fn import_within(
    work: UnitOfWork,
    reader: impl Read + Send,
    options: ImportOptions,
    mut on_progress: impl FnMut(u64) + Send,
) -> Result<ImportReport, ImportError> {
    let mut table = Table::open(reader)?;
    let mut report = ImportReport::default();
    let tx = work.tx();
    let made = RowValues {
        rules: rules::load(tx).await?,
        by: &work.actor().name,
        at: work.now(),
    };
    let mut deferred = DeferredIndexes::nothing(tx).await?;
    let mut known = Admins::load(tx).await?;
    let mut admins = 0;
    while let Some(chunk) = table.chunk(CHUNK)? {
        admins += store(tx, table.layout(), chunk, &made, &mut known, &mut report).await?;
        deferred.put(tx, report.created).await?;
        on_progress(table.bytes_read());
    }
    if options.all_or_nothing && !report.refused.is_empty() {
        report.held_back = std::mem::take(&mut report.created);
    }
    finish(work, deferred, &report, admins).await?;
    Ok(report)
}

async fn finish(
    work: UnitOfWork,
    deferred: DeferredIndexes,
    report: &ImportReport,
    admins: u64,
) -> Result<()> {
    if report.changed_nothing() {
        return Ok(());
    }
    deferred.restore(work.tx()).await?;
    if admins > 0 {
        let told = NewAdminNotice {
            kind: NoticeKind::AdminsImported,
            about: None,
            count: admins,
            actor: work.actor(),
            given_by: None,
        };
        tell_other_admins(work.tx(), work.now(), told).await?;
    }
    let imported = Done::from(AuditAction::UsersImported);
    work.commit(imported.with(AuditDetail::Count(report.created)))
        .await
}
