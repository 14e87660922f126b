//! The live sessions of a user.

use super::load::{gate_of, is_live, recovery_saved};
use crate::access::{Member, Reader};
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{load, must_enrol};
use domain::{Gate, SessionId, UserId};
use store::entity::session;
use store::session::list_of;
use wire::view::SessionView;

impl Backend {
    /// The user's own open sessions, the latest first.
    pub async fn own_sessions(&self, member: Member<'_>) -> Result<Vec<SessionView>> {
        let principal = member.principal();
        self.sessions(principal.user(), Some(principal.session()))
            .await
    }

    /// The open sessions of any user.
    pub async fn sessions_of(
        &self,
        reader: impl Into<Reader<'_>>,
        user: UserId,
    ) -> Result<Vec<SessionView>> {
        self.sessions(user, Some(reader.into().principal().session()))
            .await
    }

    async fn sessions(&self, id: UserId, own: Option<SessionId>) -> Result<Vec<SessionView>> {
        let db = self.db.read();
        let user = store::user::find(db, id).await?;
        let now = self.now();
        let due = must_enrol(&user, &load(db).await?, now);
        let saved = recovery_saved(db, id).await?;
        let rows = list_of(db, id).await?;
        Ok(rows
            .into_iter()
            .filter(|row| {
                let gate = gate_of(row, &user, due, saved);
                gate != Gate::SecondFactor && is_live(row, &user, gate, &self.settings, now)
            })
            .map(|row| view(row, own))
            .collect())
    }
}

fn view(row: session::Model, own: Option<SessionId>) -> SessionView {
    let id = *row.id;
    SessionView {
        id,
        since: *row.created_at,
        last_seen: *row.last_seen_at,
        user_agent: row.user_agent,
        address: row.address,
        current: own == Some(id),
    }
}
