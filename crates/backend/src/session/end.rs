//! Ending sessions.

use crate::access::{Member, Principal};
use crate::audit;
use crate::context::Backend;
use crate::entity::session;
use crate::error::{Error, Result};
use domain::{AuditAction, SessionId, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

impl Backend {
    /// Signs out: the session and its token are gone. Any session may do that, at each gate.
    pub async fn sign_out(&self, principal: &Principal) -> Result<()> {
        let tx = self.db.begin().await?;
        let ended = session::Entity::delete_by_id(principal.session.get())
            .exec(&tx)
            .await?;
        if ended.rows_affected == 0 {
            return Ok(());
        }
        let actor = principal.actor();
        audit::record(&tx, self.now(), &actor, AuditAction::SignedOut, None, "").await?;
        Ok(tx.commit().await?)
    }

    /// Ends one of the user's own sessions.
    pub async fn end_own_session(&self, member: Member<'_>, id: SessionId) -> Result<()> {
        let tx = self.db.begin().await?;
        let ended = session::Entity::delete_many()
            .filter(session::Column::Id.eq(id.get()))
            .filter(session::Column::UserId.eq(member.principal().user.get()))
            .exec(&tx)
            .await?;
        if ended.rows_affected == 0 {
            return Err(Error::NotFound);
        }
        audit::record(
            &tx,
            self.now(),
            &member.actor(),
            AuditAction::SessionEnded,
            None,
            "",
        )
        .await?;
        Ok(tx.commit().await?)
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

/// Ends every session of a user but this one.
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
