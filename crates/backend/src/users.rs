//! Accounts, as admins manage them.

mod account;
mod create;
mod detail;
mod every;
mod invite;
mod list;
mod requirement;
mod reset;
mod setup;

pub use create::NewUser;
pub use domain::view::{UserDetail, UserPage, UserRow};
pub use invite::InvitationLink;
pub(crate) use list::distribution;
pub use requirement::RequirementSaved;
pub use setup::FirstAdmin;

use crate::entity::user;
use crate::error::{Error, Result};
use domain::UserId;
use domain::fold::fold;
use domain::problem::Problem;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

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

/// Refuses what would leave no admin who can sign in: with a password and not deactivated. To be
/// asked inside the transaction that makes the change.
pub(crate) async fn keep_an_admin(tx: &impl ConnectionTrait, besides: &user::Model) -> Result<()> {
    if besides.role != domain::Role::Admin.as_str() {
        return Ok(());
    }
    let others = user::Entity::find()
        .filter(user::Column::Role.eq(domain::Role::Admin.as_str()))
        .filter(user::Column::DisabledAt.is_null())
        .filter(user::Column::PasswordHash.is_not_null())
        .filter(user::Column::Id.ne(besides.id))
        .count(tx)
        .await?;
    if others == 0 {
        Err(Problem::LastAdmin.into())
    } else {
        Ok(())
    }
}
