//! Whom somebody of the helpdesk may help.

use crate::audit::UnitOfWork;
use crate::error::Result;
use domain::UserId;
use domain::problem::Problem;
use store::entity::user;
use store::user::find;

/// The user whom the actor helps to sign in. Admins help everybody, the helpdesk ordinary users alone: who opens the account of
/// somebody with a right over others has that right. Call it inside the transaction that makes the change, where nobody's role
/// changes meanwhile: not the user's, and with the actor's the session would have ended.
pub(crate) async fn find_to_help(work: &UnitOfWork, id: UserId) -> Result<user::Model> {
    let user = find(work.tx(), id).await?;
    match work.actor().role {
        Some(role) if !role.may_help(*user.role) => Err(Problem::OrdinaryUsersOnly.into()),
        _ => Ok(user),
    }
}
