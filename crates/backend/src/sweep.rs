//! Deletes rows that no longer matter.

use crate::context::Backend;
use crate::enrolment::PLACE_LIFETIME;
use crate::error::Result;
use crate::notice::AGENT_LIFETIME;
use crate::password_attempts::forget_old;
use crate::session::{CLOCK_SLACK, DEVICE_LIFETIME, ENDED_KEPT, ENDED_MOST};
use crate::upload::LIFETIME as UPLOAD_LIFETIME;
use domain::notice::{LIFETIME, MAIL_LIFETIME};
use domain::security_event;
use domain::throttle::ASKED_WINDOW;
use domain::{ImportState, Timestamp};
use store::group::{Who, keep_deadline};
use store::notice::give_mails_up_until;
use store::session::forget_ended;
use store::sweep::{
    delete_device_cookies, delete_links, delete_notices, delete_seen_agents, delete_sessions,
};
use store::{enrolment_place, handover, password_request};

/// Users whose moments are moved back at once.
const AT_ONCE: usize = 500;
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
    /// Known devices, and kinds of browsers, without a sign-in for a long time.
    pub devices: u64,
    /// Old sums of security events.
    pub security_events: u64,
}

impl Backend {
    /// Deletes the rows that no longer have any effect, and tells users of what no later event has told them.
    pub async fn sweep(&self, now: Timestamp) -> Result<Swept> {
        self.write_gathered().await;
        self.note_left(now).await;
        self.tell_of_many(now).await;
        let early = store::deadline::ahead(self.db.read(), now).await?;
        let tx = self.db.begin().await?;
        let settings = self.settings();
        let idle_since = now.plus(-settings.session_idle);
        let begun = now.plus(-settings.session_absolute);
        let ahead = now.plus(CLOCK_SLACK);
        let sessions = delete_sessions(&tx, (idle_since, ahead), begun, now).await?;
        forget_ended(&tx, now.plus(-ENDED_KEPT), ENDED_MOST).await?;
        let links = delete_links(&tx, now).await?;
        let notices = delete_notices(&tx, now.plus(-LIFETIME)).await?;
        give_mails_up_until(&tx, now.plus(-MAIL_LIFETIME)).await?;
        let events = store::event::delete_until(&tx, now.plus(-EVENTS_KEPT)).await?;
        let devices = delete_seen_agents(&tx, now.plus(-AGENT_LIFETIME)).await?
            + delete_device_cookies(&tx, now.plus(-DEVICE_LIFETIME)).await?;
        enrolment_place::delete_until(&tx, None, now.plus(-PLACE_LIFETIME)).await?;
        password_request::delete_until(&tx, Some(now.plus(-ASKED_WINDOW))).await?;
        store::upload::delete_until(&tx, now.plus(-UPLOAD_LIFETIME), ImportState::Running).await?;
        self.forget_operations(&tx, now).await?;
        handover::move_back(&tx, now).await?;
        for users in early.chunks(AT_ONCE) {
            store::deadline::move_back(&tx, users, now).await?;
            keep_deadline(&tx, Who::Users(users)).await?;
        }
        let old = now.plus(-security_event::LIFETIME);
        let security_events = store::security_event::delete_until(&tx, old).await?;
        store::commit(tx).await?;
        Ok(Swept {
            sessions,
            links,
            failures: forget_old(self.db.write(), now).await?,
            events,
            notices,
            devices,
            security_events,
        })
    }
}
