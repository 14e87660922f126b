//! Ending sessions.

use super::ended::ended;
use crate::access::{FreshAdmin, Member, Principal};
use crate::audit::Done;
use crate::context::Backend;
use crate::error::{Error, Result};
use domain::{AuditAction, AuditDetail, EndReason, SessionId, UserId};
use store::session;
use store::user::find;

impl Backend {
    /// Signs out: the session and its token are deleted. Any session may do that, at each gate.
    pub async fn sign_out(&self, principal: &Principal) -> Result<()> {
        let work = self.begin(principal.actor().gone()).await?;
        if !session::end(work.tx(), principal.session(), None).await? {
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
        let why = (!is_own).then(|| ended(&work, EndReason::Elsewhere));
        if !session::end_own(work.tx(), member.principal().user(), id, why).await? {
            return Err(Error::NotFound);
        }
        work.commit(AuditAction::SessionEnded).await
    }

    /// Ends all of the user's own sessions but the one that asks.
    pub async fn end_own_other_sessions(&self, member: Member<'_>) -> Result<()> {
        let work = self.begin(member.actor()).await?;
        let (id, own) = (member.principal().user(), member.principal().session());
        let why = ended(&work, EndReason::Elsewhere);
        let count = session::end_others(work.tx(), id, own, why).await?;
        if count == 0 {
            return Err(Error::NotFound);
        }
        let user = find(work.tx(), id).await?;
        let done = Done::to(AuditAction::SessionsEnded, &user);
        work.commit(done.with(AuditDetail::Count(count))).await
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
        let reason = if id == admin.principal().user() {
            EndReason::Elsewhere
        } else {
            EndReason::Admin
        };
        let why = ended(&work, reason);
        let count = match session {
            Some(one) => session::end_other(work.tx(), id, own, one, why).await?,
            None => session::end_others(work.tx(), id, own, why).await?,
        };
        if count == 0 {
            return Err(Error::NotFound);
        }
        let done = Done::to(AuditAction::SessionsEnded, &user);
        work.commit(done.with(AuditDetail::Count(count))).await?;
        Ok(count)
    }
}
