//! What ends by itself: exemptions and sessions. No event is written then.

use crate::context::Backend;
use crate::error::Result;
use crate::hub::Change;
use domain::{Event, EventKind, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use store::entity::{session, user};
use store::event::newest;

/// If more than this many end at once, each window reads everything again.
const MOST: u64 = 200;

/// What ended after `from`, up to `to`.
pub(super) async fn ended(
    backend: &Backend,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Change>> {
    let db = backend.db.read();
    let settings = backend.settings();
    let within = |column: session::Column, limit: i64| -> Expr {
        let (from, to) = (from.plus(-limit), to.plus(-limit));
        column.gt(from.unix()).and(column.lte(to.unix()))
    };
    let exempt: Vec<i64> = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(user::Column::OverrideUntil.gt(from.unix()))
        .filter(user::Column::OverrideUntil.lte(to.unix()))
        .limit(MOST)
        .into_tuple()
        .all(db)
        .await?;
    let signed_in: Vec<i64> = session::Entity::find()
        .select_only()
        .column(session::Column::UserId)
        .distinct()
        .filter(
            Condition::any()
                .add(within(session::Column::LastSeenAt, settings.session_idle))
                .add(within(
                    session::Column::CreatedAt,
                    settings.session_absolute,
                )),
        )
        .limit(MOST)
        .into_tuple()
        .all(db)
        .await?;
    if exempt.len().max(signed_in.len()) as u64 == MOST {
        return Ok(vec![Change::reload(newest(db).await?)]);
    }
    let about = |kind| {
        move |user: i64| Change {
            id: None,
            event: Event::about(kind, UserId::new(user)),
        }
    };
    let exempt = exempt.into_iter().map(about(EventKind::User));
    let signed_in = signed_in.into_iter().map(about(EventKind::Sessions));
    Ok(exempt.chain(signed_in).collect())
}
