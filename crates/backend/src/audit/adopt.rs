//! Chains entries that were written before there was a chain.

use super::chain::{Content, hash};
use crate::context::Backend;
use crate::error::Result;
use domain::fold::fold;
use store::entity::{audit_entry, audit_head};
use store::{Connection, audit, commit};

/// How many entries are read at once.
const STEP: u64 = 500;

impl Backend {
    /// Chains the entries of a database from before the chain; returns how many. Once the chain has
    /// begun it does nothing: an entry without a hash has then been inserted by somebody else.
    pub async fn chain_old_entries(&self) -> Result<u64> {
        if store::audit_head::read(self.db.read()).await?.entries > 0 {
            return Ok(0);
        }
        let tx = self.db.begin().await?;
        let before = store::audit_head::lock(&tx).await?;
        let chained = audit::is_any_chained(&tx).await?;
        if before.entries > 0 || chained {
            return Ok(0);
        }
        let mut head = before.clone();
        loop {
            let rows = audit::after(&tx, head.last_id, STEP).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                head = chain_row(&tx, &head, &row).await?;
            }
        }
        if head.entries > 0 {
            store::audit_head::advance(&tx, &before, &head).await?;
        }
        commit(tx).await?;
        Ok(head.entries.unsigned_abs())
    }
}

/// Gives one row its hash; returns the new head.
async fn chain_row(
    tx: &impl Connection,
    head: &audit_head::Model,
    row: &audit_entry::Model,
) -> Result<audit_head::Model> {
    let hash = hash(&head.hash, head.entries + 1, &Content::from(row));
    let (actor_key, target_key) = (fold(&row.actor_name), fold(&row.target_name));
    audit::chain(tx, *row.id, hash.clone(), actor_key, target_key).await?;
    Ok(audit_head::Model {
        id: head.id,
        last_id: row.id.get(),
        hash,
        entries: head.entries + 1,
    })
}
