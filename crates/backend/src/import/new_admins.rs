//! Accounts with a right over others that a file creates (admins, the helpdesk, auditors): the audit log names each of them, and the other
//! admins are told of each.

use super::row::Candidate;
use crate::audit::{Done, UnitOfWork};
use crate::error::Result;
use crate::notice::{NewAdminNotice, tell_other_admins};
use domain::{AuditAction, NoticeKind, Role};
use store::import::created;

/// How many of an import the admins are told of by name; where there are more, they are told how many were created
/// at once, so that a file that makes everybody an admin does not become as many mails.
const NAMED: u64 = 100;

/// Those whom an import has created.
#[derive(Debug, Default)]
pub(super) struct NewAdmins {
    named: u64,
    /// Those of the present change.
    of_change: u64,
    /// Whether there were some among them whom the others were not told of by name.
    is_unnamed: bool,
}

impl NewAdmins {
    /// Writes an entry for each of them among new accounts.
    pub(super) async fn record(&mut self, work: &UnitOfWork, rows: &[Candidate]) -> Result<()> {
        let admins = rows.iter().filter(|row| row.user.role != Role::User);
        let keys: Vec<&str> = admins.map(|row| row.key.as_str()).collect();
        if keys.is_empty() {
            return Ok(());
        }
        for admin in created(work.tx(), &keys).await? {
            let done = Done::to(AuditAction::UserCreated, &admin);
            self.of_change += 1;
            if self.named < NAMED {
                self.named += 1;
                work.record(done).await?;
            } else {
                self.is_unnamed = true;
                work.record(done.for_its_user()).await?;
            }
        }
        Ok(())
    }

    /// Ends a change: tells the other admins how many of them it has created, where they were not told of each by name.
    pub(super) async fn end_change(&mut self, work: &UnitOfWork) -> Result<()> {
        let count = std::mem::take(&mut self.of_change);
        if !std::mem::take(&mut self.is_unnamed) {
            return Ok(());
        }
        let told = NewAdminNotice {
            kind: NoticeKind::AdminsImported,
            about: None,
            count,
            actor: work.actor(),
            given_by: None,
        };
        tell_other_admins(work.tx(), work.now(), told).await
    }
}
