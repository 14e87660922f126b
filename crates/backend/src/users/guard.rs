//! The lock-out guard: at every moment at least one admin can sign in.

use crate::error::Result;
use domain::problem::Problem;
use domain::throttle::MAX_FAILURES;
use domain::{Role, UserId};
use std::collections::HashSet;
use store::Connection;
use store::account::{count_other_admins, list_usable_admins};
use store::entity::user;

/// The admins who can sign in, as the guard counts them, while several accounts are taken away in one change.
#[derive(Debug)]
pub(crate) struct UsableAdmins(HashSet<UserId>);

impl UsableAdmins {
    /// Those that there are.
    pub(crate) async fn load(db: &impl Connection) -> Result<Self> {
        let admins = list_usable_admins(db, MAX_FAILURES).await?;
        Ok(Self(admins.into_iter().collect()))
    }

    /// Whether no other admin could sign in, where this account is an admin's.
    pub(crate) fn is_last(&self, user: &user::Model) -> bool {
        *user.role == Role::Admin && self.0.iter().all(|admin| *admin == *user.id)
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// Notes that this account is taken away.
    pub(crate) fn take(&mut self, user: UserId) {
        self.0.remove(&user);
    }
}

/// How many admins can sign in, as the guard counts them; without this account, if one is taken away.
pub(crate) async fn count_admins(
    db: &impl Connection,
    besides: Option<&user::Model>,
) -> Result<u64> {
    // No account has the number 0.
    let besides = besides.map_or(UserId::new(0), |user| *user.id);
    Ok(count_other_admins(db, besides, MAX_FAILURES).await?)
}

/// Refuses to take an account away as an admin when no other admin could sign in: one who is not
/// deactivated, has a password, and has a factor that is not blocked or, without a factor, can
/// enrol one. Call it inside the transaction that makes the change, before anything is changed:
/// those transactions run one after the other.
pub(crate) async fn keep_an_admin(tx: &impl Connection, besides: &user::Model) -> Result<()> {
    if *besides.role != Role::Admin {
        return Ok(());
    }
    if count_admins(tx, Some(besides)).await? == 0 {
        Err(Problem::LastAdmin.into())
    } else {
        Ok(())
    }
}
