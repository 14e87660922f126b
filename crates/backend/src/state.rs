//! Metrics of the installation, for monitoring: nothing in them is about a person.

use crate::context::Backend;
use crate::error::{Error, Result};
use crate::rules::load;
use domain::notice::MAIL_LIFETIME;
use domain::{Distribution, EntryId};
use store::notice::count_waiting;
use store::users_table::Segments;
use store::{PoolState, audit_head};

/// Figures of what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// The number of users by status.
    pub users: Distribution,
    /// The number of the last entry of the audit log; 0 for none.
    pub last_entry: EntryId,
    /// The number of mails still to be tried, now or later.
    pub mails_waiting: u64,
}

impl Backend {
    /// The figures of what is stored now. Costs the same for ten users as for a million.
    pub async fn stored(&self) -> Result<Stored> {
        let (db, now) = (self.db.read(), self.now());
        let users = Segments::load(db, &load(db).await?, now)
            .await?
            .distribution(|_| true);
        let head = audit_head::read(db).await?;
        let mails_waiting = count_waiting(db, now.plus(-MAIL_LIFETIME)).await?;
        Ok(Stored {
            users,
            last_entry: EntryId::new(head.last_id),
            mails_waiting,
        })
    }

    /// Fails if the database cannot be written now, by a write that changes nothing. Others that are writing are no hindrance.
    pub async fn try_to_write(&self) -> Result<()> {
        match self.db.try_to_write().await.map_err(Error::from) {
            Err(Error::Busy { .. }) => Ok(()),
            tried => tried,
        }
    }

    /// The connections to the database at this moment.
    pub fn pools(&self) -> [PoolState; 2] {
        self.db.pools()
    }
}
