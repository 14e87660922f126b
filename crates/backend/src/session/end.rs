//! Ending sessions.

use crate::access::{FreshAdmin, Member, Principal};
use crate::audit::Done;
use crate::context::Backend;
use crate::error::{Error, Result};
use domain::{AuditAction, AuditDetail, SessionId, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use store::entity::session;
use store::user::find;

impl Backend {
    /// Signs out: the session and its token are deleted. Any session may do that, at each gate.
    pub async fn sign_out(&self, principal: &Principal) -> Result<()> {
        let work = self.begin(principal.actor().gone()).await?;
        let ended = session::Entity::delete_by_id(principal.session())
            .exec(work.tx())
            .await?;
        if ended.rows_affected == 0 {
            return Ok(());
        }
        work.commit(AuditAction::SignedOut).await
    }

    /// Ends one of the user's own sessions.
    pub async fn end_own_session(&self, member: Member<'_>, id: SessionId) -> Result<()> {
        let actor = member.actor();
        let is_own = actor.session == Some(id);
        let work = self
            .begin(if is_own { actor.gone() } else { actor })
            .await?;
        let ended = session::Entity::delete_many()
            .filter(session::Column::Id.eq(id.get()))
            .filter(session::Column::UserId.eq(member.principal().user().get()))
            .exec(work.tx())
            .await?;
        if ended.rows_affected == 0 {
            return Err(Error::NotFound);
        }
        work.commit(AuditAction::SessionEnded).await
    }

    /// Ends one session of any user, or all of them; never the one that asks. Returns how many.
    pub async fn end_sessions_of(
        &self,
        admin: FreshAdmin<'_>,
        id: UserId,
        session: Option<SessionId>,
    ) -> Result<u64> {
        let work = self.begin(admin.actor()).await?;
        let user = find(work.tx(), id).await?;
        let mut sessions = session::Entity::delete_many()
            .filter(session::Column::UserId.eq(id.get()))
            .filter(session::Column::Id.ne(admin.principal().session().get()));
        if let Some(one) = session {
            sessions = sessions.filter(session::Column::Id.eq(one.get()));
        }
        let ended = sessions.exec(work.tx()).await?.rows_affected;
        if ended == 0 {
            return Err(Error::NotFound);
        }
        let done = Done::to(AuditAction::SessionsEnded, &user);
        work.commit(done.with(AuditDetail::Count(ended))).await?;
        Ok(ended)
    }
}

/// Ends every session of a user.
pub(crate) async fn end_all_of(tx: &impl ConnectionTrait, user: UserId) -> Result<()> {
    session::Entity::delete_many()
        .filter(session::Column::UserId.eq(user.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends every session of a user except this one.
pub(crate) async fn end_others(
    tx: &impl ConnectionTrait,
    user: UserId,
    keep: SessionId,
) -> Result<()> {
    session::Entity::delete_many()
        .filter(session::Column::UserId.eq(user.get()))
        .filter(session::Column::Id.ne(keep.get()))
        .exec(tx)
        .await?;
    Ok(())
}
