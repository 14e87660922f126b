//! SQLite's indexes and trigger on users, dropped during a large import. Inserting a user would change each index at another
//! place; an index that is built at the end is written once, in order.

use crate::error::Result;
use store::Connection;
use store::import::deferred_indexes::{
    Kept, add_to_search, count_users, create, drop, is_possible, last_user, list,
};

/// Below this number of new users it never pays.
const FEW: u64 = 5_000;
/// Building the indexes costs each existing user about an eighth of what updating them costs a new
/// one.
const CHEAPER: u64 = 8;

/// What has been dropped in the transaction of an import.
#[derive(Debug)]
pub(super) struct DeferredIndexes {
    /// Threshold: from this many new users on it pays; never on PostgreSQL, where others would have
    /// to wait to read.
    worth: Option<u64>,
    kept: Vec<Kept>,
    /// The last user in the search index.
    known: i64,
}

impl DeferredIndexes {
    /// Nothing yet; nothing at all where existing users change too, which the search index has to follow at once.
    pub(super) async fn nothing(tx: &impl Connection, updates: bool) -> Result<Self> {
        let mut deferred = Self {
            worth: None,
            kept: Vec::new(),
            known: 0,
        };
        if is_possible(tx) && !updates {
            deferred.worth = Some(FEW.max(count_users(tx).await? / CHEAPER));
        }
        Ok(deferred)
    }

    /// Drops what it can when that pays after this many new users.
    pub(super) async fn put(&mut self, tx: &impl Connection, created: u64) -> Result<()> {
        if self.worth.is_none_or(|worth| created < worth) {
            return Ok(());
        }
        self.worth = None;
        self.known = last_user(tx).await?;
        self.kept = list(tx).await?;
        for kept in &self.kept {
            drop(tx, kept).await?;
        }
        Ok(())
    }

    /// Creates again what was dropped, now with the new users.
    pub(super) async fn restore(self, tx: &impl Connection) -> Result<()> {
        for kept in &self.kept {
            if kept.is_trigger() {
                add_to_search(tx, self.known).await?;
            }
            create(tx, kept).await?;
        }
        Ok(())
    }
}
