//! Puts a backup in the place of the database, and ends what it would open again.
//!
//! A backup knows nothing of what was done after it was made: in it sessions are open that were ended, codes are unused that were
//! used, links work that were taken back, accounts are active that were deactivated.

mod place;
mod since;

pub use place::{RestoreError, RestoreTarget};
pub use since::{Again, Since, Withdrawn};

use crate::access::Manager;
use crate::context::Backend;
use crate::error::Result;
use crate::factor::totp::STEP;
use domain::{AuditAction, Named, NoticeKind, Timestamp};
use store::Connection;
use store::restore::{
    end_sessions, end_turns, forget_devices, forget_imports, remove_access_codes, remove_links,
    remove_pending, remove_recovery_codes, tell_owners_of_recovery_codes, use_steps_until,
};

/// What was ended in a restored database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Closed {
    /// The last entry of the audit log before: the backup is of that moment or a little later.
    pub last_entry: Option<Timestamp>,
    /// Sessions.
    pub sessions: u64,
    /// Links that were not used.
    pub links: u64,
    /// Access codes.
    pub access_codes: u64,
    /// Known devices.
    pub devices: u64,
    /// Recovery codes.
    pub recovery_codes: u64,
    /// Users who are told that theirs have ended.
    pub told: u64,
    /// Enrolments that were not confirmed.
    pub enrolments: u64,
    /// What was taken away again that had been taken away since the backup.
    pub again: Again,
}

impl Backend {
    /// Ends, in one change, what a restored database must not open again, for all users: sessions, links, access codes, recovery
    /// codes, known devices, begun enrolments, imports and operations on many users, and promised turns; of the apps every time step that may have been used. Passwords and
    /// confirmed apps stay: nobody is locked out who knows the one and holds the other. Owners of recovery codes are told. What was
    /// taken away from accounts since the backup is taken away again; an admin who can sign in remains.
    pub async fn close_restored(
        &self,
        manager: &Manager,
        withdrawn: &[Withdrawn],
    ) -> Result<Closed> {
        let work = self.begin(manager.actor().clone()).await?;
        let mut closed = close(work.tx(), &manager.actor().named(), work.now()).await?;
        closed.again = since::withdraw(&work, withdrawn).await?;
        work.commit(AuditAction::DatabaseRestored).await?;
        Ok(closed)
    }
}

async fn close(tx: &impl Connection, by: &Named, now: Timestamp) -> Result<Closed> {
    let last_entry = store::audit::last_at(tx).await?;
    let ended = NoticeKind::RecoveryCodesEnded;
    let told = tell_owners_of_recovery_codes(tx, ended, by, now).await?;
    end_turns(tx).await?;
    store::password_request::delete_until(tx, None).await?;
    store::invitation_round::end(tx, None).await?;
    store::reminder_round::end(tx, None).await?;
    forget_imports(tx).await?;
    store::bulk::forget(tx).await?;
    use_steps_until(tx, last_step_to_take(now)).await?;
    Ok(Closed {
        last_entry,
        sessions: end_sessions(tx).await?,
        links: remove_links(tx).await?,
        access_codes: remove_access_codes(tx).await?,
        devices: forget_devices(tx).await?,
        recovery_codes: remove_recovery_codes(tx).await?,
        told,
        enrolments: remove_pending(tx).await?,
        again: Again::default(),
    })
}

/// The step after the present one: a server whose clock is a little ahead may have accepted its code.
const fn last_step_to_take(now: Timestamp) -> i64 {
    now.unix() / STEP + 1
}
