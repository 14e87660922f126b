//! What ends by itself: exemptions, sessions and the time to activate 2FA. No event is written then: each process tells its own windows.

use crate::context::Backend;
use crate::error::Result;
use crate::hub::Change;
use crate::rules::load;
use domain::{Event, EventKind, Timestamp, UserId};
use store::deadline::passed;
use store::event::{newest, users_of_ended_rules, users_of_sessions};

/// If more than this many end at once, each window reads everything again.
const MOST: u64 = 200;
/// Deadlines are looked for once a minute, as that costs what the users without a factor are; most are at the beginning of one.
const MINUTE: i64 = 60;

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
    let late = late(backend, (from, to)).await?;
    let most = exempt.len().max(signed_in.len()).max(late.len());
    if most as u64 == MOST {
        return Ok(vec![Change::reload(newest(db).await?)]);
    }
    let about = |kind| {
        move |user: UserId| Change {
            id: None,
            event: Event::about(kind, user),
        }
    };
    let exempt = exempt.into_iter().chain(late);
    let exempt = exempt.map(about(EventKind::User));
    let signed_in = signed_in.into_iter().map(about(EventKind::Sessions));
    Ok(exempt.chain(signed_in).collect())
}

/// Users whose deadline has passed in the minutes that have ended. Each minute from which windows ask is looked up once, one after the
/// other, however many ask.
async fn late(backend: &Backend, (from, to): (Timestamp, Timestamp)) -> Result<Vec<UserId>> {
    let begin = |at: Timestamp| at.plus(-at.unix().rem_euclid(MINUTE));
    let minutes = (begin(from), begin(to));
    if minutes.0 == minutes.1 {
        return Ok(Vec::new());
    }
    let mut known = backend.late.lock().await;
    known.retain(|(_, end), _| *end == minutes.1);
    if let Some(found) = known.get(&minutes) {
        return Ok(found.clone());
    }
    let db = backend.db.read();
    let rules = load(db).await?;
    let found = passed(db, &rules, minutes, MOST).await?;
    known.insert(minutes, found.clone());
    Ok(found)
}
