//! Ending sessions.

use crate::access::{FreshAdmin, Member, Principal};
use crate::audit::Done;
use crate::context::Backend;
use crate::error::{Error, Result};
use domain::{AuditAction, AuditDetail, SessionId, UserId};
use store::session;
use store::user::find;

impl Backend {
    /// Signs out: the session and its token are deleted. Any session may do that, at each gate.
    pub async fn sign_out(&self, principal: &Principal) -> Result<()> {
        let work = self.begin(principal.actor().gone()).await?;
        if !session::end(work.tx(), principal.session()).await? {
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
        if !session::end_own(work.tx(), member.principal().user(), id).await? {
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
        let own = admin.principal().session();
        let ended = match session {
            Some(one) => session::end_other(work.tx(), id, own, one).await?,
            None => session::end_others(work.tx(), id, own).await?,
        };
        if ended == 0 {
            return Err(Error::NotFound);
        }
        let done = Done::to(AuditAction::SessionsEnded, &user);
        work.commit(done.with(AuditDetail::Count(ended))).await?;
        Ok(ended)
    }
}
