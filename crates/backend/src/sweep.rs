//! Takes away what no longer counts.

use crate::context::Backend;
use crate::entity::{one_time_link, session};
use crate::error::Result;
use crate::password::attempts::forget_old;
use domain::Timestamp;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

/// How many rows were taken away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Sessions that were idle or open for too long.
    pub sessions: u64,
    /// Links that were used or have expired.
    pub links: u64,
    /// Counts of wrong passwords without a further one for a day.
    pub failures: u64,
}

impl Backend {
    /// Deletes the rows that have no effect any more. What is left out makes no difference to
    /// anybody, so each table is its own statement.
    pub async fn sweep(&self, now: Timestamp) -> Result<Swept> {
        let db = self.db.write();
        let settings = self.settings();
        let idle_since = now.plus(-settings.session_idle).unix();
        let begun = now.plus(-settings.session_absolute).unix();
        let sessions = session::Entity::delete_many()
            .filter(
                Condition::any()
                    .add(session::Column::LastSeenAt.lte(idle_since))
                    .add(session::Column::CreatedAt.lte(begun)),
            )
            .exec(db)
            .await?;
        let links = one_time_link::Entity::delete_many()
            .filter(
                Condition::any()
                    .add(one_time_link::Column::UsedAt.is_not_null())
                    .add(one_time_link::Column::ExpiresAt.lte(now.unix())),
            )
            .exec(db)
            .await?;
        Ok(Swept {
            sessions: sessions.rows_affected,
            links: links.rows_affected,
            failures: forget_old(db, now).await?,
        })
    }
}
