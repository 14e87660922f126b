//! The task of a process that reads new events and hands them to the streams.

use super::expiry::ended;
use super::listen::listen;
use super::read::after;
use crate::context::Backend;
use crate::error::Result;
use crate::error::with_causes;
use crate::hub::{Change, Hub, Message};
use crate::session::{existing_sessions, live_sessions};
use domain::{EventId, SessionId, Timestamp, UserId};
use std::collections::HashSet;
use std::time::Duration;
use store::event::newest;
use tokio::time::{Instant, timeout};

/// The polling interval (one index look-up) where nothing notifies of a commit.
const OFTEN: Duration = Duration::from_millis(50);
/// The interval where there is no stream, or PostgreSQL notifies. Sessions are checked at this one.
const SELDOM: Duration = Duration::from_secs(1);
/// After this long without an event a heartbeat is sent.
const BEAT: Duration = Duration::from_secs(15);
/// If there are more events than this at once, all windows read everything again.
const MOST: usize = 1_000;

/// The progress of the task.
struct Follower<'a> {
    backend: &'a Backend,
    last: EventId,
    time: Timestamp,
    checked: Instant,
    beaten: Instant,
}

impl Backend {
    /// Hands new events to the streams of this process, and ends those whose session has ended; writes the security events that
    /// were gathered. To be run once in each process; it never ends by itself.
    pub async fn follow_events(&self) {
        tokio::select! {
            () = self.follow() => {}
            () = listen(&self.db, &self.hub.woken) => {}
            () = self.keep_writing_gathered() => {}
        }
    }

    async fn follow(&self) {
        let mut follower = Follower {
            backend: self,
            last: self.start().await,
            time: self.now(),
            checked: Instant::now(),
            beaten: Instant::now(),
        };
        loop {
            if let Err(error) = follower.turn().await {
                tracing::warn!(error.cause = with_causes(&error), "could not read events");
                tokio::time::sleep(SELDOM).await;
            }
            // Woken up or timed out: the next turn looks.
            let _ = timeout(self.pace(), self.hub.woken.notified()).await;
        }
    }

    async fn start(&self) -> EventId {
        loop {
            match newest(self.db.read()).await {
                Ok(id) => {
                    self.hub.move_to(id);
                    return id;
                }
                Err(error) => {
                    tracing::warn!(error.cause = with_causes(&error), "could not read events");
                    tokio::time::sleep(SELDOM).await;
                }
            }
        }
    }

    fn pace(&self) -> Duration {
        let told = self.db.is_postgres();
        if told || self.hub.connections().is_empty() {
            SELDOM
        } else {
            OFTEN
        }
    }
}

impl Follower<'_> {
    fn hub(&self) -> &Hub {
        &self.backend.hub
    }

    async fn turn(&mut self) -> Result<()> {
        let mut changes = self.changes().await?;
        let all = self.checked.elapsed() >= SELDOM;
        if all {
            self.checked = Instant::now();
            // The changes are sent even if this fails: they are read once.
            match self.ends().await {
                Ok(ends) => changes.extend(ends),
                Err(error) => tracing::warn!(
                    error.cause = with_causes(&error),
                    "could not read what ended"
                ),
            }
        }
        // First of all: nobody may learn anything through a stream whose session has ended.
        self.end_streams(&changes, all).await;
        if !changes.is_empty() {
            self.beaten = Instant::now();
            self.hub().tell(Message::Changes(changes.into()));
        } else if self.beaten.elapsed() >= BEAT {
            self.beaten = Instant::now();
            self.hub().tell(Message::Beat);
        }
        self.hub().move_to(self.last);
        Ok(())
    }

    async fn changes(&mut self) -> Result<Vec<Change>> {
        let db = self.backend.db.read();
        let mut changes = after(db, self.last, MOST).await?;
        if changes.len() == MOST {
            changes = vec![Change::reload(newest(db).await?)];
        }
        if let Some(id) = changes.last().and_then(|change| change.id) {
            self.last = id;
        }
        Ok(changes)
    }

    /// What has ended by itself since the last turn.
    async fn ends(&mut self) -> Result<Vec<Change>> {
        let now = self.backend.now();
        let ends = if now > self.time && !self.hub().connections().is_empty() {
            ended(self.backend, self.time, now).await?
        } else {
            Vec::new()
        };
        self.time = now;
        Ok(ends)
    }

    /// Ends the streams of sessions that are no longer open. If that cannot be determined they end as well, and the browsers
    /// reconnect.
    async fn end_streams(&self, changes: &[Change], all: bool) {
        let there = if all {
            self.hub().connections().all()
        } else {
            Vec::new()
        };
        let suspects = self.suspects(changes, all);
        match self.gone(&there, &suspects).await {
            Ok(gone) if gone.is_empty() => {}
            Ok(gone) => self.hub().tell(Message::Ended(gone.into())),
            Err(error) => {
                tracing::warn!(
                    error.cause = with_causes(&error),
                    "could not check the sessions of streams"
                );
                let unknown = [there, suspects].concat();
                self.hub().tell(Message::Unknown(unknown.into()));
            }
        }
    }

    /// Those of the sessions that no longer exist, and those of the suspects that are not open.
    async fn gone(&self, there: &[SessionId], suspects: &[SessionId]) -> Result<Vec<SessionId>> {
        let mut gone = Vec::new();
        if !there.is_empty() {
            let still = existing_sessions(self.backend, there).await?;
            gone.extend(there.iter().filter(|id| !still.contains(id)));
        }
        if !suspects.is_empty() {
            let live = live_sessions(self.backend, suspects).await?;
            gone.extend(self.hub().connections().ended(suspects, &live));
        }
        Ok(gone)
    }

    /// The sessions that the changes may have ended, and those that may have expired.
    fn suspects(&self, changes: &[Change], all: bool) -> Vec<SessionId> {
        let ending = || changes.iter().filter(|c| c.event.kind.may_end_sessions());
        let connections = self.hub().connections();
        if ending().any(|change| change.event.user.is_none()) {
            return connections.all();
        }
        let users: HashSet<UserId> = ending().filter_map(|c| c.event.user).collect();
        let mut suspects = if users.is_empty() {
            Vec::new()
        } else {
            connections.of(&users)
        };
        if all {
            suspects.extend(connections.due(self.backend.now()));
        }
        suspects
    }
}
