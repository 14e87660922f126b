//! Creates sessions and renews their tokens.

use super::ended::ended;
use crate::access::{Origin, Principal};
use crate::audit::UnitOfWork;
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::token::Token;
use domain::{DeviceId, EndReason, Proven, SecurityEventKind, SessionId, Timestamp, UserId};
use std::collections::HashMap;
use store::Connection;
use store::session::{self, New, Proof, Renewal, end_these, insert, list_progress};

/// The maximum number of open sessions of a user.
const MAX_OPEN: usize = 50;
/// The maximum number of sessions of a user that wait for a second factor or for its enrolment, of all unknown browsers together.
const MAX_WAITING: usize = 20;
/// The same of each known device.
const MAX_WAITING_OF_DEVICE: usize = 5;

/// How a session begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Begun {
    /// Nothing but the password is required.
    pub opened: bool,
    /// The known device, if it is one.
    pub device: Option<DeviceId>,
}

/// A new session of a user whose password was right and who has proven nothing else.
pub(crate) async fn create(
    work: &UnitOfWork,
    user: UserId,
    origin: &Origin,
    begun: Begun,
) -> Result<(SessionId, Token)> {
    let tx = work.tx();
    let token = Token::generate()?;
    let session = New {
        token_hash: token.hash(),
        user,
        at: work.now(),
        opened: begun.opened,
        user_agent: &origin.user_agent,
        address: &origin.address,
        device: begun.device,
    };
    let id = insert(tx, session).await?;
    if make_room(work, user).await? {
        work.note(SecurityEventKind::SessionsPushedOut).await?;
    }
    Ok((id, token))
}

/// Ends the oldest sessions of a user who has more than the maximum. Sessions that have proven nothing but the password are
/// counted separately, and those of each known device by themselves: somebody who has only the password ends nobody's open
/// session, nor an enrolment that an access code has begun, nor a sign-in on a device that the user has signed in with before.
/// Returns whether any was ended.
async fn make_room(work: &UnitOfWork, user: UserId) -> Result<bool> {
    let tx = work.tx();
    let surplus = surplus(list_progress(tx, user).await?);
    if !surplus.is_empty() {
        end_these(tx, &surplus, ended(work, EndReason::Surplus)).await?;
    }
    Ok(!surplus.is_empty())
}

/// The sessions that are too many, of those of one user, the newest first.
fn surplus(sessions: Vec<session::SessionProof>) -> Vec<SessionId> {
    let mut counts: HashMap<(bool, Option<DeviceId>), usize> = HashMap::new();
    let is_surplus = |session: &session::SessionProof| {
        let (whose, limit) = match (session.proven, session.device) {
            (true, _) => ((true, None), MAX_OPEN),
            (false, None) => ((false, None), MAX_WAITING),
            (false, device) => ((false, device), MAX_WAITING_OF_DEVICE),
        };
        let count = counts.entry(whose).or_default();
        *count += 1;
        *count > limit
    };
    let surplus = sessions.into_iter().filter(is_surplus);
    surplus.map(|session| session.id).collect()
}

/// Whether a session has been open before; an error if it has ended.
pub(crate) async fn was_open(tx: &impl Connection, id: SessionId) -> Result<bool> {
    let row = store::session::find(tx, id).await?;
    row.map(|session| session.opened_at.is_some())
        .ok_or(Error::Unauthenticated)
}

/// The progress of a session when its token is renewed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    /// What was just proven, if anything.
    pub proven: Option<Proven>,
    /// The gate opens.
    pub opened: bool,
}

impl Progress {
    /// The session makes no progress.
    pub(crate) const NONE: Self = Self {
        proven: None,
        opened: false,
    };
}

impl Backend {
    /// Gives the caller's session a new token (the old one becomes worthless) and records its progress.
    pub(crate) async fn renew(
        &self,
        tx: &impl Connection,
        principal: &Principal,
        now: Timestamp,
        progress: Progress,
    ) -> Result<Token> {
        let token = self.renewed_token(principal.origin())?;
        let renewal = Renewal {
            token_hash: token.hash(),
            at: now,
            proof: progress.proven.map(proof),
            opened: progress.opened,
        };
        if store::session::renew(tx, principal.session(), renewal).await? {
            Ok(token)
        } else {
            Err(Error::Unauthenticated)
        }
    }
}

/// What a session stores of a proof. An access code opens only the enrolment of a new factor; a proof of a factor ends that.
const fn proof(proven: Proven) -> Proof {
    let replacing = match proven {
        Proven::Password => return Proof::Password,
        Proven::AccessCode => true,
        Proven::Totp(_) | Proven::RecoveryCode => false,
    };
    Proof::SecondFactor {
        kind: proven.kind(),
        factor: proven.factor(),
        replacing,
    }
}
