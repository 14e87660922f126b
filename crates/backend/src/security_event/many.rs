//! Telling users of many attempts of which no further one has told them.

use super::write::{ATTEMPTS, settle, tell_windows};
use crate::access::{Actor, Origin};
use crate::context::Backend;
use crate::error::Result;
use crate::notice::{NewNotice, tell};
use domain::security_event::{TOLD_FROM, TOLD_HOURS, counted_since, first_of, hour_of};
use domain::{Event, EventKind, NoticeKind, SecurityEventKind, Timestamp, UserId};
use store::entity::security_event::Model;
use store::notice::last_told;
use store::security_event::{of_user_since, untold};
use store::{Connection, take_turn_on};

/// Seconds within which a right password is mostly followed by its code.
const CODE_FOLLOWS: i64 = 300;

impl Backend {
    /// Tells users of many attempts where the last one was a right password, which tells nobody at its own time, and no code has
    /// followed it.
    pub(crate) async fn tell_of_many(&self, now: Timestamp) {
        settle(self.tell_untold(now).await);
    }

    async fn tell_untold(&self, now: Timestamp) -> Result<()> {
        let kinds = SecurityEventKind::ALL.iter().copied();
        let attempts = kinds.filter(|kind| kind.is_an_attempt());
        let (since, told) = (first_of(TOLD_HOURS, now), NoticeKind::Attempts);
        let many = untold(self.db.read(), attempts, (since, TOLD_FROM), told).await?;
        for user in many {
            settle(self.tell_one(user, now).await);
        }
        Ok(())
    }

    async fn tell_one(&self, user: UserId, now: Timestamp) -> Result<()> {
        let tx = self.db.begin().await?;
        take_turn_on(&tx, ATTEMPTS).await?;
        if let Some(actor) = due(&tx, user, now).await? {
            let told = NoticeKind::Attempts;
            tell(&tx, now, NewNotice::by(&actor, user, told)).await?;
            let shown = Event::about(EventKind::Log, user);
            tell_windows(&tx, now, vec![shown]).await?;
        }
        Ok(store::commit(tx).await?)
    }
}

/// From where the last attempt came, if the user is to be told.
async fn due(tx: &impl Connection, user: UserId, now: Timestamp) -> Result<Option<Actor>> {
    let told = last_told(tx, user, NoticeKind::Attempts, now).await?;
    let Some(since) = counted_since(told, now) else {
        return Ok(None);
    };
    let rows = of_user_since(tx, user, since).await?;
    let attempts = rows.iter().filter(|row| {
        let kind = row.kind.known();
        *row.hour <= hour_of(now) && kind.is_some_and(SecurityEventKind::is_an_attempt)
    });
    let count: u64 = attempts.clone().map(|row| counted(row, now)).sum();
    let last = attempts.max_by_key(|row| *row.last_at);
    Ok(last.filter(|_| count >= TOLD_FROM).map(|row| {
        let origin = Origin {
            address: row.last_address.clone(),
            ..Origin::default()
        };
        Actor {
            id: Some(user),
            ..Actor::of_nobody(&origin)
        }
    }))
}

/// The events of a sum without a right password that its code may follow yet.
fn counted(row: &Model, now: Timestamp) -> u64 {
    let waits = row.kind.known() == Some(SecurityEventKind::PasswordOnly)
        && now.since(*row.last_at) < CODE_FOLLOWS;
    row.count.unsigned_abs() - u64::from(waits)
}
