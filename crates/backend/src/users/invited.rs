//! How the last invitation of a user stands.

use crate::error::Result;
use domain::{AuditAction, LinkPurpose, NoticeKind, Timestamp};
use store::Connection;
use store::audit::last_done;
use store::entity::{notice, user};
use store::link::find_of;
use store::notice::last_of;
use wire::view::{GivenInvitation, InvitationMail, InvitationStands};

/// The last invitation of a user who has no password yet; none if there was none.
pub(super) async fn last_invitation(
    db: &impl Connection,
    user: &user::Model,
    now: Timestamp,
) -> Result<Option<GivenInvitation>> {
    if user.password_hash.is_some() {
        return Ok(None);
    }
    let id = *user.id;
    let Some(given) = last_done(db, AuditAction::Invited, id).await? else {
        return Ok(None);
    };
    let link = find_of(db, id, LinkPurpose::Invitation, now).await?;
    // The mail is of the same change as the link and its entry; one of before is of another link.
    let mailed = last_of(db, id, NoticeKind::Invited).await?;
    let mailed = mailed.filter(|notice| *notice.at == given);
    Ok(Some(GivenInvitation {
        given,
        mail: mailed.map(|notice| mail(&notice)),
        link: link.map(|link| InvitationStands {
            until: *link.expires_at,
            opened: link.opened_at.map(|at| *at),
        }),
    }))
}

fn mail(notice: &notice::Model) -> InvitationMail {
    match (notice.mailed_at, notice.mail_due_at) {
        (Some(at), _) => InvitationMail::Sent(*at),
        (None, Some(_)) if notice.mail_attempts == 0 => InvitationMail::Waiting,
        (None, Some(due)) => InvitationMail::Again(*due),
        (None, None) => InvitationMail::Refused,
    }
}
