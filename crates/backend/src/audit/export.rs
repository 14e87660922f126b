//! Exporting the log.

use super::record::Done;
use crate::access::Reader;
use crate::context::Backend;
use crate::error::Result;
use domain::{AuditAction, AuditDetail};
use wire::AuditQuery;
use wire::view::AuditList;

/// Entries that are read at once: what an export holds in memory.
const STEP: u64 = 500;

impl Backend {
    /// Records that somebody exports the log; `format` is a word for the entry's detail.
    pub async fn begin_audit_export(
        &self,
        reader: impl Into<Reader<'_>>,
        format: &'static str,
    ) -> Result<()> {
        let work = self.begin(reader.into().principal().actor()).await?;
        let exported = Done::from(AuditAction::AuditExported);
        let format = AuditDetail::Format(format.to_owned());
        work.commit(exported.with(format)).await
    }

    /// The next part of an export, newest first.
    pub async fn audit_export(
        &self,
        reader: impl Into<Reader<'_>>,
        query: &AuditQuery,
    ) -> Result<AuditList> {
        self.audit_entries(reader.into(), query, STEP).await
    }
}
