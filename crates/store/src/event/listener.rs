//! PostgreSQL's notifications of commits.

use super::CHANNEL;
use crate::error::{Error, Result};
use sea_orm::sqlx::Error as Cause;
use sea_orm::sqlx::postgres::PgListener;

/// A connection of its own that is told of each commit that wrote events, by whichever process.
#[derive(Debug)]
pub struct Listener(PgListener);

impl Listener {
    /// Connects; `url` is that of a PostgreSQL database.
    pub async fn connect(url: &str) -> Result<Self> {
        let mut listener = PgListener::connect(url).await.map_err(failed)?;
        listener.listen(CHANNEL).await.map_err(failed)?;
        Ok(Self(listener))
    }

    /// Waits until there may be new events: after a commit, or after a loss of the connection, during which nothing was heard.
    pub async fn wait(&mut self) -> Result<()> {
        self.0.try_recv().await.map_err(failed)?;
        Ok(())
    }
}

fn failed(cause: Cause) -> Error {
    Error::failed("listening for events", cause)
}
