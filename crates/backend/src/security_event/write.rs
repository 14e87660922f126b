//! Writing events into a transaction.

use crate::access::Actor;
use crate::error::{Result, with_causes};
use crate::gathered::Sum;
use crate::notice::{Told, tell};
use domain::security_event::{TOLD_FROM, hour_of};
use domain::{Event, EventKind, NoticeKind, SecurityEventKind, SessionId, Timestamp, UserId};
use store::entity::security_event::Model;
use store::security_event::{NOBODY, New, add, count_in_hour, take_back};
use store::{Connection, Transaction, notice, part_of, take_turn_on, undo};

/// What transactions that write attempts and their notices wait for each other on. One for all accounts: if each had its own, a
/// flood of attempts at addresses without an account would make answers slower for such addresses alone.
pub(crate) const ATTEMPTS: &[u8] = b"attempts";

/// One event in a change, of which it is a part that may fail.
pub(crate) async fn write_in(
    tx: &Transaction,
    now: Timestamp,
    kind: SecurityEventKind,
    actor: &Actor,
) -> Result<()> {
    let part = part_of(tx).await?;
    let written = write_and_tell(&part, now, kind, actor).await;
    end(part, written).await
}

async fn write_and_tell(
    tx: &Transaction,
    now: Timestamp,
    kind: SecurityEventKind,
    actor: &Actor,
) -> Result<()> {
    take_turn_on(tx, ATTEMPTS).await?;
    let told = write(tx, now, kind, actor).await?;
    tell_windows(tx, now, told).await
}

/// The code has followed the password with which this session began.
pub(crate) async fn take_back_in(tx: &Transaction, session: SessionId) -> Result<()> {
    let part = part_of(tx).await?;
    let written = take_back_password(&part, session).await;
    end(part, written).await
}

async fn end(part: Transaction, written: Result<()>) -> Result<()> {
    match written {
        Ok(()) => Ok(store::commit(part).await?),
        Err(error) => {
            undo(part).await?;
            Err(error)
        }
    }
}

async fn take_back_password(tx: &impl Connection, session: SessionId) -> Result<()> {
    if let Some(session) = store::session::find(tx, session).await? {
        let kind = SecurityEventKind::PasswordOnly;
        take_back(tx, *session.user_id, kind, *session.created_at).await?;
    }
    Ok(())
}

/// What could not be written is a line of the log.
pub(crate) fn settle(written: Result<()>) {
    if let Err(error) = written {
        tracing::warn!(
            error.cause = with_causes(&error),
            "a security event could not be written"
        );
    }
}

/// One event, with the notice that is due, in a transaction that runs after the others on [`ATTEMPTS`]. Returns what open windows are
/// to be told.
pub(super) async fn write(
    tx: &impl Connection,
    now: Timestamp,
    kind: SecurityEventKind,
    actor: &Actor,
) -> Result<Vec<Event>> {
    let one = Sum {
        user: actor.id,
        kind,
        count: 1,
        at: now,
        address: actor.address.clone(),
    };
    let shown = write_sum(tx, &one).await?;
    // Asked for an address without an account too: it takes as long as one with an account.
    let user = actor.id.unwrap_or(NOBODY);
    let attempts = count_in_hour(tx, user, SecurityEventKind::is_an_attempt, now).await?;
    if attempts < TOLD_FROM || !kind.is_an_attempt() {
        return Ok(shown.into_iter().collect());
    }
    let told = tell_of_many(tx, now, user, actor).await?;
    Ok(shown.into_iter().chain(told).collect())
}

/// Tells open windows, in a transaction that has the turn (see [`store::Db::begin`]).
pub(super) async fn tell_windows(
    tx: &impl Connection,
    now: Timestamp,
    events: Vec<Event>,
) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    Ok(store::event::insert(tx, now, events.into_iter()).await?)
}

/// Several events, without a notice. Returns what open windows are to be told.
pub(super) async fn write_sum(tx: &impl Connection, sum: &Sum) -> Result<Option<Event>> {
    let new = New {
        user: sum.user.unwrap_or(NOBODY),
        kind: sum.kind,
        count: sum.count,
        at: sum.at,
        address: &sum.address,
    };
    let before = add(tx, new).await?;
    let (kind, user) = (EventKind::Attempts, sum.user);
    Ok(is_to_be_shown(sum, before.as_ref()).then_some(Event { kind, user }))
}

/// Open windows hear of a sum once a second at the most, and nothing of the first right password of an hour: its code mostly
/// follows.
fn is_to_be_shown(sum: &Sum, before: Option<&Model>) -> bool {
    before.map_or(sum.kind != SecurityEventKind::PasswordOnly, |before| {
        *before.last_at != sum.at
    })
}

/// Tells the user of many failed attempts, once an hour at the most.
async fn tell_of_many(
    tx: &impl Connection,
    now: Timestamp,
    user: UserId,
    actor: &Actor,
) -> Result<Option<Event>> {
    let kind = NoticeKind::Attempts;
    if notice::was_told_since(tx, user, kind, hour_of(now)).await? {
        return Ok(None);
    }
    tell(tx, now, Told { user, kind, actor }).await?;
    Ok(Some(Event::about(EventKind::Log, user)))
}
