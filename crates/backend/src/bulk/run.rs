//! Operations from the command line: begun and carried out by one call. A server goes on with one whose call has ended early.

use super::planner::Meant;
use super::prepare::{begin, checked, set_terms};
use super::show::DOWNLOADED;
use super::undo;
use super::{Kept, Plan, Refused, Selected, Terms, act_of};
use crate::access::Manager;
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::rules::load;
use domain::problem::Problem;
use domain::{BulkKind, BulkState, OperationId};
use store::bulk::{New, find, insert, save};

/// What is to be done, and to whom.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// What.
    pub kind: BulkKind,
    /// What has to be known for it.
    pub terms: Terms<'a>,
    /// To whom.
    pub selected: &'a Selected,
}

impl Backend {
    /// What an operation would do, for all of its users. Nothing is done.
    pub async fn plan_operation(&self, manager: &Manager, asked: Asked<'_>) -> Result<Plan> {
        let work = self.begin(manager.actor().clone()).await?;
        let mut row = insert(
            work.tx(),
            new(manager, &asked, &checked(asked.selected)?, &work),
        )
        .await?;
        set_terms(&work, &mut row, asked.terms).await?;
        // The operation is never committed: it was kept to have its terms read in one way. Changes of others do not wait for the plan.
        drop(work);
        let act = act_of(&row).ok_or(Problem::Unknown)?;
        let actor = manager.actor();
        let selected = Selected::read(&row.selection)?;
        let meant = Meant {
            act: &act,
            selected: &selected,
            by: (actor.id, actor.author()),
        };
        self.whole_plan(meant).await
    }

    /// Does something to many users; `progress` hears how many were looked at, of how many. Returns what came of it, and the users to
    /// whom nothing was done, at most ten thousand.
    pub async fn run_operation(
        &self,
        manager: &Manager,
        asked: Asked<'_>,
        progress: impl FnMut(u64, u64) + Send,
    ) -> Result<(Kept, Vec<Refused>)> {
        let selection = checked(asked.selected)?;
        let work = self.begin(manager.actor().clone()).await?;
        let mut row = insert(work.tx(), new(manager, &asked, &selection, &work)).await?;
        let id = row.id;
        set_terms(&work, &mut row, asked.terms).await?;
        save(work.tx(), row.clone()).await?;
        let rules = load(work.tx()).await?;
        let total = asked
            .selected
            .count(work.tx(), (&rules, work.now()))
            .await?;
        begin(&work, row, total).await?;
        work.commit_unrecorded().await?;
        self.run_to_its_end(*id, progress).await
    }

    /// Takes an operation back, to the end of that: see [`Backend::run_operation`].
    pub async fn run_undo(
        &self,
        manager: &Manager,
        id: OperationId,
        progress: impl FnMut(u64, u64) + Send,
    ) -> Result<(Kept, Vec<Refused>)> {
        let work = self.begin(manager.actor().clone()).await?;
        let undo = undo::begin(&work, id).await?;
        work.commit_unrecorded().await?;
        self.run_to_its_end(undo, progress).await
    }

    /// Carries out an operation that was begun, as far as it can be now.
    async fn run_to_its_end(
        &self,
        id: OperationId,
        mut progress: impl FnMut(u64, u64) + Send,
    ) -> Result<(Kept, Vec<Refused>)> {
        while self.carry_out_users(id).await? {
            let kept = self.kept(id).await?;
            progress(kept.looked_at(), kept.total);
        }
        Ok((self.kept(id).await?, self.refused(id, DOWNLOADED).await?))
    }

    async fn kept(&self, id: OperationId) -> Result<Kept> {
        let row = find(self.db.read(), id).await?.ok_or(Error::NotFound)?;
        Ok(Kept::of(&row, None))
    }
}

fn new<'a>(
    manager: &Manager,
    asked: &Asked<'_>,
    selection: &'a str,
    work: &crate::audit::UnitOfWork,
) -> New<'a> {
    New {
        user: manager.actor().id,
        at: work.now(),
        kind: asked.kind,
        selection,
        state: BulkState::Chosen,
    }
}
