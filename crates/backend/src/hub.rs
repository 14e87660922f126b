//! Where the one task that reads events meets the streams that tell of them.

mod connections;

use connections::Connections;
pub(crate) use connections::{Full, Limits, LiveSession};
use domain::{Event, EventId, EventKind, SessionId};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, broadcast};

/// How many messages a stream may be behind; then it begins anew.
const BEHIND: usize = 256;

/// An event on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Its number; none for what ended by itself.
    pub id: Option<EventId>,
    /// What it says.
    pub event: Event,
}

impl Change {
    /// Everything is to be read again, and nothing up to this event is missed then.
    pub(crate) const fn reload(id: EventId) -> Self {
        Self {
            id: Some(id),
            event: Event::for_all(EventKind::Reload),
        }
    }
}

/// What the task tells all streams of the process.
#[derive(Debug, Clone)]
pub(crate) enum Message {
    /// Something has changed.
    Changes(Arc<[Change]>),
    /// These sessions have ended.
    Ended(Arc<[SessionId]>),
    /// Whether these sessions have ended could not be read.
    Unknown(Arc<[SessionId]>),
    /// Nothing: it keeps connections alive and finds the dead ones.
    Beat,
    /// The process stops.
    Closing,
}

/// The streams of this process.
#[derive(Debug)]
pub struct Hub {
    pub(crate) sender: broadcast::Sender<Message>,
    pub(crate) woken: Notify,
    connections: Mutex<Connections>,
    position: AtomicI64,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            sender: broadcast::channel(BEHIND).0,
            woken: Notify::new(),
            connections: Mutex::default(),
            position: AtomicI64::new(0),
        }
    }
}

impl Hub {
    /// The newest event that this process knows of. Whatever is read from now on is at least as
    /// new.
    pub fn position(&self) -> EventId {
        EventId::new(self.position.load(Ordering::Acquire))
    }

    pub(crate) fn move_to(&self, id: EventId) {
        self.position.store(id.get(), Ordering::Release);
    }

    /// Ends all streams and lets no further one begin.
    pub fn close(&self) {
        self.connections().close();
        self.tell(Message::Closing);
    }

    /// How many streams are open.
    pub fn streams(&self) -> usize {
        self.connections().streams()
    }

    pub(crate) fn connections(&self) -> MutexGuard<'_, Connections> {
        self.connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Without a stream nobody listens, which is no error.
    pub(crate) fn tell(&self, message: Message) {
        let _ = self.sender.send(message);
    }
}
