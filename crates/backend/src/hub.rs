//! Connects the task that reads events with the streams that send them.

mod connections;

use connections::Connections;
pub(crate) use connections::{Full, LiveSession, StreamLimits};
use domain::{Event, EventId, EventKind, SessionId};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, broadcast};

/// How many messages a stream may be behind; after that it starts again.
const BEHIND: usize = 256;

/// An event on its way to the streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Its number; none for something that ended by itself.
    pub id: Option<EventId>,
    /// The event.
    pub event: Event,
}

impl Change {
    /// Everything is to be read again; then nothing up to this event is missed.
    pub(crate) const fn reload(id: EventId) -> Self {
        Self {
            id: Some(id),
            event: Event::for_all(EventKind::Reload),
        }
    }
}

/// The messages of the task to all streams of the process.
#[derive(Debug, Clone)]
pub(crate) enum Message {
    /// Something has changed.
    Changes(Arc<[Change]>),
    /// These sessions have ended.
    Ended(Arc<[SessionId]>),
    /// Whether these sessions have ended could not be read.
    Unknown(Arc<[SessionId]>),
    /// A heartbeat: keeps connections alive and finds dead ones.
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
    /// The newest event that this process knows of. Anything read from now on is at least as new.
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

    /// Without a stream nobody listens; that is not an error.
    pub(crate) fn tell(&self, message: Message) {
        let _ = self.sender.send(message);
    }
}
