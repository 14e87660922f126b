//! What came of each step of an operation: its users to whom something was done have entries in the log, the others are kept beside.

use crate::audit::UnitOfWork;
use crate::error::{Error, Result};
use domain::{BulkRefusal, EntryId, UserId};
use serde::{Deserialize, Serialize};
use store::entity::{bulk_operation, bulk_step};

/// What comes of a step.
#[derive(Debug)]
pub(super) struct Step {
    /// The number of the last entry of the log before it.
    entries_after: EntryId,
    /// To how many users it is done.
    pub(super) done: u64,
    /// Of whom it was so before.
    pub(super) already: Vec<UserId>,
    /// To whom nothing is done, and why.
    pub(super) refused: Vec<(UserId, BulkRefusal)>,
}

/// The users of a step to whom nothing was done.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Unchanged {
    /// Of whom it was so before.
    pub(super) already: Vec<UserId>,
    /// Who was refused, with the word for the reason.
    pub(super) refused: Vec<(UserId, String)>,
}

impl Step {
    /// Begins a step.
    pub(super) async fn begin(work: &UnitOfWork) -> Result<Self> {
        Ok(Self {
            entries_after: last_entry(work).await?,
            done: 0,
            already: Vec::new(),
            refused: Vec::new(),
        })
    }

    /// Keeps what came of it, once all of it is done.
    pub(super) async fn keep(&self, work: &UnitOfWork, row: &bulk_operation::Model) -> Result<()> {
        let refused = self.refused.iter();
        let unchanged = Unchanged {
            already: self.already.clone(),
            refused: refused
                .map(|(user, reason)| (*user, reason.as_str().to_owned()))
                .collect(),
        };
        let step = bulk_step::Model {
            operation_id: row.id,
            place: row.place,
            entries_after: self.entries_after.into(),
            last_entry: last_entry(work).await?.into(),
            unchanged: serde_json::to_string(&unchanged)
                .map_err(|e| Error::internal("keeping whom a step has not changed", e))?,
        };
        Ok(store::bulk_step::keep(work.tx(), step).await?)
    }
}

impl Unchanged {
    /// As a step has kept them.
    pub(super) fn read(step: &bulk_step::Model) -> Result<Self> {
        serde_json::from_str(&step.unchanged)
            .map_err(|e| Error::internal("reading whom a step has not changed", e))
    }
}

async fn last_entry(work: &UnitOfWork) -> Result<EntryId> {
    let last = store::audit::last_id(work.tx()).await?;
    Ok(EntryId::new(last.unwrap_or(0)))
}
