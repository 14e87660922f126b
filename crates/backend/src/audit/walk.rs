//! Follows the chain of the log from one entry to a later one, a page at a time.

use super::chain::{Content, hash};
use crate::error::Result;
use store::Connection;
use store::audit;
use store::entity::{audit_entry, audit_head};

/// How many entries are read at once.
pub(super) const STEP: u64 = 500;

/// A place in the chain.
pub(super) struct ChainCheck {
    /// None before the first entry: a number may be below 1, where somebody else has inserted a row.
    pub last_id: Option<i64>,
    pub hash: Vec<u8>,
    pub entries: i64,
}

impl ChainCheck {
    /// Before the first entry.
    pub(super) fn start() -> Self {
        Self {
            last_id: None,
            hash: vec![0; 32],
            entries: 0,
        }
    }

    /// Whether the entry is the one that was written next.
    pub(super) fn is_followed_by(&self, row: &audit_entry::Model) -> bool {
        let content = Content::from(row);
        let expected = hash(&self.hash, self.entries + 1, &content);
        let found = row.actor_key == content.actor_key() && row.target_key == content.target_key();
        found && content.is_hashed_whole() && row.hash.as_ref() == Some(&expected)
    }

    /// Advances to the entry, by its stored hash.
    pub(super) fn step(&mut self, row: audit_entry::Model) {
        self.last_id = Some(row.id.get());
        self.hash = row.hash.unwrap_or_default();
        self.entries += 1;
    }

    pub(super) fn is_at(&self, head: &audit_head::Model) -> bool {
        (self.entries, &self.hash) == (head.entries, &head.hash)
    }

    /// Advances up to this end of the log, or to the entry before the first one that does not follow, which is the result. Entries
    /// written meanwhile are beyond the end.
    pub(super) async fn follow(
        &mut self,
        db: &impl Connection,
        head: &audit_head::Model,
    ) -> Result<Option<audit_entry::Model>> {
        loop {
            let rows = audit::after(db, self.last_id, STEP).await?;
            let known: Vec<_> = rows
                .into_iter()
                .filter(|row| row.id.get() <= head.last_id)
                .collect();
            if known.is_empty() {
                return Ok(None);
            }
            for row in known {
                if !self.is_followed_by(&row) {
                    return Ok(Some(row));
                }
                self.step(row);
            }
        }
    }
}
