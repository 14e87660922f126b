//! Who is calling.

use domain::step_up::is_fresh;
use domain::{
    Deadline, DeviceId, Gate, Language, Proof, Requirement, Role, SessionEnd, SessionId, Timestamp,
    UserId,
};
use std::fmt;
use store::account::Author;
use store::entity::{session, user};

/// The origin of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The IP address.
    pub address: String,
    /// The browser, as it identified itself, at most 300 characters.
    pub user_agent: String,
    /// SHA-256 of each token in the browser's device cookie.
    pub devices: Vec<Vec<u8>>,
    /// The form that was sent, if it is one that uses something up.
    pub form: Option<SentForm>,
}

/// A form with everything by which it is told from others: SHA-256 over what was sent, to where, from where, by which browser and by which
/// session.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SentForm([u8; 32]);

impl SentForm {
    /// The form with this digest.
    pub const fn of(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// The digest.
    pub(crate) const fn digest(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for SentForm {
    /// Without the digest, in which the token of the session is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SentForm(…)")
    }
}

/// What is asked of a user.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    /// Whether 2FA is required of the user, and why.
    pub requirement: Requirement,
    /// Until when there is time to comply, where it is required and the user has no factor.
    pub deadline: Option<Deadline>,
}

/// The user behind a session, as of this request.
#[derive(Debug, Clone)]
pub struct Principal {
    /// The session.
    session: SessionId,
    /// The known device of the session.
    device: Option<DeviceId>,
    /// The user.
    user: UserId,
    /// The user's name.
    name: String,
    /// The user's address.
    email: String,
    /// The user's role.
    role: Role,
    /// The user's language.
    language: Language,
    /// How the table of users looks to the user, as in its address.
    table_look: String,
    /// How far the session has progressed.
    gate: Gate,
    /// Whether the user has a confirmed factor.
    active: bool,
    /// Whether the session proved the factor (without one: the password) within five minutes.
    fresh: bool,
    /// Whether the session began with a one-time access code and has to enrol a new factor.
    replacing: bool,
    /// What is asked of the user.
    asked: Asked,
    /// When the session ends.
    end: SessionEnd,
    /// The origin of this request.
    origin: Origin,
}

impl Principal {
    /// The principal behind a session, as read for a request. Only the look-up of sessions may call this (`layers.toml`).
    pub(crate) fn of_session(
        session: &session::Model,
        user: user::Model,
        asked: Asked,
        gate: Gate,
        origin: Origin,
        end: SessionEnd,
    ) -> Self {
        let active = user.two_factor_since.is_some();
        Self {
            session: *session.id,
            device: session.device_id.map(|id| *id),
            user: *user.id,
            role: *user.role,
            language: *user.language,
            name: user.name,
            email: user.email,
            table_look: user.table_look.unwrap_or_default(),
            gate,
            active,
            fresh: is_fresh(last_proof(session, active), end.now),
            replacing: session.replacing_since.is_some(),
            asked,
            end,
            origin,
        }
    }

    /// The same after the session has been seen: its idle time starts again.
    pub(crate) fn seen(mut self, session_idle: i64) -> Self {
        self.end.idle = self.end.now.plus(session_idle);
        self
    }

    /// The session.
    pub const fn session(&self) -> SessionId {
        self.session
    }

    /// The known device of the session, if it has become one.
    pub const fn device(&self) -> Option<DeviceId> {
        self.device
    }

    /// The user.
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// The user's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The user's address.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// The user, as a rule keeps its author.
    pub(crate) fn author(&self) -> Author<'_> {
        Author {
            name: &self.name,
            email: Some(&self.email),
        }
    }

    /// The user's role.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// The user's language.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// How the table of users looks to the user, as in its address; empty for the usual look.
    pub fn table_look(&self) -> &str {
        &self.table_look
    }

    /// How far the session has progressed.
    pub const fn gate(&self) -> Gate {
        self.gate
    }

    /// Whether the user has a confirmed factor.
    pub const fn is_active(&self) -> bool {
        self.active
    }

    /// Whether the session proved the factor (without one: the password) within five minutes.
    pub const fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// Whether the session began with a one-time access code and has to enrol a new factor.
    pub const fn is_replacing(&self) -> bool {
        self.replacing
    }

    /// Whether 2FA is required of the user, and why.
    pub const fn requirement(&self) -> Requirement {
        self.asked.requirement
    }

    /// Until when the user has time to comply, as of this request.
    pub const fn deadline(&self) -> Option<Deadline> {
        self.asked.deadline
    }

    /// When the session ends.
    pub const fn end(&self) -> SessionEnd {
        self.end
    }

    /// The origin of this request.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }
}

/// When the session last gave the proof that sensitive actions require.
pub(crate) fn last_proof(session: &session::Model, active: bool) -> Option<Timestamp> {
    let proven = match Proof::of(active) {
        Proof::Code => session.factor_proven_at,
        Proof::Password => session.password_proven_at,
    };
    proven.map(|at| *at)
}

#[cfg(test)]
impl Principal {
    /// A principal at a gate, in a role, with a factor or not, whose last proof is fresh or not.
    pub(super) fn for_test(gate: Gate, role: Role, active: bool, fresh: bool) -> Self {
        Self {
            session: SessionId::new(1),
            device: None,
            user: UserId::new(1),
            name: "Léa".into(),
            email: "lea@exemple.fr".into(),
            table_look: String::new(),
            role,
            language: Language::Fr,
            gate,
            active,
            fresh,
            replacing: false,
            asked: Asked {
                requirement: Requirement {
                    required: false,
                    rule: domain::Rule::Policy(domain::Policy::Optional),
                },
                deadline: None,
            },
            end: SessionEnd {
                now: Timestamp::from_unix(0),
                idle: Timestamp::from_unix(3_600),
                absolute: Timestamp::from_unix(43_200),
                warning: 300,
            },
            origin: Origin::default(),
        }
    }
}
