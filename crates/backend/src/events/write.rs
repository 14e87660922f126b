//! Writing events, and forgetting them.

use super::read::newest;
use crate::entity::event;
use crate::error::Result;
use domain::{Event, Timestamp, UserId};
use sea_orm::sea_query::{Func, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Set};

/// Seconds for which a window that was cut off can catch up.
const KEPT: i64 = 3_600;
/// Where PostgreSQL tells other processes of a commit.
pub(super) const CHANNEL: &str = "bouclier_events";

/// Writes events in the transaction that makes the change: they come to be with it or not at all.
pub(crate) async fn write(
    tx: &impl ConnectionTrait,
    at: Timestamp,
    events: impl Iterator<Item = Event>,
) -> Result<()> {
    let rows = events.map(|event| event::ActiveModel {
        kind: Set(event.kind.as_str().to_owned()),
        user_id: Set(event.user.map(UserId::get)),
        at: Set(at.unix()),
        ..Default::default()
    });
    event::Entity::insert_many(rows).exec(tx).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        let notify = Func::cust("pg_notify").arg(CHANNEL).arg("");
        tx.execute(&Query::select().expr(notify).to_owned()).await?;
    }
    Ok(())
}

/// Deletes what is older than an hour. The newest event stays, so that it is always known whether
/// something was missed.
pub(crate) async fn forget_old(db: &impl ConnectionTrait, now: Timestamp) -> Result<u64> {
    let newest = newest(db).await?;
    let gone = event::Entity::delete_many()
        .filter(event::Column::At.lte(now.plus(-KEPT).unix()))
        .filter(event::Column::Id.lt(newest.get()))
        .exec(db)
        .await?;
    Ok(gone.rows_affected)
}
