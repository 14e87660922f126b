//! Ending the imports that a user has begun.

use crate::error::Result;
use domain::{ImportState, NoticeKind, UserId};
use store::Connection;

/// Stops the imports that a user has begun, before their next rows; what is done stays. `reason` is what was done to the account, where
/// users are told of that.
pub(crate) async fn stop_imports(
    tx: &impl Connection,
    user: UserId,
    reason: Option<NoticeKind>,
) -> Result<()> {
    let states = (ImportState::Running, ImportState::Stopped);
    Ok(store::upload::stop(tx, user, states, reason).await?)
}
