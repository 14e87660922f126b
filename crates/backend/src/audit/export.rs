//! Exporting the log.

use super::record::Done;
use crate::access::Admin;
use crate::context::Backend;
use crate::error::Result;
use domain::{AuditAction, AuditDetail};
use wire::AuditQuery;
use wire::view::AuditList;

/// Entries that are read at once: what an export holds in memory.
const STEP: u64 = 500;

impl Backend {
    /// Records that an admin exports the log; `format` is a word for the entry's detail.
    pub async fn begin_audit_export(&self, admin: Admin<'_>, format: &'static str) -> Result<()> {
        let work = self.begin(admin.principal().actor()).await?;
        let exported = Done::from(AuditAction::AuditExported);
        let format = AuditDetail::Format(format.to_owned());
        work.commit(exported.with(format)).await
    }

    /// The next part of an export, newest first.
    pub async fn audit_export(&self, admin: Admin<'_>, query: &AuditQuery) -> Result<AuditList> {
        self.audit_entries(admin, query, STEP).await
    }
}
