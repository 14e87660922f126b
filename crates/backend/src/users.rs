//! Accounts, as admins manage them.

mod account;
mod add;
mod create;
mod detail;
mod edit;
mod end_rule;
mod exemptions;
mod export;
mod extend;
mod guard;
mod invite;
mod invite_all;
mod invite_links;
mod invited;
mod list;
mod list_all;
mod neighbours;
mod recount;
mod requirement;
mod reset;
mod selection;
mod setup;

pub use crate::link::InvitationLink;
pub use add::{AddedUser, UserToAdd};
pub use create::NewUser;
pub use edit::ProfileInput;
pub use export::ExportedUser;
pub(crate) use guard::keep_an_admin;
pub use invite_links::LinkOfUser;
pub(crate) use list::load;
pub use recount::Difference;
pub use requirement::{RequirementInput, RequirementSaved};
pub use reset::ResetHandedOver;
pub use setup::FirstAdmin;
pub use wire::view::{UserDetail, UserList, UserRow};
