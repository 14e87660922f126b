//! PostgreSQL tells of commits; nothing is lost when it does not, as the table is what counts.

use crate::error::with_causes;
use sea_orm::DbBackend;
use sea_orm::sqlx::postgres::PgListener;
use std::time::Duration;
use store::Db;
use store::event::CHANNEL;
use tokio::sync::Notify;

/// How long a pause is before it is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// Wakes the task that reads events at each commit that wrote some, also those of other processes.
/// SQLite has nothing to listen to. Never ends.
pub(super) async fn listen(db: &Db, woken: &Notify) {
    if db.read().get_database_backend() != DbBackend::Postgres {
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

async fn hear(url: &str, woken: &Notify) -> Result<(), sea_orm::sqlx::Error> {
    let mut listener = PgListener::connect(url).await?;
    listener.listen(CHANNEL).await?;
    loop {
        // What was told while the connection was lost is found in the table.
        woken.notify_one();
        listener.try_recv().await?;
    }
}
