//! What becomes of the operations that a user has begun.

use crate::error::Result;
use domain::{BulkState, UserId};
use store::Connection;
use store::entity::user;

/// Stops the operations that a user has begun, before their next users; what is done stays.
pub(crate) async fn stop_operations(tx: &impl Connection, user: UserId) -> Result<()> {
    let states = (BulkState::Running, BulkState::Stopped);
    Ok(store::bulk::stop(tx, user, states).await?)
}

/// Keeps what a user has begun, who is about to be deleted: it stops, its report stays, and what it did can be taken back as before.
pub(crate) async fn outlive(tx: &impl Connection, user: &user::Model) -> Result<()> {
    stop_operations(tx, *user.id).await?;
    let prepared = BulkState::Chosen;
    Ok(store::bulk::outlive(tx, *user.id, &user.name, prepared).await?)
}
