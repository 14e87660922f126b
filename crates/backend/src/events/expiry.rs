//! What ends by itself: exemptions and sessions. No event is written then.

use crate::context::Backend;
use crate::error::Result;
use crate::hub::Change;
use domain::{Event, EventKind, Timestamp, UserId};
use store::event::{newest, users_of_ended_rules, users_of_sessions};

/// If more than this many end at once, each window reads everything again.
const MOST: u64 = 200;

/// What ended after `from`, up to `to`.
pub(super) async fn ended(
    backend: &Backend,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Change>> {
    let db = backend.db.read();
    let settings = backend.settings();
    let within = |limit: i64| (from.plus(-limit), to.plus(-limit));
    let exempt = users_of_ended_rules(db, (from, to), MOST).await?;
    let (idle, absolute) = (settings.session_idle, settings.session_absolute);
    let signed_in = users_of_sessions(db, within(idle), within(absolute), MOST).await?;
    if exempt.len().max(signed_in.len()) as u64 == MOST {
        return Ok(vec![Change::reload(newest(db).await?)]);
    }
    let about = |kind| {
        move |user: UserId| Change {
            id: None,
            event: Event::about(kind, user),
        }
    };
    let exempt = exempt.into_iter().map(about(EventKind::User));
    let signed_in = signed_in.into_iter().map(about(EventKind::Sessions));
    Ok(exempt.chain(signed_in).collect())
}
