//! One turn of an operation: taking it up as who acts, counting what came of it, and ending it.

use super::steps::Step;
use super::{act_of, is_over};
use crate::access::{Actor, Origin};
use crate::audit::UnitOfWork;
use crate::context::Backend;
use crate::error::{Error, Result};
use domain::{BulkAct, BulkState, Event, EventKind, Role};
use store::bulk::{find, refuse, save};
use store::entity::bulk_operation;
use store::user::find_enabled;

/// Refusals of an operation that are kept to be shown; those after them are in its steps alone.
const REFUSALS: i64 = 10_000;

/// What becomes of the wish to go on with an operation.
#[derive(Debug)]
pub(super) enum TakenUp {
    /// It has ended, or another process is at it; whether there may be more.
    Over(bool),
    /// It goes on.
    Ours(Box<(UnitOfWork, bulk_operation::Model, BulkAct)>),
}

impl Backend {
    /// Takes an operation up where it stood a moment ago, as who acts.
    pub(super) async fn take_up(&self, before: &bulk_operation::Model) -> Result<TakenUp> {
        let work = self.begin_many(Actor::program()).await?;
        let found = find(work.tx(), *before.id).await?;
        let Some(row) = found.filter(|row| *row.state == BulkState::Running) else {
            return Ok(TakenUp::Over(false));
        };
        if row.place != before.place {
            return Ok(TakenUp::Over(true));
        }
        let now = work.now();
        let act = act_of(&row).filter(|act| row.undoes.is_some() || !is_over(act, now));
        let act = match act {
            Some(act) if has_group(&work, &act).await? => Some(act),
            _ => None,
        };
        let (Some(actor), Some(act)) = (actor(&work, &row).await?, act) else {
            return end(work, row, BulkState::Stopped).await.map(TakenUp::Over);
        };
        Ok(TakenUp::Ours(Box::new((
            work.by(actor).on_many(),
            row,
            act,
        ))))
    }
}

/// Counts what came of a step that is done, and keeps it.
pub(super) async fn note(
    work: &UnitOfWork,
    row: &mut bulk_operation::Model,
    step: &Step,
) -> Result<()> {
    let room = usize::try_from(REFUSALS.saturating_sub(row.refused)).unwrap_or(0);
    let refused = &step.refused;
    refuse(work.tx(), *row.id, refused.get(..room).unwrap_or(refused)).await?;
    step.keep(work, row).await?;
    row.done = row.done.saturating_add_unsigned(step.done);
    row.already = row
        .already
        .saturating_add_unsigned(step.already.len() as u64);
    row.refused = row.refused.saturating_add_unsigned(refused.len() as u64);
    row.acted_at = Some(work.now().into());
    Ok(())
}

/// Whether the group is there that it is about, if it is about one.
async fn has_group(work: &UnitOfWork, act: &BulkAct) -> Result<bool> {
    let Some(group) = act.group() else {
        return Ok(true);
    };
    match store::group::find(work.tx(), group).await {
        Ok(_) => Ok(true),
        Err(store::Error::NotFound) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Who acts, as long as they may: the command line, or the admin; nobody once the account is gone.
async fn actor(work: &UnitOfWork, row: &bulk_operation::Model) -> Result<Option<Actor>> {
    let Some(id) = row.user_id else {
        return Ok(row.by_name.is_none().then(Actor::program));
    };
    let user = find_enabled(work.tx(), *id).await?;
    let admin = user.filter(|user| *user.role == Role::Admin);
    let origin = Origin {
        address: row.address.clone(),
        user_agent: row.user_agent.clone(),
        ..Origin::default()
    };
    Ok(admin.map(|admin| Actor::of_user(&admin, &origin)))
}

/// Ends an operation.
pub(super) async fn end(
    work: UnitOfWork,
    mut row: bulk_operation::Model,
    state: BulkState,
) -> Result<bool> {
    row.state = state.into();
    save(work.tx(), row).await?;
    tell(&work).await?;
    work.commit_unrecorded().await?;
    Ok(false)
}

/// Tells the windows of admins how far it has come.
pub(super) async fn tell(work: &UnitOfWork) -> Result<(), Error> {
    let further = std::iter::once(Event::for_all(EventKind::Users));
    Ok(store::event::insert(work.tx(), work.now(), further).await?)
}
