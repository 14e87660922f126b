//! The events for open windows.

mod ended;
mod listener;

pub use ended::{Between, users_of_ended_rules, users_of_sessions};
pub use listener::Listener;

use crate::entity::event::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use domain::{Event, EventId, Timestamp};
use sea_orm::sea_query::{Func, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

/// The channel on which PostgreSQL notifies other processes of a commit.
const CHANNEL: &str = "bouclier_events";

/// Writes events in the transaction that makes the change: both are committed, or neither.
pub async fn insert(
    tx: &impl ConnectionTrait,
    at: Timestamp,
    events: impl Iterator<Item = Event>,
) -> Result<()> {
    let rows = events.map(|event| ActiveModel {
        kind: Set(event.kind.into()),
        user_id: Set(event.user.map(Into::into)),
        at: Set(at.into()),
        ..Default::default()
    });
    Entity::insert_many(rows).exec(tx).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        let notify = Func::cust("pg_notify").arg(CHANNEL).arg("");
        tx.execute(&Query::select().expr(notify).to_owned()).await?;
    }
    Ok(())
}

/// The number of the newest event; 0 if there is none.
pub async fn newest(db: &impl ConnectionTrait) -> Result<EventId> {
    let newest: Option<i64> = Entity::find()
        .select_only()
        .column(Column::Id)
        .order_by_desc(Column::Id)
        .into_tuple()
        .one(db)
        .await?;
    Ok(EventId::new(newest.unwrap_or(0)))
}

/// One event, unless it has been deleted.
pub async fn find(db: &impl ConnectionTrait, id: EventId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// At most `limit` events after one, in order.
pub async fn after(db: &impl ConnectionTrait, id: EventId, limit: usize) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::Id.gt(id.get()))
        .order_by_asc(Column::Id)
        .limit(limit as u64)
        .all(db)
        .await?)
}

/// Deletes events written up to a moment; returns how many rows. The newest event stays, so that a reader always knows whether it
/// missed any.
pub async fn delete_until(db: &impl ConnectionTrait, moment: Timestamp) -> Result<u64> {
    let newest = newest(db).await?;
    let deleted = Entity::delete_many()
        .filter(Column::At.lte(moment.unix()))
        .filter(Column::Id.lt(newest.get()))
        .exec(db)
        .await?;
    Ok(deleted.rows_affected)
}
