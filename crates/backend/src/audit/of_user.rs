//! The entries of the log about one user.

use super::page::entry;
use crate::access::Reader;
use crate::context::Backend;
use crate::error::Result;
use domain::UserId;
use store::audit;
use wire::view::Entry;

impl Backend {
    /// The latest entries on an account or by its user, newest first.
    pub async fn audit_of(
        &self,
        _reader: impl Into<Reader<'_>>,
        user: UserId,
        limit: u64,
    ) -> Result<Vec<Entry>> {
        let rows = audit::list_about(self.db.read(), user, limit).await?;
        Ok(rows.into_iter().filter_map(entry).collect())
    }
}
