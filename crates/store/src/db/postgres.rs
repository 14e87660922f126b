//! PostgreSQL: two bounded pools, and the locks by which transactions of all processes take turns.

use super::BUSY_TIMEOUT;
use crate::audit_head;
use crate::error::{Error, Result};
use sea_orm::sea_query::{Func, Query};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgSslMode};
use sea_orm::sqlx::{AssertSqlSafe, Executor};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::time::Duration;

/// A transaction whose process no longer responds loses its lock after this time.
const SILENCE: Duration = Duration::from_mins(1);

/// By then the client has gone; the connection is free for others.
const LONGEST_READING: Duration = Duration::from_secs(30);

/// A connection that was used more recently than this is taken without a check that it is still
/// alive: that would be one more round trip for each query.
const IDLE: Duration = Duration::from_secs(1);

/// Whether this is the address of a PostgreSQL server.
pub fn is_postgres_url(url: &str) -> bool {
    url.starts_with("postgres://") && url.parse::<PgConnectOptions>().is_ok()
}

/// Whether the server is on this machine or has to prove its identity; `None` where the address is
/// not one of PostgreSQL.
pub fn is_trusted_postgres(url: &str) -> Option<bool> {
    if !is_postgres_url(url) {
        return None;
    }
    let options: PgConnectOptions = url.parse().ok()?;
    let host = options.get_host();
    let here = options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    let proven = matches!(
        options.get_ssl_mode(),
        PgSslMode::VerifyCa | PgSslMode::VerifyFull
    );
    Some(here || proven)
}

/// How many of these connections write, and how many read: separate pools, so that waiting writers
/// leave connections for readers.
pub(super) fn share(connections: u32) -> (u32, u32) {
    let writers = (connections / 2).max(1);
    (writers, connections.saturating_sub(writers).max(1))
}

/// Connects; `read_only` connections cannot write.
pub(super) async fn connect(
    url: &str,
    connections: u32,
    read_only: bool,
) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(BUSY_TIMEOUT)
        // As on SQLite: the driver's pool maintenance never runs. A lost connection is noticed when
        // it is taken, unless it was used just before, and replaced.
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire_if_idle_for(IDLE)
        .sqlx_logging(false)
        .set_application_name("bouclier")
        .map_sqlx_postgres_pool_opts(move |pool| {
            pool.after_connect(move |connection, _| {
                let settings = AssertSqlSafe(settings(read_only));
                Box::pin(async move { connection.execute(settings).await.map(drop) })
            })
        });
    Database::connect(options)
        .await
        .map_err(|e| Error::failed("opening the database", e))
}

/// The first statement on a connection. Not start-up parameters: connection poolers do not pass them through.
fn settings(read_only: bool) -> String {
    let all = format!(
        "SET lock_timeout = {}; SET idle_in_transaction_session_timeout = {}; \
         SET default_transaction_isolation = 'read committed'; SET default_transaction_read_only = {read_only}",
        BUSY_TIMEOUT.as_millis(),
        SILENCE.as_millis(),
    );
    if read_only {
        let longest = LONGEST_READING.as_millis();
        format!("{all}; SET statement_timeout = {longest}")
    } else {
        all
    }
}

/// Waits until no other transaction of [`super::Db::begin`] runs, in any process. Every statement
/// from here on sees what those have committed.
pub(super) async fn take_turn(tx: &impl ConnectionTrait) -> Result<()> {
    audit_head::lock(tx).await.map(drop)
}

/// Waits until no other transaction holds the lock on this subject.
pub(super) async fn take_turn_on(tx: &impl ConnectionTrait, subject: &[u8]) -> Result<()> {
    let hash = Sha256::digest(subject);
    let key = hash
        .iter()
        .take(8)
        .fold(0_i64, |key, byte| key << 8 | i64::from(*byte));
    let lock = Func::cust("pg_advisory_xact_lock").arg(key);
    tx.execute(&Query::select().expr(lock).to_owned()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn both_pools_have_a_connection_however_few_there_are() {
        assert_eq!(share(10), (5, 5));
        assert_eq!(share(5), (2, 3));
        assert_eq!(share(2), (1, 1));
        assert_eq!(share(0), (1, 1));
    }
}
