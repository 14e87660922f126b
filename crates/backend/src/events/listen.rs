//! Listens for PostgreSQL's notifications of commits; nothing is lost without them, as the table is
//! authoritative.

use crate::error::with_causes;
use std::time::Duration;
use store::Db;
use store::event::Listener;
use tokio::sync::Notify;

/// The pause before another attempt.
const PAUSE: Duration = Duration::from_secs(1);

/// Wakes the task that reads events at each commit that wrote some, also by other processes. SQLite
/// has nothing to listen to. Never ends.
pub(super) async fn listen(db: &Db, woken: &Notify) {
    if !db.is_postgres() {
        return std::future::pending().await;
    }
    loop {
        if let Err(error) = hear(db.url(), woken).await {
            tracing::warn!(
                error.cause = with_causes(&error),
                "no longer told of events"
            );
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn hear(url: &str, woken: &Notify) -> store::Result<()> {
    let mut listener = Listener::connect(url).await?;
    loop {
        // Notifications missed while the connection was lost are found in the table.
        woken.notify_one();
        listener.wait().await?;
    }
}
