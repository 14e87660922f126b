//! The rights that follow from who is calling.

use super::actor::Actor;
use super::principal::Principal;
use crate::error::{Error, Result};
use domain::problem::Problem;
use domain::{Gate, Proof, Role};

/// A user whose session is open: may manage their own account.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a>(&'a Principal);

/// An admin whose session is open.
#[derive(Debug, Clone, Copy)]
pub struct Admin<'a>(&'a Principal);

/// An admin or an auditor whose session is open: may read everything.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a>(&'a Principal);

/// An admin, an auditor, or somebody of the helpdesk whose session is open: may see the users.
#[derive(Debug, Clone, Copy)]
pub struct Staff<'a>(&'a Principal);

/// A [`Member`] whose last proof is fresh: may do sensitive things to their own account.
#[derive(Debug, Clone, Copy)]
pub struct FreshMember<'a>(&'a Principal);

/// An [`Admin`] whose last proof is fresh: may change something.
#[derive(Debug, Clone, Copy)]
pub struct FreshAdmin<'a>(&'a Principal);

/// An admin or somebody of the helpdesk whose last proof is fresh: may help users to sign in. Which users, the change asks itself
/// (`crates/backend/src/support.rs`).
#[derive(Debug, Clone, Copy)]
pub struct FreshHelper<'a>(&'a Principal);

/// An [`Enrollee`] who may begin with a factor: at the gate of enrolment, or with a fresh proof.
#[derive(Debug, Clone, Copy)]
pub struct FreshEnrollee<'a>(&'a Principal);

/// A user who may enrol a factor or save recovery codes: at the gate of enrolment, or open.
#[derive(Debug, Clone, Copy)]
pub struct Enrollee<'a>(&'a Principal);

/// A user who has given the right password and still has to give a code.
#[derive(Debug, Clone, Copy)]
pub struct Claimant<'a>(&'a Principal);

/// The command line: anyone who may read the database file may do this.
#[derive(Debug, Clone, Copy)]
pub struct Operator(());

/// The right to manage accounts: an admin with a fresh proof, or the command line.
#[derive(Debug, Clone)]
pub struct Manager(Actor);

impl Principal {
    /// The right to manage one's own account.
    pub fn member(&self) -> Result<Member<'_>> {
        match self.gate() {
            Gate::Open => Ok(Member(self)),
            gate => Err(Error::Gate(gate)),
        }
    }

    /// The right to manage every account.
    pub fn admin(&self) -> Result<Admin<'_>> {
        match (self.gate(), self.role()) {
            (Gate::Open, Role::Admin) => Ok(Admin(self)),
            (Gate::Open, _) => Err(Error::Forbidden),
            (gate, _) => Err(Error::Gate(gate)),
        }
    }

    /// The right to read everything.
    pub fn reader(&self) -> Result<Reader<'_>> {
        self.member()?;
        permitted(self.role().reads_everything(), Reader(self))
    }

    /// The right to see the users.
    pub fn staff(&self) -> Result<Staff<'_>> {
        self.member()?;
        permitted(self.role().sees_users(), Staff(self))
    }

    /// The right to help users to sign in.
    pub fn fresh_helper(&self) -> Result<FreshHelper<'_>> {
        self.member()?;
        permitted(self.role().helps_users(), ())?;
        self.freshly(FreshHelper(self))
    }

    /// The right to do sensitive things to one's own account.
    pub fn fresh_member(&self) -> Result<FreshMember<'_>> {
        self.member()?;
        self.freshly(FreshMember(self))
    }

    /// The right to change something as an admin.
    pub fn fresh_admin(&self) -> Result<FreshAdmin<'_>> {
        self.admin()?;
        self.freshly(FreshAdmin(self))
    }

    /// The right to begin an enrolment. A session at that gate comes from the password or an access
    /// code and can do nothing else.
    pub fn fresh_enrollee(&self) -> Result<FreshEnrollee<'_>> {
        self.enrollee()?;
        if self.gate() == Gate::Enrolment {
            Ok(FreshEnrollee(self))
        } else {
            self.freshly(FreshEnrollee(self))
        }
    }

    fn freshly<T>(&self, right: T) -> Result<T> {
        if self.is_fresh() {
            Ok(right)
        } else {
            Err(Error::StepUp(Proof::of(self.is_active())))
        }
    }

    /// The right to enrol.
    pub fn enrollee(&self) -> Result<Enrollee<'_>> {
        match self.gate() {
            Gate::Open | Gate::Enrolment => Ok(Enrollee(self)),
            gate @ Gate::SecondFactor => Err(Error::Gate(gate)),
        }
    }

    /// The right to give a code for this session.
    pub fn claimant(&self) -> Result<Claimant<'_>> {
        match self.gate() {
            Gate::SecondFactor => Ok(Claimant(self)),
            gate => Err(Error::Gate(gate)),
        }
    }

    pub(crate) fn actor(&self) -> Actor {
        Actor::of_principal(self)
    }
}

fn permitted<T>(is_permitted: bool, right: T) -> Result<T> {
    if is_permitted {
        Ok(right)
    } else {
        Err(Error::Forbidden)
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
of_principal!(
    Member,
    Admin,
    Enrollee,
    Claimant,
    FreshMember,
    FreshAdmin,
    FreshHelper,
    FreshEnrollee,
    Reader,
    Staff
);

macro_rules! actor {
    ($($right:ident),+) => {
        $(impl $right<'_> {
            pub(crate) fn actor(&self) -> Actor {
                self.0.actor()
            }
        })+
    };
}
actor!(Member, Enrollee, FreshAdmin, FreshHelper);

/// A right that includes another one.
macro_rules! includes {
    ($($more:ident => $less:ident),+) => {
        $(impl<'a> From<$more<'a>> for $less<'a> {
            fn from(right: $more<'a>) -> Self {
                Self(right.0)
            }
        })+
    };
}
includes!(
    Admin => Reader,
    Admin => Staff,
    Reader => Staff,
    FreshAdmin => FreshHelper
);

impl FreshAdmin<'_> {
    /// Refuses admins without a second factor of their own (see [`FreshHelper::has_own_factor`]).
    pub(crate) fn has_own_factor(self) -> Result<()> {
        FreshHelper::from(self).has_own_factor()
    }
}

impl FreshHelper<'_> {
    /// Refuses those without a second factor of their own: they must have themselves what they
    /// require of others or take from them.
    pub(crate) fn has_own_factor(self) -> Result<()> {
        if self.0.is_active() {
            Ok(())
        } else {
            Err(Problem::OwnFactorMissing.into())
        }
    }
}

impl Operator {
    /// The right of the command line, without any check: to be created only there (`layers.toml`).
    pub const fn assume_command_line() -> Self {
        Self(())
    }

    pub(crate) fn actor() -> Actor {
        Actor::program()
    }
}

impl Manager {
    pub(crate) const fn actor(&self) -> &Actor {
        &self.0
    }
}

impl From<FreshAdmin<'_>> for Manager {
    fn from(admin: FreshAdmin<'_>) -> Self {
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

    /// A user without a factor who has just given the password.
    fn at(gate: Gate, role: Role) -> Principal {
        Principal::for_test(gate, role, false, true)
    }

    #[test]
    fn each_gate_and_role_gives_exactly_its_rights() {
        for gate in Gate::ALL {
            for role in Role::ALL {
                let principal = at(*gate, *role);
                let open = *gate == Gate::Open;
                assert_eq!(principal.member().is_ok(), open);
                assert_eq!(principal.admin().is_ok(), open && *role == Role::Admin);
                let reads = open && matches!(role, Role::Admin | Role::Auditor);
                assert_eq!(principal.reader().is_ok(), reads);
                assert_eq!(principal.staff().is_ok(), open && *role != Role::User);
                let helps = open && matches!(role, Role::Admin | Role::Helpdesk);
                assert_eq!(principal.fresh_helper().is_ok(), helps);
                assert_eq!(
                    principal.fresh_admin().is_ok(),
                    open && *role == Role::Admin
                );
                assert_eq!(principal.enrollee().is_ok(), *gate != Gate::SecondFactor);
                assert_eq!(principal.claimant().is_ok(), *gate == Gate::SecondFactor);
            }
        }
    }

    #[test]
    fn without_a_fresh_proof_nothing_sensitive_may_be_done_and_what_to_prove_is_said() {
        for (active, proof) in [(true, Proof::Code), (false, Proof::Password)] {
            let stale = Principal::for_test(Gate::Open, Role::Admin, active, false);
            let asked = [
                stale.fresh_member().err(),
                stale.fresh_admin().err(),
                stale.fresh_helper().err(),
                stale.fresh_enrollee().err(),
            ];
            for error in asked {
                assert!(matches!(error, Some(Error::StepUp(p)) if p == proof));
            }
        }
    }

    #[test]
    fn a_fresh_proof_opens_no_gate_and_gives_no_role() {
        for gate in [Gate::SecondFactor, Gate::Enrolment] {
            let half = at(gate, Role::Admin);
            assert!(matches!(half.fresh_member(), Err(Error::Gate(_))));
            assert!(matches!(half.fresh_admin(), Err(Error::Gate(_))));
        }
        let user = at(Gate::Open, Role::User);
        assert!(matches!(user.fresh_admin(), Err(Error::Forbidden)));
        assert!(user.fresh_member().is_ok() && user.fresh_enrollee().is_ok());
    }

    #[test]
    fn at_the_gate_of_enrolment_an_enrolment_begins_without_a_fresh_proof() {
        let stale = |gate| Principal::for_test(gate, Role::User, false, false);
        assert!(stale(Gate::Enrolment).fresh_enrollee().is_ok());
        assert!(matches!(
            stale(Gate::SecondFactor).fresh_enrollee(),
            Err(Error::Gate(Gate::SecondFactor))
        ));
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
