//! The lock-out guard: at every moment at least one admin can sign in.

use crate::error::Result;
use domain::Role;
use domain::problem::Problem;
use domain::throttle::MAX_FAILURES;
use store::Connection;
use store::account::count_other_admins;
use store::entity::user;

/// Refuses to take an account away as an admin when no other admin could sign in: one who is not
/// deactivated, has a password, and has a factor that is not blocked or, without a factor, can
/// enrol one. Call it inside the transaction that makes the change, before anything is changed:
/// those transactions run one after the other.
pub(crate) async fn keep_an_admin(tx: &impl Connection, besides: &user::Model) -> Result<()> {
    if *besides.role != Role::Admin {
        return Ok(());
    }
    let others = count_other_admins(tx, *besides.id, MAX_FAILURES).await?;
    if others == 0 {
        Err(Problem::LastAdmin.into())
    } else {
        Ok(())
    }
}
