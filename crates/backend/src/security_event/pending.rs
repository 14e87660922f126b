//! Noting wrong passwords, which were counted before they were known to be wrong. What is still to be noted stands beside the count,
//! so none is counted and never noted, whenever a process ends.

use super::write::{ATTEMPTS, settle, tell_windows, write, write_sum};
use super::{announce, write_line};
use crate::access::Actor;
use crate::context::Backend;
use crate::error::Result;
use crate::gathered::Sum;
use crate::log_lines::Due;
use domain::{SecurityEventKind, Timestamp, UserId};
use store::entity::password_failure::Model;
use store::password_failure::{note_one, take_pending};
use store::security_event::NOBODY;
use store::take_turn_on;

/// Seconds after which an attempt that was counted and not noted is that of a process that has ended: no check of a password takes as
/// long.
const PENDING_FOR: i64 = 300;

impl Backend {
    /// Notes a wrong password that was counted for this subject. An address without an account costs what one with an account does,
    /// but for the notice.
    pub(crate) async fn note_wrong_password(&self, subject: &[u8], actor: &Actor) {
        let kind = kind_of(actor.id);
        announce(&self.security_events, kind, actor);
        settle(self.write_pending(subject, kind, actor).await);
    }

    async fn write_pending(
        &self,
        subject: &[u8],
        kind: SecurityEventKind,
        actor: &Actor,
    ) -> Result<()> {
        let tx = self.db.begin_on(subject).await?;
        // The row comes before the turn, as in a sign-in: of two transactions that need both, neither holds what the other waits for.
        note_one(&tx, subject).await?;
        take_turn_on(&tx, ATTEMPTS).await?;
        let told = write(&tx, self.now(), kind, actor).await?;
        store::commit(tx).await?;
        self.gathered.tell(told);
        Ok(())
    }

    /// Notes the attempts that a process has counted and not noted, because it has ended: what was not found right counts as wrong.
    pub(crate) async fn note_left(&self, now: Timestamp) {
        settle(self.write_left(now).await);
    }

    async fn write_left(&self, now: Timestamp) -> Result<()> {
        let tx = self.db.begin().await?;
        let rows = take_pending(&tx, now.plus(-PENDING_FOR)).await?;
        if rows.is_empty() {
            return Ok(store::undo(tx).await?);
        }
        take_turn_on(&tx, ATTEMPTS).await?;
        let left: Vec<Sum> = rows.into_iter().map(sum_of).collect();
        let mut shown = Vec::new();
        for sum in &left {
            shown.extend(write_sum(&tx, sum).await?);
        }
        tell_windows(&tx, now, shown).await?;
        store::commit(tx).await?;
        for sum in &left {
            self.announce_sum(sum);
        }
        Ok(())
    }

    fn announce_sum(&self, sum: &Sum) {
        for _ in 0..sum.count {
            self.security_events.note(sum.kind);
        }
        write_line(&Due {
            kind: sum.kind,
            user: sum.user,
            address: sum.address.clone(),
            count: sum.count,
        });
    }
}

fn sum_of(row: Model) -> Sum {
    let user = Some(*row.pending_user_id).filter(|user| *user != NOBODY);
    Sum {
        user,
        kind: kind_of(user),
        count: u64::from(row.pending.unsigned_abs()),
        at: *row.last_failure_at,
        address: row.pending_address,
    }
}

const fn kind_of(user: Option<UserId>) -> SecurityEventKind {
    match user {
        Some(_) => SecurityEventKind::WrongPassword,
        None => SecurityEventKind::UnknownAccount,
    }
}
