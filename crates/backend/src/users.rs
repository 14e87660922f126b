//! Accounts, as admins manage them.

mod account;
mod create;
mod detail;
mod export;
mod guard;
mod invite;
mod keyset;
mod list;
mod list_all;
mod recount;
mod requirement;
mod reset;
mod search;
mod segment;
mod segments;
mod selection;
mod setup;
mod sort_key;

pub use crate::link::InvitationLink;
pub use create::NewUser;
pub(crate) use guard::keep_an_admin;
pub(crate) use list::load;
pub use recount::Difference;
pub use requirement::{Asked, RequirementSaved};
pub use reset::ResetHandedOver;
pub(crate) use segment::Segment;
pub(crate) use segments::Segments;
pub use setup::FirstAdmin;
pub(crate) use sort_key::Window;
pub use wire::view::{UserDetail, UserPage, UserRow};

use domain::fold::fold;

/// The text that search uses: the folded name and address.
pub(crate) fn search_key(name: &str, email: &str) -> String {
    format!("{} {}", fold(name), fold(email))
}
