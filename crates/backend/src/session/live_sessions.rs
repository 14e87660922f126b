//! Which of many sessions are still open, for their streams.

use super::load::{end, gate_of, is_live};
use crate::context::Backend;
use crate::error::Result;
use crate::hub::LiveSession;
use crate::rules::{load, requirement_of};
use domain::{Gate, SessionId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashSet;
use store::entity::{recovery_code, session, user};

/// How many sessions one query covers.
const STEP: usize = 500;

/// Those of the sessions that are open.
pub(crate) async fn live_sessions(
    backend: &Backend,
    ids: &[SessionId],
) -> Result<Vec<LiveSession>> {
    let (db, now, settings) = (backend.db.read(), backend.now(), backend.settings());
    let rules = load(db).await?;
    let mut open = Vec::with_capacity(ids.len());
    for part in ids.chunks(STEP) {
        let rows = session::Entity::find()
            .filter(session::Column::Id.is_in(part.iter().map(|id| id.get())))
            .find_also_related(user::Entity)
            .all(db)
            .await?;
        let unsaved = unsaved(db, rows.iter().map(|(session, _)| session.user_id.get())).await?;
        for (row, user) in rows {
            let Some(user) = user else { continue };
            let requirement = requirement_of(&user, &rules, now);
            let gate = gate_of(&row, &user, requirement, !unsaved.contains(&user.id.get()));
            if gate == Gate::Open && is_live(&row, &user, gate, settings, now) {
                let end = end(&row, settings, now);
                open.push(LiveSession {
                    session: *row.id,
                    role: *user.role,
                    until: end.idle.min(end.absolute),
                });
            }
        }
    }
    Ok(open)
}

/// Those of the sessions that exist.
pub(crate) async fn existing_sessions(
    backend: &Backend,
    ids: &[SessionId],
) -> Result<HashSet<SessionId>> {
    let mut there = HashSet::with_capacity(ids.len());
    for part in ids.chunks(STEP) {
        let rows: Vec<i64> = session::Entity::find()
            .select_only()
            .column(session::Column::Id)
            .filter(session::Column::Id.is_in(part.iter().map(|id| id.get())))
            .into_tuple()
            .all(backend.db.read())
            .await?;
        there.extend(rows.into_iter().map(SessionId::new));
    }
    Ok(there)
}

/// Those of the users whose recovery codes are still to be saved.
async fn unsaved(
    db: &impl ConnectionTrait,
    users: impl Iterator<Item = i64>,
) -> Result<HashSet<i64>> {
    let users: Vec<i64> = recovery_code::Entity::find()
        .select_only()
        .column(recovery_code::Column::UserId)
        .filter(recovery_code::Column::UserId.is_in(users))
        .filter(recovery_code::Column::SealedCode.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(users.into_iter().collect())
}
