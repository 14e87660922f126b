//! Noting what belongs to no other change.

use super::write::{ATTEMPTS, settle, tell_windows, write, write_sum};
use super::{announce, write_line};
use crate::access::{Actor, Origin, Principal};
use crate::context::Backend;
use crate::error::{Error, FULL_RETRY, Result};
use crate::gathered::Sum;
use crate::write_rates::Writer;
use domain::problem::Problem;
use domain::{Event, Gate, SecurityEventKind};
use std::collections::HashSet;
use std::time::Duration;
use store::user::find_by_email;

/// How often what was gathered is written.
const EVERY: Duration = Duration::from_secs(1);

impl Backend {
    /// Notes an event of the actor's account, in a transaction of its own; one that costs nothing is gathered.
    pub(crate) async fn note(&self, kind: SecurityEventKind, actor: &Actor) {
        if kind.is_cheap() {
            self.gather(kind, actor);
        } else {
            announce(&self.security_events, kind, actor);
            settle(self.write_one(kind, actor).await);
        }
    }

    fn gather(&self, kind: SecurityEventKind, actor: &Actor) {
        let (at, address) = (self.now(), actor.address.clone());
        self.security_events.note(kind);
        if let Some(due) = self.log_lines.note(kind, actor.id, &address, at) {
            write_line(&due);
        }
        self.gathered.add(Sum {
            user: actor.id,
            kind,
            count: 1,
            at,
            address,
        });
    }

    /// Writes what was gathered; what could not be written is kept for the next time.
    pub(crate) async fn write_gathered(&self) {
        let (sums, told) = (self.gathered.take(), self.gathered.take_told());
        let written = self.write_sums(&sums, &told).await;
        if written.is_err() {
            for sum in sums {
                self.gathered.add(sum);
            }
            self.gathered.tell(told);
        }
        settle(written);
    }

    /// Writes what was gathered, and lines of the log that are due, once a second; it never ends by itself.
    pub(crate) async fn keep_writing_gathered(&self) {
        loop {
            tokio::time::sleep(EVERY).await;
            self.log_lines
                .take_due(self.now())
                .iter()
                .for_each(write_line);
            self.write_gathered().await;
        }
    }

    async fn write_one(&self, kind: SecurityEventKind, actor: &Actor) -> Result<()> {
        let tx = self.db.begin_on(ATTEMPTS).await?;
        let told = write(&tx, self.now(), kind, actor).await?;
        store::commit(tx).await?;
        self.gathered.tell(told);
        Ok(())
    }

    async fn write_sums(&self, sums: &[Sum], told: &[Event]) -> Result<()> {
        if sums.is_empty() && told.is_empty() {
            return Ok(());
        }
        let (tx, now) = (self.db.begin().await?, self.now());
        let mut told: HashSet<Event> = told.iter().copied().collect();
        for sum in sums {
            told.extend(write_sum(&tx, sum).await?);
        }
        tell_windows(&tx, now, told.into_iter().collect()).await?;
        Ok(store::commit(tx).await?)
    }

    /// The result of what somebody asked for; notes that they were told to wait, by a throttle or because as many files, operations
    /// or streams are there as may be, or that the proof is blocked, or that they have changed too much.
    pub(crate) async fn noted<T>(&self, actor: &Actor, result: Result<T>) -> Result<T> {
        match &result {
            Err(error) if is_a_throttle(error) => {
                self.note(SecurityEventKind::Throttled, actor).await;
            }
            Err(Error::WritesLimited { .. }) => {
                self.note(SecurityEventKind::WritesLimited, actor).await;
            }
            Ok(_) | Err(_) => {}
        }
        result
    }

    /// The same for an attempt at an address.
    pub(crate) async fn noted_of_address<T>(
        &self,
        email: &str,
        origin: &Origin,
        result: Result<T>,
    ) -> Result<T> {
        if result.as_ref().is_err_and(is_a_throttle) {
            let found = find_by_email(self.db.read(), email).await;
            let actor = found.map_or_else(
                |_| Actor::of_nobody(origin),
                |user| Actor::of_user(&user, origin),
            );
            self.note(SecurityEventKind::Throttled, &actor).await;
        }
        result
    }

    /// Lets somebody who is signed in change something, unless it is too much at once; then it is noted.
    pub async fn take_write(&self, principal: &Principal) -> Result<()> {
        self.noted_write(principal, self.count_write(principal))
            .await
    }

    /// The same for what throws a stranger out: a session has a few changes of its own, so that no other session of its user can keep
    /// it from that.
    pub async fn take_securing_write(&self, principal: &Principal) -> Result<()> {
        let own = Writer::Securing(principal.session());
        let taken = self.count_write(principal).or_else(|wait| {
            let own = self.write_rates.take(own, self.now());
            own.map_err(|own| own.min(wait))
        });
        self.noted_write(principal, taken).await
    }

    /// Counts one change; an error is the number of seconds to wait for it.
    fn count_write(&self, principal: &Principal) -> Result<(), i64> {
        let writer = match principal.gate() {
            Gate::Open => Writer::User(principal.user()),
            Gate::SecondFactor | Gate::Enrolment => Writer::Waiting(principal.session()),
        };
        self.write_rates.take(writer, self.now())
    }

    async fn noted_write(&self, principal: &Principal, taken: Result<(), i64>) -> Result<()> {
        let Err(retry_after) = taken else {
            return Ok(());
        };
        let kind = SecurityEventKind::WritesLimited;
        self.note(kind, &principal.actor()).await;
        Err(Error::WritesLimited { retry_after })
    }

    /// The result of what somebody asked for who is signed in; notes that the right is missing.
    pub async fn noted_right<T>(&self, principal: &Principal, result: Result<T>) -> Result<T> {
        if matches!(result, Err(Error::Forbidden)) {
            let actor = principal.actor();
            self.note(SecurityEventKind::Refused, &actor).await;
        }
        result
    }
}

const fn is_a_throttle(error: &Error) -> bool {
    matches!(
        error,
        Error::Throttled { .. }
            | Error::HelpLimited { .. }
            | Error::Busy {
                retry_after: FULL_RETRY
            }
            | Error::Refused(
                Problem::FactorBlocked | Problem::PasswordBlocked | Problem::TooManyWait
            )
    )
}
