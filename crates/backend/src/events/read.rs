//! Reading events.

use super::end::ended;
use super::hub::Change;
use crate::context::Backend;
use crate::entity::event;
use crate::error::Result;
use domain::{Event, EventId, EventKind, Timestamp, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// The number of the newest event; 0 if there is none.
pub(super) async fn newest(db: &impl ConnectionTrait) -> Result<EventId> {
    let newest: Option<i64> = event::Entity::find()
        .select_only()
        .column(event::Column::Id)
        .order_by_desc(event::Column::Id)
        .into_tuple()
        .one(db)
        .await?;
    Ok(EventId::new(newest.unwrap_or(0)))
}

/// At most `limit` events after one, in their order.
pub(super) async fn after(
    db: &impl ConnectionTrait,
    id: EventId,
    limit: usize,
) -> Result<Vec<Change>> {
    let rows = event::Entity::find()
        .filter(event::Column::Id.gt(id.get()))
        .order_by_asc(event::Column::Id)
        .limit(limit as u64)
        .all(db)
        .await?;
    Ok(rows.iter().map(change).collect())
}

/// What has happened since an event, with what ended by itself; [`EventKind::Reload`] if that is
/// not known any more, or too much.
pub(super) async fn missed(backend: &Backend, since: EventId, most: usize) -> Result<Vec<Change>> {
    let db = backend.db.read();
    let Some(last) = event::Entity::find_by_id(since.get()).one(db).await? else {
        return Ok(vec![reload(newest(db).await?)]);
    };
    let mut changes = after(db, since, most + 1).await?;
    if changes.len() > most {
        return Ok(vec![reload(newest(db).await?)]);
    }
    let then = Timestamp::from_unix(last.at);
    changes.extend(ended(backend, then, backend.now()).await?);
    Ok(changes)
}

/// Everything is to be read again, and nothing up to this event is missed then.
pub(super) const fn reload(id: EventId) -> Change {
    Change {
        id: Some(id),
        event: Event::for_all(EventKind::Reload),
    }
}

/// A kind that a later version wrote may be anything.
fn change(row: &event::Model) -> Change {
    Change {
        id: Some(EventId::new(row.id)),
        event: Event {
            kind: EventKind::parse(&row.kind).unwrap_or(EventKind::Reload),
            user: row.user_id.map(UserId::new),
        },
    }
}
