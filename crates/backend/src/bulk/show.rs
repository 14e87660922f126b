//! What admins and auditors see of operations.

use super::plan::{NAMED, Plan, Refused};
use super::prepare::{terms_of, undoable_until, word_for};
use super::{Selected, act_of, grace_of, is_of, seen_by};
use crate::access::{Manager, Reader};
use crate::context::Backend;
use crate::error::Result;
use crate::rules::load;
use domain::{BulkKind, BulkState, ExemptionKind, Grace, GroupId, OperationId, Timestamp, UserId};
use store::Connection;
use store::bulk::{find, in_state};
use store::entity::bulk_operation;
use wire::UserQuery;

/// Operations that are listed.
const LISTED: u64 = 50;
/// Refusals that are listed on the command line.
pub(super) const DOWNLOADED: u64 = 10_000;

/// An operation.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its number.
    pub id: OperationId,
    /// What is done; none for what only a later version of the program knows.
    pub kind: Option<BulkKind>,
    /// The name of who acts; none for the command line.
    pub by: Option<String>,
    /// When it was prepared.
    pub at: Timestamp,
    /// How far it is.
    pub state: BulkState,
    /// How many users it is about.
    pub total: u64,
    /// To how many it was done.
    pub done: u64,
    /// Of how many it was so before.
    pub already: u64,
    /// How many were refused.
    pub refused: u64,
    /// The operation that this one takes back.
    pub undoes: Option<OperationId>,
}

/// An operation with what its page shows.
#[derive(Debug)]
pub struct Shown {
    /// The operation.
    pub kept: Kept,
    /// The filter that lists its users, if they were not chosen one by one.
    pub query: Option<UserQuery>,
    /// The group that was chosen, with its name.
    pub group: Option<(GroupId, String)>,
    /// The groups that can be chosen, where one has to be.
    pub groups: Vec<(GroupId, String)>,
    /// Reason, end and kind of an exemption.
    pub exemption: Option<(String, Option<Timestamp>, ExemptionKind)>,
    /// Until when there is time, where that is given.
    pub time: Option<Timestamp>,
    /// The time that a requirement gives to comply.
    pub grace: Grace,
    /// Before it begins, once everything is known for it: what it would do.
    pub plan: Option<Plan>,
    /// With such a plan: a word for it, with which the operation begins.
    pub seen: String,
    /// Afterwards: to whom nothing was done, the first of them.
    pub refused: Vec<Refused>,
    /// The operation that can be taken back here, and until when: this one, or that of which the taking back was ended early.
    pub undo: Option<(OperationId, Timestamp)>,
    /// The operation that takes it back.
    pub undone: Option<OperationId>,
}

impl Kept {
    pub(super) fn of(row: &bulk_operation::Model, by: Option<String>) -> Self {
        Self {
            id: *row.id,
            kind: row.kind.known(),
            by,
            at: *row.created_at,
            state: *row.state,
            total: row.total.unsigned_abs(),
            done: row.done.unsigned_abs(),
            already: row.already.unsigned_abs(),
            refused: row.refused.unsigned_abs(),
            undoes: row.undoes.map(|id| *id),
        }
    }

    /// How many users were looked at.
    pub const fn looked_at(&self) -> u64 {
        self.done + self.already + self.refused
    }
}

impl Backend {
    /// The reader's own operations, and those of others that were begun, the newest first.
    pub async fn operations(&self, reader: impl Into<Reader<'_>>) -> Result<Vec<Kept>> {
        let user = Some(reader.into().principal().user());
        let rows = store::bulk::list(self.db.read(), user, BulkState::Chosen, LISTED).await?;
        self.with_authors(&rows).await
    }

    /// All operations that were begun, the newest first.
    pub async fn operations_begun(&self, _manager: &Manager) -> Result<Vec<Kept>> {
        let chosen = BulkState::Chosen;
        let rows = store::bulk::list(self.db.read(), None, chosen, u64::from(u32::MAX)).await?;
        self.with_authors(&rows).await
    }

    /// All operations that are under way, the reader's own first.
    pub async fn operations_under_way(&self, reader: impl Into<Reader<'_>>) -> Result<Vec<Kept>> {
        let user = reader.into().principal().user();
        let mut rows = in_state(self.db.read(), BulkState::Running).await?;
        rows.sort_by_key(|row| !is_of(row, user));
        self.with_authors(&rows).await
    }

    async fn with_authors(&self, rows: &[bulk_operation::Model]) -> Result<Vec<Kept>> {
        let mut kept = Vec::with_capacity(rows.len());
        for row in rows {
            kept.push(Kept::of(row, author(self.db.read(), row).await?));
        }
        Ok(kept)
    }

    /// An operation. Before it begins its page looks at some of its users; [`Backend::operation_after`] goes on.
    pub async fn operation(&self, reader: impl Into<Reader<'_>>, id: OperationId) -> Result<Shown> {
        self.operation_after(reader, id, None).await
    }

    /// The same; before it begins it looks at more of its users, after the one at whom the look before has ended ([`Plan::next`]).
    pub async fn operation_after(
        &self,
        reader: impl Into<Reader<'_>>,
        id: OperationId,
        after: Option<UserId>,
    ) -> Result<Shown> {
        let db = self.db.read();
        let principal = reader.into().principal();
        let row = seen_by(db, principal.user(), id).await?;
        let selected = Selected::read(&row.selection)?;
        let mut shown = Shown {
            kept: Kept::of(&row, author(db, &row).await?),
            query: match &selected {
                Selected::Matching(query) => Some(query.clone()),
                Selected::Listed(_) => None,
            },
            group: None,
            groups: Vec::new(),
            exemption: None,
            time: row
                .until
                .map(|at| *at)
                .filter(|_| row.kind.known() == Some(BulkKind::Extend)),
            grace: grace_of(&row),
            plan: None,
            seen: String::new(),
            refused: Vec::new(),
            undo: None,
            undone: None,
        };
        let (undone, undo) = if let Some(undone) = row.undoes {
            (find(db, *undone).await?, Some(row.clone()))
        } else {
            let undo = store::bulk_undo::of(db, id).await?;
            shown.undone = undo.as_ref().map(|undo| *undo.id);
            (Some(row.clone()), undo)
        };
        shown.undo = undone.and_then(|undone| {
            let until = undoable_until(&undone, undo.as_ref())?;
            (self.now() < until).then_some((*undone.id, until))
        });
        let all = store::group::list(db).await?;
        let groups = all.iter().map(|g| (*g.id, g.name.clone()));
        let groups: Vec<(GroupId, String)> = groups.collect();
        shown.group = groups
            .iter()
            .find(|(id, _)| row.group_id.is_some_and(|group| *group == *id))
            .cloned();
        if let (Some(reason), Some(kind)) = (row.reason.clone(), row.exemption_kind) {
            shown.exemption = Some((reason, row.until.map(|at| *at), *kind));
        }
        if shown.kept.state != BulkState::Chosen {
            // Each step of one that runs is an event, at which the page is read again.
            if shown.kept.state != BulkState::Running {
                shown.refused = self.refused(id, NAMED as u64).await?;
            }
            return Ok(shown);
        }
        shown.groups = groups;
        let rules = load(db).await?;
        let now = self.now();
        shown.kept.total = selected.count(db, (&rules, now)).await?;
        // The group may be gone.
        let act = act_of(&row).filter(|act| act.group().is_none() || shown.group.is_some());
        if let Some(act) = act {
            let under = (&rules, terms_of(&row, &rules, &all));
            let plan = self.plan_of(principal, &row, (&act, &selected), under, after);
            shown.plan = Some(plan.await?);
            shown.seen = word_for(&row, shown.kept.total, &rules, &all);
        }
        Ok(shown)
    }

    pub(super) async fn refused(&self, id: OperationId, most: u64) -> Result<Vec<Refused>> {
        let rows = store::bulk::refused(self.db.read(), id, most).await?;
        let refused = rows.into_iter().map(|(row, user)| Refused {
            user: *row.user_id,
            named: user.map(|user| (user.name, user.email)),
            reason: row.reason.known(),
        });
        Ok(refused.collect())
    }
}

async fn author(db: &impl Connection, row: &bulk_operation::Model) -> Result<Option<String>> {
    let Some(id) = row.user_id else {
        return Ok(row.by_name.clone());
    };
    Ok(Some(store::user::find(db, *id).await?.name))
}
