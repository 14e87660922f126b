//! One stream: what it sends, and when it ends.

use super::read::missed;
use crate::access::Member;
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::hub::{Change, Full, Hub, Message, StreamLimits};
use crate::session::live_sessions;
use domain::{EventId, Role, SessionId, UserId};
use std::sync::Arc;
use store::event::newest;
use tokio::sync::broadcast::Receiver;

/// If there are more events than this at once, the window reads everything again.
const MOST: usize = 100;
/// Seconds after which a client that found no room should retry.
const RETRY_AFTER: i64 = 30;

/// The next message of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamMessage {
    /// Something has changed.
    Changes(Vec<Change>),
    /// Nothing for a while.
    Beat,
    /// The session has ended, and the stream with it.
    Ended,
    /// The stream ends and is to be opened again.
    Closing,
}

/// A stream of a session. It counts against the limits as long as it lives.
#[derive(Debug)]
pub struct Subscription {
    connection: Connection,
    user: UserId,
    role: Role,
    receiver: Receiver<Message>,
    missed: Vec<Change>,
    last: EventId,
}

/// The slot of a stream.
#[derive(Debug)]
struct Connection {
    hub: Arc<Hub>,
    session: SessionId,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.hub.connections().leave(self.session);
    }
}

impl Backend {
    /// Opens a stream of what happens after the event `after`, or from now on. It does not count as
    /// activity of its session.
    pub async fn subscribe(
        &self,
        member: Member<'_>,
        after: Option<EventId>,
    ) -> Result<Subscription> {
        let me = member.principal();
        let connection = self.noted(&me.actor(), self.connection(member)).await?;
        let receiver = self.hub.sender.subscribe();
        // The session may have ended since it was read; from here on the stream learns of its end.
        if live_sessions(self, &[me.session()]).await?.is_empty() {
            return Err(Error::Unauthenticated);
        }
        let missed = match after {
            Some(id) => missed(self, id, MOST).await?,
            None => Vec::new(),
        };
        let told = missed.iter().rev().find_map(|change| change.id).or(after);
        let last = match told {
            Some(id) => id,
            None => newest(self.db.read()).await?,
        };
        self.hub.woken.notify_one();
        Ok(Subscription {
            connection,
            user: me.user(),
            role: me.role(),
            receiver,
            missed,
            last,
        })
    }

    fn connection(&self, member: Member<'_>) -> Result<Connection> {
        let me = member.principal();
        let limits = StreamLimits {
            session: self.settings.streams_of_a_session,
            all: self.settings.streams,
        };
        let taken = self
            .hub
            .connections()
            .take(me.session(), me.user(), me.role(), limits);
        match taken {
            Ok(()) => Ok(Connection {
                hub: Arc::clone(&self.hub),
                session: me.session(),
            }),
            Err(Full::Session) => Err(Error::Throttled {
                until: self.now().plus(RETRY_AFTER),
                retry_after: RETRY_AFTER,
            }),
            Err(Full::All) => Err(Error::Busy {
                retry_after: RETRY_AFTER,
            }),
        }
    }

    /// The streams of this process.
    pub fn hub(&self) -> &Hub {
        &self.hub
    }
}

impl Subscription {
    /// The newest event that was sent or skipped.
    pub const fn position(&self) -> EventId {
        self.last
    }

    /// Waits for the next message. After [`StreamMessage::Ended`] and [`StreamMessage::Closing`] there are no more.
    pub async fn next(&mut self) -> StreamMessage {
        let missed = std::mem::take(&mut self.missed);
        let mut changes = self.mine(&missed);
        while changes.is_empty() {
            match self.receiver.recv().await {
                Ok(Message::Changes(all)) => changes = self.pass(&all),
                Ok(Message::Ended(ended)) if ended.contains(&self.connection.session) => {
                    return StreamMessage::Ended;
                }
                Ok(Message::Unknown(these)) if these.contains(&self.connection.session) => {
                    return StreamMessage::Closing;
                }
                Ok(Message::Ended(_) | Message::Unknown(_)) => {}
                Ok(Message::Beat) => return StreamMessage::Beat,
                // A stream that is too far behind may have missed the end of the session.
                Ok(Message::Closing) | Err(_) => return StreamMessage::Closing,
            }
        }
        StreamMessage::Changes(changes)
    }

    /// Advances over new changes; returns those that are to be sent.
    fn pass(&mut self, all: &[Change]) -> Vec<Change> {
        let new: Vec<Change> = all
            .iter()
            .filter(|change| change.id.is_none_or(|id| id > self.last))
            .copied()
            .collect();
        self.last = new.iter().rev().find_map(|c| c.id).unwrap_or(self.last);
        self.mine(&new)
    }

    fn mine(&self, changes: &[Change]) -> Vec<Change> {
        let mine: Vec<Change> = changes
            .iter()
            .filter(|change| change.event.is_for(self.role, self.user))
            .copied()
            .collect();
        if mine.len() > MOST {
            vec![Change::reload(self.last)]
        } else {
            mine
        }
    }
}
