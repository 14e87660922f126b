//! Accounts, as admins manage them.

mod account;
mod create;
mod detail;
mod every;
mod export;
mod filtered;
mod guard;
mod invite;
mod kind;
mod list;
mod place;
mod recount;
mod requirement;
mod reset;
mod search;
mod setup;
mod walk;

pub use crate::link::InvitationLink;
pub use create::NewUser;
pub use domain::view::{UserDetail, UserPage, UserRow};
pub(crate) use guard::keep_an_admin;
pub(crate) use kind::{Kind, distribution, kinds};
pub(crate) use list::load;
pub(crate) use place::Window;
pub use recount::Difference;
pub use requirement::{Asked, RequirementSaved};
pub use setup::FirstAdmin;
pub(crate) use walk::walk;

use domain::fold::fold;

/// What search looks in: the folded name and address.
pub(crate) fn search_key(name: &str, email: &str) -> String {
    format!("{} {}", fold(name), fold(email))
}
