//! How far an operation on many users is.

use crate::error::Result;
use domain::UserId;
use store::Connection;

/// How far an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its preview is shown to who prepares it.
    Chosen,
    /// It is being carried out.
    Running,
    /// Every user was looked at.
    Done,
    /// An admin has ended it before its last user.
    Cancelled,
    /// It ended before its last user: its admin may not do it any more, or somebody else may have begun it.
    Stopped,
}

impl State {
    /// Every state.
    pub(crate) const ALL: [Self; 5] = [
        Self::Chosen,
        Self::Running,
        Self::Done,
        Self::Cancelled,
        Self::Stopped,
    ];

    /// The word in the database.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Chosen => "chosen",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Stopped => "stopped",
        }
    }

    /// Reads the word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Stops the operations that a user has begun, before their next users; what is done stays.
pub(crate) async fn stop_operations(tx: &impl Connection, user: UserId) -> Result<()> {
    let states = (State::Running.as_str(), State::Stopped.as_str());
    Ok(store::bulk::stop(tx, user, states).await?)
}
