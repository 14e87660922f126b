//! An import in several changes, so that others get their turn between them.

use super::error::ImportError;
use super::header::Layout;
use super::new_admins::NewAdmins;
use super::table::Table;
use super::update::update;
use super::write::{Asked, ImportContext, RowValues, judge, store};
use super::{ImportOptions, ImportReport, record};
use crate::audit::UnitOfWork;
use crate::rules;
use domain::ImportId;
use std::io::Read;

/// Rows of one change: a fraction of a second.
const ROWS: usize = 500;

/// A file that is imported step by step.
pub(crate) struct Steps<R> {
    table: Table<R>,
    options: ImportOptions,
    /// The number of the import.
    import: ImportId,
    done: u64,
    /// Since this process is at it: one that goes on after it names further ones.
    new_admins: NewAdmins,
}

impl<R: Read> Steps<R> {
    /// The import with this number from this row on: those before it were done by a process that has ended.
    pub(crate) fn from(
        file: R,
        options: ImportOptions,
        (import, done): (ImportId, u64),
    ) -> Result<Self, ImportError> {
        let mut table = Table::open(file, &options.reading)?;
        let mut left = usize::try_from(done).unwrap_or(usize::MAX);
        while left > 0
            && let Some(chunk) = table.chunk(left.min(ROWS))?
        {
            left = left.saturating_sub(chunk.len());
        }
        Ok(Self {
            table,
            options,
            import,
            done,
            new_admins: NewAdmins::default(),
        })
    }

    /// How many rows were done before the next step.
    pub(crate) const fn done(&self) -> u64 {
        self.done
    }

    /// Imports the next rows as a part of `work`; none at the end of the file.
    pub(crate) async fn step(
        &mut self,
        work: &UnitOfWork,
    ) -> Result<Option<ImportReport>, ImportError> {
        let Some(chunk) = self.table.chunk(ROWS)? else {
            return Ok(None);
        };
        self.done += chunk.len() as u64;
        let layout: &Layout = self.table.layout();
        let (mut report, tx) = (ImportReport::of(layout), work.tx());
        let mut context = ImportContext::load(tx).await?;
        let asked = Asked::of(work.actor(), &self.options, work.now());
        let judged = judge(tx, layout, chunk, &asked, &mut context, &mut report).await?;
        let made = RowValues {
            rules: rules::load(tx).await?,
            by: work.actor().author(),
            at: work.now(),
            import: Some(self.import),
        };
        store(work, &judged.created, &mut context, &made).await?;
        self.new_admins.record(work, &judged.created).await?;
        self.new_admins.end_change(work).await?;
        update(work, &judged.changes, &mut context.groups).await?;
        record(work, report.created).await?;
        Ok(Some(report))
    }
}
