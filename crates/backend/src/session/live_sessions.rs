//! Which of many sessions are still open, for their streams.

use super::load::{end, gate_of, is_live};
use crate::context::Backend;
use crate::error::Result;
use crate::hub::LiveSession;
use crate::rules::{load, must_enrol};
use domain::{Gate, SessionId, UserId};
use std::collections::HashSet;
use store::session::{existing, find_with_users, users_with_unsaved_codes};

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
        let rows = find_with_users(db, part).await?;
        let users: Vec<UserId> = rows.iter().map(|(_, user)| *user.id).collect();
        let unsaved: HashSet<UserId> = users_with_unsaved_codes(db, &users)
            .await?
            .into_iter()
            .collect();
        for (row, user) in rows {
            let due = must_enrol(&user, &rules, now);
            let gate = gate_of(&row, &user, due, !unsaved.contains(&user.id));
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
        there.extend(existing(backend.db.read(), part).await?);
    }
    Ok(there)
}
