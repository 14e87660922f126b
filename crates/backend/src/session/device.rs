//! The browsers that a user has signed in with, known by a device cookie (« Slow Down Online Guessing Attacks with Device Cookies »,
//! OWASP). Such a cookie proves nothing: it decides with whom a browser waits in line, and which sessions its own can push out.

use crate::access::{Actor, Member};
use crate::audit::UnitOfWork;
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::token::Token;
use domain::{AuditAction, DeviceId, SessionId, UserId};
use store::device_cookie::{self, New};
use wire::view::KnownDevice;

/// The maximum number of known devices of a user.
const MAX_DEVICES: usize = 20;

/// Seconds for which a device cookie is kept, and its device after the last sign-in.
pub(crate) const DEVICE_LIFETIME: i64 = 400 * 86_400;
/// Seconds after which a sign-in renews the cookie of a known device: browsers forget it after [`DEVICE_LIFETIME`].
const RENEWED_AFTER: i64 = 30 * 86_400;

/// What a completed sign-in does with the device cookie of its browser.
#[derive(Debug, Clone)]
pub enum DeviceCookie {
    /// It stays as it is.
    Kept,
    /// It is sent again as it is, to be kept from now on.
    Renewed,
    /// This token is added: the browser has become a known device.
    New(Token),
}

impl DeviceCookie {
    /// The token that is added.
    pub const fn token(&self) -> Option<&Token> {
        match self {
            Self::New(token) => Some(token),
            Self::Kept | Self::Renewed => None,
        }
    }
}

/// Makes the browser of a session that opens a known device, unless it is one (`device`).
pub(super) async fn know_device(
    work: &UnitOfWork,
    user: UserId,
    session: SessionId,
    device: Option<DeviceId>,
) -> Result<DeviceCookie> {
    let (tx, now) = (work.tx(), work.now());
    let Actor { user_agent, .. } = work.actor();
    if let Some(device) = device
        && let Some(since) = device_cookie::note_seen(tx, device, user_agent, now).await?
    {
        let is_old = now.since(since) >= RENEWED_AFTER;
        return Ok(if is_old {
            DeviceCookie::Renewed
        } else {
            DeviceCookie::Kept
        });
    }
    let token = Token::generate()?;
    let new = New {
        token_hash: token.hash(),
        user,
        at: now,
        user_agent,
    };
    let device = device_cookie::insert(tx, new).await?;
    device_cookie::assign(tx, session, device).await?;
    let known = device_cookie::list_of(tx, user).await?;
    let surplus: Vec<DeviceId> = known.iter().skip(MAX_DEVICES).map(|row| *row.id).collect();
    if !surplus.is_empty() {
        device_cookie::forget(tx, user, Some(&surplus)).await?;
    }
    Ok(DeviceCookie::New(token))
}

impl Backend {
    /// The devices that the user has signed in with, the latest first.
    pub async fn own_devices(&self, member: Member<'_>) -> Result<Vec<KnownDevice>> {
        let principal = member.principal();
        let rows = device_cookie::list_of(self.db.read(), principal.user()).await?;
        let view = |row: store::entity::device_cookie::Model| KnownDevice {
            id: *row.id,
            since: *row.created_at,
            last_seen: *row.last_seen_at,
            user_agent: row.user_agent,
            current: principal.device() == Some(*row.id),
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// Forgets one of the user's own devices: its next sign-in waits in line with unknown browsers.
    pub async fn forget_own_device(&self, member: Member<'_>, id: DeviceId) -> Result<()> {
        let work = self.begin(member.actor()).await?;
        let user = member.principal().user();
        if device_cookie::forget(work.tx(), user, Some(&[id])).await? == 0 {
            return Err(Error::NotFound);
        }
        work.commit(AuditAction::DeviceForgotten).await
    }
}
