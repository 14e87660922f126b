//! From a token to the principal behind it.

use super::{CLAIM_LIFETIME, CLOCK_SLACK};
use crate::access::{Asked, Origin, Principal};
use crate::context::{Backend, Settings};
use crate::error::Result;
use crate::error::with_causes;
use crate::rules::{deadline_of, load, must_enrol, requirement_of};
use crate::token::Token;
use domain::session_end::warning;
use domain::{EndReason, Gate, SessionEnd, Standing, Timestamp, UserId, gate};
use store::Connection;
use store::entity::{session, user};
use store::session::{Ended, find_by_token, has_unsaved_codes};

/// Minimum seconds between two updates of when a session was last seen: not every request is a
/// write.
const SEEN_EVERY: i64 = 60;

impl Backend {
    /// The principal behind a token; `None` when there is no such session (any more). The session
    /// counts as seen: its idle time starts again.
    pub async fn principal(&self, token: &Token, origin: Origin) -> Result<Option<Principal>> {
        let Some((session, principal)) = self.look_up(token, origin).await? else {
            return Ok(None);
        };
        match self.note_seen(&session, principal.end().now).await {
            Ok(true) => return Ok(Some(principal.seen(self.settings.session_idle))),
            Ok(false) => {}
            // A disk without room for this must not keep anybody from reading.
            Err(error) => {
                tracing::warn!(
                    error.cause = with_causes(&error),
                    "could not note that a session was seen"
                );
            }
        }
        Ok(Some(principal))
    }

    /// The same for a request that the user did not make, such as the page's own check when the
    /// session ends: the idle time continues.
    pub async fn background_principal(
        &self,
        token: &Token,
        origin: Origin,
    ) -> Result<Option<Principal>> {
        let found = self.look_up(token, origin).await?;
        Ok(found.map(|(_, principal)| principal))
    }

    pub(super) async fn look_up(
        &self,
        token: &Token,
        origin: Origin,
    ) -> Result<Option<(session::Model, Principal)>> {
        let db = self.db.read();
        let Some((session, user)) = find_by_token(db, token.hash()).await? else {
            return Ok(None);
        };
        let now = self.now();
        let rules = load(db).await?;
        let saved = recovery_saved(db, *user.id).await?;
        let gate = gate_of(&session, &user, must_enrol(&user, &rules, now), saved);
        if !is_live(&session, &user, gate, &self.settings, now) {
            // Deleted for good: setting the clock back must not restore it.
            let reason = overdue(&session, &user, gate, &self.settings, now);
            let why = reason.map(|reason| Ended { reason, at: now });
            store::session::end(self.db.write(), *session.id, why).await?;
            return Ok(None);
        }
        if gate == Gate::Open && session.opened_at.is_none() {
            self.note_opened(&session, &user, &origin).await?;
        }
        let end = end(&session, &self.settings, now);
        let asked = Asked {
            requirement: requirement_of(&user, &rules, now),
            deadline: deadline_of(&user, &rules, now),
        };
        let principal = Principal::of_session(&session, user, asked, gate, origin, end);
        Ok(Some((session, principal)))
    }

    /// Records that a session was seen, unless that was recorded just before; returns whether it
    /// did.
    async fn note_seen(&self, session: &session::Model, now: Timestamp) -> Result<bool> {
        if now.since(*session.last_seen_at) < SEEN_EVERY {
            return Ok(false);
        }
        store::session::note_seen(self.db.write(), *session.id, now).await?;
        Ok(true)
    }
}

/// When a session ends.
pub(crate) fn end(session: &session::Model, settings: &Settings, now: Timestamp) -> SessionEnd {
    SessionEnd {
        now,
        idle: session.last_seen_at.plus(settings.session_idle),
        absolute: session.created_at.plus(settings.session_absolute),
        warning: warning(settings.session_idle),
    }
}

/// Whether the user has saved the recovery codes: none of them is kept in readable form.
pub(crate) async fn recovery_saved(db: &impl Connection, user: UserId) -> Result<bool> {
    Ok(!has_unsaved_codes(db, user).await?)
}

/// How far a session has come; `due` where enrolment is forced on its user.
pub(crate) fn gate_of(
    session: &session::Model,
    user: &user::Model,
    due: bool,
    recovery_saved: bool,
) -> Gate {
    gate(Standing {
        active: user.two_factor_since.is_some(),
        recovery_saved,
        due,
        factor_proven: session.factor_proven_at.is_some(),
        opened: session.opened_at.is_some(),
        replacing: session.replacing_since.is_some(),
        reset: user.reset_proof.is_some(),
    })
}

/// Whether a session is still valid: idle and absolute limits, the shorter one for a password
/// alone, and a deactivated account. A session last seen in the future has ended too: the clock was
/// set back, and how long it has been open cannot be known.
pub(crate) fn is_live(
    session: &session::Model,
    user: &user::Model,
    gate: Gate,
    settings: &Settings,
    now: Timestamp,
) -> bool {
    user.disabled_at.is_none()
        && now.since(*session.last_seen_at) >= -CLOCK_SLACK
        && overdue(session, user, gate, settings, now).is_none()
}

/// Which limit a session has reached, if its account is active.
fn overdue(
    session: &session::Model,
    user: &user::Model,
    gate: Gate,
    settings: &Settings,
    now: Timestamp,
) -> Option<EndReason> {
    let age = now.since(*session.created_at);
    let idle = now.since(*session.last_seen_at);
    let (lifetime, over) = match gate {
        Gate::SecondFactor => (CLAIM_LIFETIME, EndReason::Waited),
        Gate::Enrolment | Gate::Open => (settings.session_absolute, EndReason::Age),
    };
    if user.disabled_at.is_some() {
        None
    } else if age >= lifetime {
        Some(over)
    } else {
        (idle >= settings.session_idle).then_some(EndReason::Idle)
    }
}
