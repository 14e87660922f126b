//! Writing events into a transaction.

use crate::access::Actor;
use crate::error::{Result, with_causes};
use crate::gathered::Sum;
use crate::notice::{NewNotice, tell};
use domain::security_event::{TOLD_HOURS, counted_since, first_of, hour_of, is_many};
use domain::{Event, EventKind, NoticeKind, SecurityEventKind, Timestamp, UserId};
use store::entity::security_event::Model;
use store::entity::session;
use store::notice::last_told;
use store::security_event::{NOBODY, New, add, count_between, take_back};
use store::{Connection, Transaction, part_of, take_turn_on, undo};

/// What transactions that write attempts and their notices wait for each other on. One for all accounts: if each had its own, a
/// flood of attempts at addresses without an account would make answers slower for such addresses alone.
pub(crate) const ATTEMPTS: &[u8] = b"attempts";

/// One event in a change, of which it is a part that may fail: then there is a warning in the log. An error means that the change
/// must not go on either.
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

/// The same of the code that has followed the password with which this session began: there was no event.
pub(crate) async fn take_back_in(tx: &Transaction, session: &session::Model) -> Result<()> {
    let part = part_of(tx).await?;
    let kind = SecurityEventKind::PasswordOnly;
    let written = take_back(&part, *session.user_id, kind, *session.created_at).await;
    end(part, written.map_err(Into::into)).await
}

/// Ends a part. If it cannot be undone, there may be no transaction any more, as on SQLite when the disk is full: what came next
/// would be written at once, each statement by itself.
async fn end(part: Transaction, written: Result<()>) -> Result<()> {
    if written.is_ok() {
        return Ok(store::commit(part).await?);
    }
    undo(part).await?;
    settle(written);
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
    let attempts = attempts_to_tell_of(tx, now, user, kind).await?;
    let mut told: Vec<Event> = shown.into_iter().collect();
    if is_many(attempts, kind) {
        let (kind, log) = (NoticeKind::Attempts, EventKind::Log);
        tell(tx, now, NewNotice::by(actor, user, kind)).await?;
        told.push(Event::about(log, user));
    }
    Ok(told)
}

/// The attempts that count for a notice; none while it is too early for another one, or where they are too few whenever the last one
/// was. That is asked first of a right password, as each sign-in has one: its answer says already that there is the account.
async fn attempts_to_tell_of(
    tx: &impl Connection,
    now: Timestamp,
    user: UserId,
    kind: SecurityEventKind,
) -> Result<u64> {
    let count = async |since| {
        count_between(
            tx,
            user,
            SecurityEventKind::is_an_attempt,
            (since, hour_of(now)),
        )
        .await
    };
    if kind == SecurityEventKind::PasswordOnly
        && !is_many(count(first_of(TOLD_HOURS, now)).await?, kind)
    {
        return Ok(0);
    }
    let told = last_told(tx, user, NoticeKind::Attempts, now).await?;
    let Some(since) = counted_since(told, now) else {
        return Ok(0);
    };
    Ok(count(since).await?)
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
