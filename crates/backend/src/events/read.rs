//! Reading events.

use super::expiry::ended;
use crate::context::Backend;
use crate::error::Result;
use crate::hub::Change;
use domain::{Event, EventId, EventKind};
use store::Connection;
use store::column::OrNewer;
use store::entity::event;
use store::event::newest;

/// At most `limit` events after one, in their order.
pub(super) async fn after(db: &impl Connection, id: EventId, limit: usize) -> Result<Vec<Change>> {
    let rows = store::event::after(db, id, limit).await?;
    Ok(rows.iter().map(change).collect())
}

/// What has happened since an event, including what ended by itself; [`EventKind::Reload`] if that
/// is no longer known, or too much.
pub(super) async fn missed(backend: &Backend, since: EventId, most: usize) -> Result<Vec<Change>> {
    let db = backend.db.read();
    let Some(last) = store::event::find(db, since).await? else {
        return Ok(vec![Change::reload(newest(db).await?)]);
    };
    let mut changes = after(db, since, most + 1).await?;
    if changes.len() > most {
        return Ok(vec![Change::reload(newest(db).await?)]);
    }
    let then = *last.at;
    changes.extend(ended(backend, then, backend.now()).await?);
    Ok(changes)
}

/// A kind from a later version may mean anything.
fn change(row: &event::Model) -> Change {
    Change {
        id: Some(*row.id),
        event: Event {
            kind: match row.kind {
                OrNewer::Known(kind) => kind,
                OrNewer::Newer(_) => EventKind::Reload,
            },
            user: row.user_id.map(|id| *id),
        },
    }
}
