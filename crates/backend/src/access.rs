//! Who is calling, and the rights that follow from it.
//!
//! The rights have private fields and are made here only, from a [`Principal`] that a session
//! gave. [`Operator`] is the one that needs no session: it stands for the command line on the
//! machine itself.

use crate::error::{Error, Result};
use domain::{Gate, Language, Requirement, Role, SessionId, Timestamp, UserId};

/// Where a request comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The IP address.
    pub address: String,
    /// The browser as it names itself, at most 300 characters.
    pub user_agent: String,
}

/// The user behind a session, as of this request.
#[derive(Debug, Clone)]
pub struct Principal {
    /// The session.
    pub session: SessionId,
    /// The user.
    pub user: UserId,
    /// The user's name.
    pub name: String,
    /// The user's address.
    pub email: String,
    /// The user's role.
    pub role: Role,
    /// The user's language.
    pub language: Language,
    /// How far the session has come.
    pub gate: Gate,
    /// Whether the user has a confirmed factor.
    pub active: bool,
    /// What is asked of the user.
    pub requirement: Requirement,
    /// When this session proved the factor.
    pub factor_proven_at: Option<Timestamp>,
    /// Where this request comes from.
    pub origin: Origin,
}

/// Whoever acts, as the audit log names them.
#[derive(Debug, Clone)]
pub struct Actor {
    pub(crate) id: Option<UserId>,
    pub(crate) name: String,
    pub(crate) address: String,
}

/// A user whose session is open: may manage the own account.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a>(&'a Principal);

/// An admin whose session is open.
#[derive(Debug, Clone, Copy)]
pub struct Admin<'a>(&'a Principal);

/// A user who may enrol a factor or save recovery codes: at the gate of enrolment, or open.
#[derive(Debug, Clone, Copy)]
pub struct Enrollee<'a>(&'a Principal);

/// A user who has given the right password and has to give a code.
#[derive(Debug, Clone, Copy)]
pub struct Claimant<'a>(&'a Principal);

/// The command line: whoever may read the database file may do this.
#[derive(Debug, Clone, Copy)]
pub struct Operator(());

/// The right to manage accounts: an admin or the command line.
#[derive(Debug, Clone)]
pub struct Manager(Actor);

impl Principal {
    /// The right to manage the own account.
    pub fn member(&self) -> Result<Member<'_>> {
        match self.gate {
            Gate::Open => Ok(Member(self)),
            gate => Err(Error::Gate(gate)),
        }
    }

    /// The right to manage every account.
    pub fn admin(&self) -> Result<Admin<'_>> {
        match (self.gate, self.role) {
            (Gate::Open, Role::Admin) => Ok(Admin(self)),
            (Gate::Open, Role::User) => Err(Error::Forbidden),
            (gate, _) => Err(Error::Gate(gate)),
        }
    }

    /// The right to enrol.
    pub fn enrollee(&self) -> Result<Enrollee<'_>> {
        match self.gate {
            Gate::Open | Gate::Enrolment => Ok(Enrollee(self)),
            gate @ Gate::SecondFactor => Err(Error::Gate(gate)),
        }
    }

    /// The right to give a code for this session.
    pub fn claimant(&self) -> Result<Claimant<'_>> {
        match self.gate {
            Gate::SecondFactor => Ok(Claimant(self)),
            gate => Err(Error::Gate(gate)),
        }
    }

    pub(crate) fn actor(&self) -> Actor {
        Actor {
            id: Some(self.user),
            name: self.name.clone(),
            address: self.origin.address.clone(),
        }
    }
}

macro_rules! of_principal {
    ($($right:ident),+) => {
        $(impl<'a> $right<'a> {
            /// The user behind the right.
            pub const fn principal(&self) -> &'a Principal {
                self.0
            }
        })+
    };
}
of_principal!(Member, Admin, Enrollee, Claimant);

macro_rules! actor {
    ($($right:ident),+) => {
        $(impl $right<'_> {
            pub(crate) fn actor(&self) -> Actor {
                self.0.actor()
            }
        })+
    };
}
actor!(Member, Admin, Enrollee);

impl Operator {
    /// The right of the command line. To be called there and nowhere else.
    pub const fn on_this_machine() -> Self {
        Self(())
    }

    pub(crate) fn actor() -> Actor {
        Actor {
            id: None,
            name: "bouclier".to_owned(),
            address: String::new(),
        }
    }
}

impl Manager {
    pub(crate) const fn actor(&self) -> &Actor {
        &self.0
    }
}

impl From<Admin<'_>> for Manager {
    fn from(admin: Admin<'_>) -> Self {
        Self(admin.actor())
    }
}

impl From<Operator> for Manager {
    fn from(_: Operator) -> Self {
        Self(Operator::actor())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Policy, Rule};

    fn at(gate: Gate, role: Role) -> Principal {
        Principal {
            session: SessionId::new(1),
            user: UserId::new(1),
            name: "Léa".into(),
            email: "lea@exemple.fr".into(),
            role,
            language: Language::Fr,
            gate,
            active: false,
            requirement: Requirement {
                required: false,
                rule: Rule::Policy(Policy::Optional),
            },
            factor_proven_at: None,
            origin: Origin::default(),
        }
    }

    #[test]
    fn each_gate_and_role_gives_exactly_its_rights() {
        for gate in Gate::ALL {
            for role in Role::ALL {
                let principal = at(*gate, *role);
                let open = *gate == Gate::Open;
                assert_eq!(principal.member().is_ok(), open);
                assert_eq!(principal.admin().is_ok(), open && *role == Role::Admin);
                assert_eq!(principal.enrollee().is_ok(), *gate != Gate::SecondFactor);
                assert_eq!(principal.claimant().is_ok(), *gate == Gate::SecondFactor);
            }
        }
    }

    #[test]
    fn a_plain_user_is_told_that_the_right_is_missing_and_a_half_open_session_its_gate() {
        assert!(matches!(
            at(Gate::Open, Role::User).admin(),
            Err(Error::Forbidden)
        ));
        let half = at(Gate::SecondFactor, Role::Admin);
        assert!(matches!(half.admin(), Err(Error::Gate(Gate::SecondFactor))));
        assert!(matches!(
            half.member(),
            Err(Error::Gate(Gate::SecondFactor))
        ));
    }
}
