//! The report of an operation: what came of it for each of its users, in the order of their numbers.

use super::seen_by;
use super::show::DOWNLOADED;
use super::steps::Unchanged;
use crate::access::{Manager, Reader};
use crate::context::Backend;
use crate::error::{Error, Result};
use domain::{BulkOutcome, BulkRefusal, OperationId, UserId};
use std::collections::{BTreeMap, HashMap};
use store::bulk::find;

/// What came of an operation for a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// The account.
    pub user: UserId,
    /// Name and address: those of then where something was done, else the present ones; none where there is no such account any more.
    pub named: Option<(String, String)>,
    /// What came of it.
    pub outcome: ReportedOutcome,
}

/// What came of an operation for a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportedOutcome {
    /// It was done.
    Done,
    /// It was so before: nothing was done.
    Already,
    /// Nothing was done, for the reason that has this word ([`BulkRefusal`], or one of a later version of the program).
    Refused(String),
}

impl From<BulkOutcome> for ReportedOutcome {
    fn from(outcome: BulkOutcome) -> Self {
        match outcome {
            BulkOutcome::Done => Self::Done,
            BulkOutcome::Already => Self::Already,
            BulkOutcome::Refused(reason) => Self::Refused(reason.as_str().to_owned()),
        }
    }
}

impl ReportedOutcome {
    /// The word in files.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Already => "already",
            Self::Refused(_) => "refused",
        }
    }

    /// The word for the reason of a refusal; empty where it was not refused.
    pub fn reason(&self) -> &str {
        match self {
            Self::Done | Self::Already => "",
            Self::Refused(reason) => reason,
        }
    }
}

impl Backend {
    /// Records that the report of an operation is taken as a file; `format` is a word for the entry's detail.
    pub async fn begin_operation_report(
        &self,
        reader: Reader<'_>,
        id: OperationId,
        format: &'static str,
    ) -> Result<()> {
        seen_by(self.db.read(), reader.principal().user(), id).await?;
        self.begin_users_export(reader, format).await
    }

    /// The next part of a report: the users of the step after a place (`None` for the first one), and the place where they end, unless
    /// they are the last. Of an operation that an earlier version of the program carried out only the refused users are known.
    pub async fn operation_report(
        &self,
        reader: Reader<'_>,
        id: OperationId,
        after: Option<UserId>,
    ) -> Result<(Vec<Reported>, Option<UserId>)> {
        seen_by(self.db.read(), reader.principal().user(), id).await?;
        self.reported(id, after).await
    }

    /// The same for the command line.
    pub async fn report_of_operation(
        &self,
        _manager: &Manager,
        id: OperationId,
        after: Option<UserId>,
    ) -> Result<(Vec<Reported>, Option<UserId>)> {
        find(self.db.read(), id).await?.ok_or(Error::NotFound)?;
        self.reported(id, after).await
    }

    async fn reported(
        &self,
        id: OperationId,
        after: Option<UserId>,
    ) -> Result<(Vec<Reported>, Option<UserId>)> {
        let db = self.db.read();
        let Some(step) = store::bulk_step::next(db, id, after.unwrap_or(UserId::new(0))).await?
        else {
            let refused = match after {
                None => self.refused(id, DOWNLOADED).await?,
                Some(_) => Vec::new(),
            };
            let refused = refused.into_iter().map(|one| Reported {
                user: one.user,
                named: one.named,
                outcome: ReportedOutcome::Refused(word(one.reason)),
            });
            return Ok((refused.collect(), None));
        };
        let mut all: BTreeMap<UserId, Reported> = BTreeMap::new();
        let entries = (*step.entries_after, *step.last_entry);
        for entry in store::audit::between(db, entries).await? {
            let Some(user) = entry.target_id else {
                continue;
            };
            all.entry(*user).or_insert(Reported {
                user: *user,
                named: Some((entry.target_name, entry.target_email)),
                outcome: ReportedOutcome::Done,
            });
        }
        let Unchanged { already, refused } = Unchanged::read(&step)?;
        let already = already.into_iter().map(|id| (id, ReportedOutcome::Already));
        let refused = refused
            .into_iter()
            .map(|(id, reason)| (id, ReportedOutcome::Refused(reason)));
        let unchanged: Vec<(UserId, ReportedOutcome)> = already.chain(refused).collect();
        let ids: Vec<UserId> = unchanged.iter().map(|(id, _)| *id).collect();
        let users = store::account::list(db, &ids).await?.into_iter();
        let mut names: HashMap<UserId, (String, String)> = users
            .map(|user| (*user.id, (user.name, user.email)))
            .collect();
        all.extend(unchanged.into_iter().map(|(user, outcome)| {
            let named = names.remove(&user);
            let reported = Reported {
                user,
                named,
                outcome,
            };
            (user, reported)
        }));
        Ok((all.into_values().collect(), Some(*step.place)))
    }
}

fn word(reason: Option<BulkRefusal>) -> String {
    reason.map_or_else(String::new, |reason| reason.as_str().to_owned())
}
