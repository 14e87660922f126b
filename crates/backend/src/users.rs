//! Accounts, as admins manage them.

mod account;
mod create;
mod detail;
mod every;
mod guard;
mod invite;
mod list;
mod requirement;
mod reset;
mod setup;

pub use create::NewUser;
pub use domain::view::{UserDetail, UserPage, UserRow};
pub(crate) use guard::keep_an_admin;
pub use invite::InvitationLink;
pub(crate) use list::{contains, distribution};
pub use requirement::{Asked, RequirementSaved};
pub use setup::FirstAdmin;

use crate::entity::user;
use crate::error::{Error, Result};
use domain::UserId;
use domain::fold::fold;
use sea_orm::{ConnectionTrait, EntityTrait};

/// What search looks in: the folded name and address.
pub(crate) fn search_key(name: &str, email: &str) -> String {
    format!("{} {}", fold(name), fold(email))
}

/// The user's row.
pub(crate) async fn find(db: &impl ConnectionTrait, id: UserId) -> Result<user::Model> {
    user::Entity::find_by_id(id.get())
        .one(db)
        .await?
        .ok_or(Error::NotFound)
}
