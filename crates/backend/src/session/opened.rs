//! A session that opens is a sign-in, whatever has opened it.

use crate::access::{Actor, Origin};
use crate::audit::UnitOfWork;
use crate::context::Backend;
use crate::error::Result;
use crate::notice::meet;
use crate::session::device::{DeviceCookie, know_device};
use domain::{AuditAction, DeviceId, SessionId, UserId};
use store::entity::{session, user};

/// Records a completed sign-in: on the user's row, among the devices, in the log.
async fn note_sign_in(work: &UnitOfWork, user: UserId) -> Result<()> {
    meet(work.tx(), user, work.actor(), work.now()).await?;
    store::account::note_sign_in(work.tx(), user, work.now()).await?;
    work.record(AuditAction::SignedIn).await
}

/// The same of a sign-in that a browser waits for: it is a known device from now on, if it was none
/// (`device`).
pub(crate) async fn complete_sign_in(
    work: &UnitOfWork,
    user: UserId,
    session: SessionId,
    device: Option<DeviceId>,
) -> Result<DeviceCookie> {
    note_sign_in(work, user).await?;
    know_device(work, user, session, device).await
}

impl Backend {
    /// Records the opening of a session that stood at the gate of enrolment when the requirement was lifted. Of several
    /// requests one does.
    pub(super) async fn note_opened(
        &self,
        session: &session::Model,
        user: &user::Model,
        origin: &Origin,
    ) -> Result<()> {
        let work = self
            .begin(Actor {
                session: Some(*session.id),
                ..Actor::of_user(user, origin)
            })
            .await?;
        if store::session::open(work.tx(), *session.id, work.now()).await? {
            note_sign_in(&work, *user.id).await?;
        }
        work.commit_unrecorded().await
    }
}
