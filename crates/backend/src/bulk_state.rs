//! Ending the operations that a user has begun.

use crate::error::Result;
use domain::{BulkState, UserId};
use store::Connection;

/// Stops the operations that a user has begun, before their next users; what is done stays.
pub(crate) async fn stop_operations(tx: &impl Connection, user: UserId) -> Result<()> {
    let states = (BulkState::Running, BulkState::Stopped);
    Ok(store::bulk::stop(tx, user, states).await?)
}
