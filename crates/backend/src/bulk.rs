//! Acting on many users at once: those who were chosen, or all whom a filter of the table lists. An operation is prepared, looked at,
//! begun with one fresh proof, and then carried out beside the requests, in the order of the users' numbers, some at a time: each time
//! together with the number of the last one.

mod apply;
mod carry_out;
mod judge;
mod plan;
mod planner;
mod prepare;
mod record;
mod report;
mod run;
mod show;
mod steps;
mod turn;
mod undo;

pub use plan::{Plan, PlanPlace, Refused};
pub use planner::Planned;
pub use prepare::{Start, Terms};
pub use report::{Reported, ReportedOutcome};
pub use run::Asked;
pub use show::{Kept, Shown};

use crate::context::Backend;
use crate::error::{Error, Result};
use crate::users::count_listed;
use domain::problem::Problem;
use domain::undo::UNDO_SECONDS;
use domain::{
    BulkAct, BulkKind, BulkState, Exemption, Grace, OperationId, Reason, Rules, Timestamp, UserId,
};
use store::Connection;
use store::entity::bulk_operation;
use store::users_table::{Among, numbers};
use wire::UserQuery;

/// Seconds for which an operation that was not begun is kept.
pub(crate) const CHOSEN_LIFETIME: i64 = 24 * 3_600;
/// Seconds for which one that has ended is kept.
pub(crate) const LIFETIME: i64 = 30 * 24 * 3_600;
/// Users who are chosen one by one at the most.
pub const MOST_LISTED: usize = 100_000;

/// The users on whom something is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selected {
    /// These.
    Listed(Vec<UserId>),
    /// All whom the table lists with this query, on whatever page.
    Matching(UserQuery),
}

impl Selected {
    /// As it is stored.
    fn write(&self) -> Result<String> {
        let written = match self {
            Self::Listed(users) => {
                let mut ids: Vec<i64> = users.iter().map(|id| id.get()).collect();
                ids.sort_unstable();
                ids.dedup();
                serde_json::to_string(&ids)
            }
            Self::Matching(query) => serde_json::to_string(&query.on_page(1)),
        };
        written.map_err(|e| Error::internal("keeping a selection of users", e))
    }

    fn read(text: &str) -> Result<Self> {
        if let Ok(ids) = serde_json::from_str::<Vec<i64>>(text) {
            return Ok(Self::Listed(ids.into_iter().map(UserId::new).collect()));
        }
        let query = serde_json::from_str(text);
        let query = query.map_err(|e| Error::internal("reading a selection of users", e))?;
        Ok(Self::Matching(query))
    }

    /// How many there are now.
    async fn count(&self, db: &impl Connection, at: (&Rules, Timestamp)) -> Result<u64> {
        match self {
            Self::Listed(users) => Ok(users.len() as u64),
            Self::Matching(query) => count_listed(db, query, at).await,
        }
    }

    /// The next ones after one of them, in the order of their numbers.
    async fn next(
        &self,
        db: &impl Connection,
        at: (&Rules, Timestamp),
        (after, last): (UserId, UserId),
        limit: usize,
    ) -> Result<Vec<UserId>> {
        match self {
            Self::Listed(users) => {
                let later = users.iter().filter(|id| **id > after);
                Ok(later.take(limit).copied().collect())
            }
            Self::Matching(query) => {
                let next = Among::Next {
                    after,
                    last,
                    limit: limit as u64,
                };
                Ok(numbers(db, query, at, next).await?)
            }
        }
    }

    /// Those of these users who are among them now.
    async fn still(
        &self,
        db: &impl Connection,
        at: (&Rules, Timestamp),
        users: &[UserId],
    ) -> Result<Vec<UserId>> {
        match self {
            Self::Listed(_) => Ok(users.to_vec()),
            Self::Matching(query) => Ok(numbers(db, query, at, Among::These(users)).await?),
        }
    }
}

/// What an operation does; nothing where it was not told enough.
fn act_of(row: &bulk_operation::Model) -> Option<BulkAct> {
    Some(match row.kind.known()? {
        BulkKind::Require => BulkAct::Require(grace_of(row)),
        BulkKind::Lift => BulkAct::Lift,
        BulkKind::Exempt => BulkAct::Exempt(Exemption {
            kind: *row.exemption_kind?,
            reason: Reason::parse(row.reason.as_deref()?).ok()?,
            until: row.until.map(|at| *at),
        }),
        BulkKind::Extend => BulkAct::Extend(*row.until?),
        BulkKind::Remind => BulkAct::Remind,
        BulkKind::Invite => BulkAct::Invite,
        BulkKind::Join => BulkAct::Join(*row.group_id?),
        BulkKind::Leave => BulkAct::Leave(*row.group_id?),
        BulkKind::EndSessions => BulkAct::EndSessions,
        BulkKind::Deactivate => BulkAct::Deactivate,
    })
}

/// The time that a requirement gives.
fn grace_of(row: &bulk_operation::Model) -> Grace {
    Grace::kept(row.grace_days, row.grace_until.map(|at| *at))
}

/// An exemption that would be over is none, and neither is time.
fn is_over(act: &BulkAct, now: Timestamp) -> bool {
    let until = match act {
        BulkAct::Require(grace) => grace.until(),
        BulkAct::Exempt(exemption) => exemption.until,
        BulkAct::Extend(to) => Some(*to),
        BulkAct::Lift
        | BulkAct::Remind
        | BulkAct::Invite
        | BulkAct::Join(_)
        | BulkAct::Leave(_)
        | BulkAct::EndSessions
        | BulkAct::Deactivate => None,
    };
    until.is_some_and(|end| end <= now)
}

/// The operation with this number, as far as this admin sees it: those that others prepare are theirs alone.
async fn seen_by(
    db: &impl Connection,
    user: UserId,
    id: OperationId,
) -> Result<bulk_operation::Model> {
    let found = store::bulk::find(db, id).await?;
    let seen = found.filter(|row| is_of(row, user) || *row.state != BulkState::Chosen);
    seen.ok_or(Error::NotFound)
}

/// The operation that this admin prepares.
async fn prepared_by(
    db: &impl Connection,
    user: UserId,
    id: OperationId,
) -> Result<bulk_operation::Model> {
    let found = store::bulk::find(db, id).await?;
    let row = found
        .filter(|row| is_of(row, user))
        .ok_or(Error::NotFound)?;
    if *row.state == BulkState::Chosen {
        Ok(row)
    } else {
        Err(Problem::Unknown.into())
    }
}

fn is_of(row: &bulk_operation::Model, user: UserId) -> bool {
    row.user_id.is_some_and(|id| *id == user)
}

impl Backend {
    /// Forgets operations that no longer matter.
    pub(crate) async fn forget_operations(
        &self,
        tx: &impl Connection,
        now: Timestamp,
    ) -> Result<()> {
        for state in BulkState::ALL {
            let kept = match state {
                BulkState::Running => continue,
                BulkState::Chosen => CHOSEN_LIFETIME,
                BulkState::Done | BulkState::Cancelled | BulkState::Stopped => LIFETIME,
            };
            store::bulk::delete_until(tx, now.plus(-kept), *state).await?;
        }
        let over = now.plus(-UNDO_SECONDS);
        let ended_early = [BulkState::Cancelled, BulkState::Stopped];
        store::bulk_undo::forget(tx, over, BulkState::Running, &ended_early).await?;
        Ok(())
    }
}
