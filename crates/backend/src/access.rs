//! Who is calling, and the rights that follow from it.
//!
//! The rights have private fields and are created only here, from a [`Principal`], which the look-up of a session creates.
//! [`Operator`] is the only one that needs no session: it stands for the command line on the machine itself.
//!
//! Code elsewhere can name and read them:
//!
//! ```
//! use backend::access::{Admin, Operator, Principal};
//! fn role(known: &Principal) -> domain::Role {
//!     known.role()
//! }
//! fn right(known: &Principal) -> backend::Result<Admin<'_>> {
//!     known.admin()
//! }
//! fn nothing(_: Operator) {}
//! ```
//!
//! but it cannot create them:
//!
//! ```compile_fail,E0451
//! fn anybody(known: backend::access::Principal) -> backend::access::Principal {
//!     backend::access::Principal { role: domain::Role::Admin, ..known }
//! }
//! ```
//!
//! ```compile_fail,E0423
//! let operator = backend::access::Operator(());
//! ```
//!
//! ```compile_fail,E0423
//! fn promoted(principal: &backend::access::Principal) -> backend::access::Admin<'_> {
//!     backend::access::Admin(principal)
//! }
//! ```

mod actor;
mod principal;
mod rights;

pub use actor::Actor;
pub(crate) use principal::{Asked, last_proof};
pub use principal::{Origin, Principal, SentForm};
pub use rights::{
    Admin, Claimant, Enrollee, FreshAdmin, FreshEnrollee, FreshHelper, FreshMember, Manager,
    Member, Operator, Reader, Staff,
};
