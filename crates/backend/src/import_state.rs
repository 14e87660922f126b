//! How far an import in the browser is.

use crate::error::Result;
use domain::{NoticeKind, UserId};
use store::Connection;

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its preview is shown.
    Uploaded,
    /// It is being carried out.
    Running,
    /// Every row is done.
    Done,
    /// It ended before its last row: its admin may not import any more, or somebody else may have begun it.
    Stopped,
}

impl State {
    const ALL: [Self; 4] = [Self::Uploaded, Self::Running, Self::Done, Self::Stopped];

    /// The word in the database.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Running => "running",
            Self::Done => "done",
            Self::Stopped => "stopped",
        }
    }

    /// Reads the word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Stops the imports that a user has begun, before their next rows; what is done stays. `reason` is what was done to the account, where
/// users are told of that.
pub(crate) async fn stop_imports(
    tx: &impl Connection,
    user: UserId,
    reason: Option<NoticeKind>,
) -> Result<()> {
    let (running, stopped) = (State::Running.as_str(), State::Stopped.as_str());
    let reason = reason.map(NoticeKind::as_str);
    Ok(store::upload::stop(tx, user, (running, stopped), reason).await?)
}
