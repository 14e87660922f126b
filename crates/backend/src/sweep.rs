//! Deletes rows that no longer matter.

use crate::context::Backend;
use crate::error::Result;
use crate::notice::forget_unseen;
use crate::password_attempts::forget_old;
use crate::session::CLOCK_SLACK;
use domain::Timestamp;
use domain::notice::LIFETIME;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use store::entity::{notice, one_time_link, session};

/// Seconds within which a disconnected window can catch up.
const EVENTS_KEPT: i64 = 3_600;

/// How many rows were deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Sessions that were idle or open for too long.
    pub sessions: u64,
    /// Links that were used or have expired.
    pub links: u64,
    /// Counts of wrong passwords without a further one for a day.
    pub failures: u64,
    /// Events that no window catches up on any more.
    pub events: u64,
    /// Old notices.
    pub notices: u64,
    /// Devices without a sign-in for a long time.
    pub devices: u64,
}

impl Backend {
    /// Deletes the rows that no longer have any effect.
    pub async fn sweep(&self, now: Timestamp) -> Result<Swept> {
        let tx = self.db.begin().await?;
        let settings = self.settings();
        let idle_since = now.plus(-settings.session_idle).unix();
        let begun = now.plus(-settings.session_absolute).unix();
        let sessions = session::Entity::delete_many()
            .filter(
                Condition::any()
                    .add(session::Column::LastSeenAt.lte(idle_since))
                    .add(session::Column::LastSeenAt.gt(now.plus(CLOCK_SLACK).unix()))
                    .add(session::Column::CreatedAt.lte(begun)),
            )
            .exec(&tx)
            .await?;
        let links = one_time_link::Entity::delete_many()
            .filter(
                Condition::any()
                    .add(one_time_link::Column::UsedAt.is_not_null())
                    .add(one_time_link::Column::ExpiresAt.lte(now.unix())),
            )
            .exec(&tx)
            .await?;
        let notices = notice::Entity::delete_many()
            .filter(notice::Column::LastAt.lte(now.plus(-LIFETIME).unix()))
            .exec(&tx)
            .await?;
        let events = store::event::delete_until(&tx, now.plus(-EVENTS_KEPT)).await?;
        let devices = forget_unseen(&tx, now).await?;
        tx.commit().await?;
        Ok(Swept {
            sessions: sessions.rows_affected,
            links: links.rows_affected,
            failures: forget_old(self.db.write(), now).await?,
            events,
            notices: notices.rows_affected,
            devices,
        })
    }
}
