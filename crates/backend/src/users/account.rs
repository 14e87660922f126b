//! Role, deactivation and deletion of an account.

use super::keep_an_admin;
use crate::access::{FreshAdmin, Manager};
use crate::audit::{Done, UnitOfWork};
use crate::bulk_state::outlive;
use crate::context::Backend;
use crate::error::Result;
use crate::handover::demote;
use crate::link::{end_one_time_rights, end_rights_given_by, end_securing_links};
use crate::rules::{compliance_of, keep_compliance};
use crate::security_event::ATTEMPTS;
use crate::session::{end_all_of, ended};
use domain::{AuditAction, AuditDetail, EndReason, NoticeKind, Role, UserId};
use store::Connection;
use store::account;
use store::entity::user;
use store::user::find;

impl Backend {
    /// Changes the role; the user's sessions end, so that none keeps the old right.
    pub async fn change_role(&self, admin: FreshAdmin<'_>, id: UserId, role: Role) -> Result<()> {
        let work = self.begin(admin.actor()).await?;
        let tx = work.tx();
        let user = find(tx, id).await?;
        if *user.role == role {
            return Ok(());
        }
        if role != Role::Admin {
            keep_an_admin(tx, &user).await?;
        }
        give_role(&work, &user, role).await?;
        work.commit_unrecorded().await
    }

    /// Deactivates an account (its sessions end) or activates it again.
    pub async fn set_disabled(
        &self,
        admin: FreshAdmin<'_>,
        id: UserId,
        disabled: bool,
    ) -> Result<()> {
        let work = self.begin(admin.actor()).await?;
        let tx = work.tx();
        let user = find(tx, id).await?;
        if user.disabled_at.is_some() == disabled {
            return Ok(());
        }
        if disabled {
            keep_an_admin(tx, &user).await?;
            deactivate(&work, &user).await?;
        } else {
            activate(&work, &user).await?;
        }
        work.commit_unrecorded().await
    }

    /// Deletes an account with its sessions, factors and links; the audit log stays.
    pub async fn delete_user(&self, manager: &Manager, id: UserId) -> Result<()> {
        let work = self.begin(manager.actor().clone()).await?;
        let tx = work.tx();
        // An attempt at the account that is being written locks its rows in another order.
        store::take_turn_on(tx, ATTEMPTS).await?;
        let user = find(tx, id).await?;
        keep_an_admin(tx, &user).await?;
        end_rights_given_by(tx, id).await?;
        outlive(tx, &user).await?;
        account::delete(tx, id).await?;
        store::security_event::forget(tx, id).await?;
        let deleted = Done::to(AuditAction::UserDeleted, &user);
        work.commit(deleted.with(AuditDetail::Email(user.email)))
            .await
    }
}

/// Gives an account another role, which ends its sessions, with its entry. The caller has asked the lock-out guard.
pub(crate) async fn give_role(work: &UnitOfWork, user: &user::Model, role: Role) -> Result<()> {
    let (tx, id) = (work.tx(), *user.id);
    if role != Role::Admin {
        demote(work, user).await?;
    }
    account::set_role(tx, id, role).await?;
    end_all_of(tx, id, Some(ended(work, EndReason::Role))).await?;
    end_one_time_rights(tx, id, Some(NoticeKind::RoleChanged)).await?;
    if user.role.helps_users() && role != Role::Admin {
        end_rights_given_by(tx, id).await?;
    }
    let changed = Done::to(AuditAction::RoleChanged, user).of_another_role(role);
    work.record(changed.with(AuditDetail::Role(role))).await
}

/// Deactivates an account, which ends its sessions, with its entry. The caller has asked the lock-out guard.
pub(crate) async fn deactivate(work: &UnitOfWork, user: &user::Model) -> Result<()> {
    let (tx, id) = (work.tx(), *user.id);
    account::set_disabled(tx, id, Some(work.now())).await?;
    end_rights_of_before(tx, id).await?;
    end_rights_given_by(tx, id).await?;
    end_all_of(tx, id, None).await?;
    work.record(Done::to(AuditAction::UserDisabled, user)).await
}

/// Activates an account again, with its entry.
pub(crate) async fn activate(work: &UnitOfWork, user: &user::Model) -> Result<()> {
    let (tx, id) = (work.tx(), *user.id);
    account::set_disabled(tx, id, None).await?;
    let kept = compliance_of(user).activated_again(work.now());
    keep_compliance(tx, user, kept).await?;
    end_rights_of_before(tx, id).await?;
    work.record(Done::to(AuditAction::UserEnabled, user)).await
}

/// Ends what was given to the user while the account was deactivated, or was not.
async fn end_rights_of_before(tx: &impl Connection, id: UserId) -> Result<()> {
    end_one_time_rights(tx, id, None).await?;
    end_securing_links(tx, id).await
}
