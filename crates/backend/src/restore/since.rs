//! What was decided about accounts after a backup was made, as far as the database knows it that the backup replaces.

use super::RestoreTarget;
use crate::audit::UnitOfWork;
use crate::error::Result;
use crate::users::{UsableAdmins, deactivate, give_role};
use domain::{Role, Timestamp, UserId};
use std::collections::HashMap;
use store::Connection;
use store::backup::address;
use store::restore::{Account, accounts};
use store::user::find;

/// What was decided since the backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// No database was there.
    NoDatabase,
    /// The database that was there cannot be read.
    Unreadable,
    /// It does not go on from the backup: it is another one, or an older one.
    Elsewhere,
    /// What it takes away from accounts of the backup.
    Known(Vec<Withdrawn>),
}

/// What was taken away from an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withdrawn {
    /// The account.
    pub user: UserId,
    /// Whether it was deactivated.
    pub disabled: bool,
    /// Its role now, where that has fewer rights.
    pub role: Option<Role>,
}

/// What was taken away again, by address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Again {
    /// Accounts that are deactivated again.
    pub deactivated: Vec<String>,
    /// Accounts that have lost their role again, each with the one that it has now.
    pub demoted: Vec<(String, Role)>,
    /// Admins who keep what they have in the backup: no other could sign in.
    pub left: Vec<String>,
}

impl RestoreTarget {
    /// Compares the copy with the database whose place it takes. What cannot be compared stops no restore.
    pub async fn decided_since(&self) -> Since {
        let Some(held) = &self.held else {
            return match self.database.try_exists() {
                Ok(false) => Since::NoDatabase,
                _ => Since::Unreadable,
            };
        };
        let compared = async {
            let copy = store::open_read_only(&address(&self.copy)?).await?;
            let compared = compare(&copy, held.reader()).await;
            store::close(copy).await?;
            compared
        };
        compared.await.unwrap_or(Since::Unreadable)
    }
}

async fn compare(copy: &impl Connection, replaced: &impl Connection) -> Result<Since> {
    let head = store::audit_head::read(copy).await?;
    let other = store::audit_head::read(replaced).await?;
    let hash = if head.last_id == other.last_id {
        Some(other.hash)
    } else {
        store::audit::hash_of(replaced, head.last_id).await?
    };
    // A user who was changed after the backup is changed in a log that goes on from its last entry.
    if head.database != other.database || hash.as_deref() != Some(head.hash.as_slice()) {
        return Ok(Since::Elsewhere);
    }
    let now = accounts(replaced).await?;
    let now: HashMap<(UserId, Timestamp), Account> = now
        .into_iter()
        .map(|account| ((account.user, account.created), account))
        .collect();
    let before = accounts(copy).await?;
    let withdrawn = before.into_iter().filter_map(|before| {
        let now = now.get(&(before.user, before.created))?;
        let disabled = now.disabled && !before.disabled;
        let role = less(before.role, now.role);
        (disabled || role.is_some()).then_some(Withdrawn {
            user: before.user,
            disabled,
            role,
        })
    });
    Ok(Since::Known(withdrawn.collect()))
}

/// The later role, where it takes rights away. Nobody gets rights by the database that is replaced: it may be the reason of the restore.
const fn less(before: Role, now: Role) -> Option<Role> {
    match (before, now) {
        (Role::Admin, Role::Admin) | (Role::User, _) => None,
        (Role::Admin, _) => Some(now),
        (Role::Helpdesk | Role::Auditor, Role::User) => Some(Role::User),
        (Role::Helpdesk | Role::Auditor, _) => None,
    }
}

/// Takes away again what was taken away since the backup, each with its entry.
pub(super) async fn withdraw(work: &UnitOfWork, withdrawn: &[Withdrawn]) -> Result<Again> {
    let mut again = Again::default();
    let mut admins = UsableAdmins::load(work.tx()).await?;
    for one in withdrawn {
        let user = find(work.tx(), one.user).await?;
        if admins.is_last(&user) {
            again.left.push(user.email);
            continue;
        }
        if let Some(role) = one.role {
            give_role(work, &user, role).await?;
            again.demoted.push((user.email.clone(), role));
        }
        if one.disabled {
            deactivate(work, &user).await?;
            again.deactivated.push(user.email);
        }
        admins.take(one.user);
    }
    Ok(again)
}
