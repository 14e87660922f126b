//! Carrying imports out, beside the requests: some rows at a time, each time together with how far the import has come. A
//! process that goes on after a restart, or beside another one, begins behind the last row that is there.

use super::options;
use crate::access::{Actor, Origin};
use crate::audit::UnitOfWork;
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::import::{ImportError, ImportReport, Steps};
use domain::{Event, EventKind, ImportState, Role};
use std::io::Cursor;
use store::entity::{import, user};
use store::upload::{content, find, in_state, save};
use store::user::find_enabled;

/// What a step has done.
enum Step {
    /// Some rows.
    Rows,
    /// The import has ended, or another process is at it.
    Over,
}

impl Backend {
    /// Carries out every import that was begun; returns how many there were.
    pub async fn carry_out_imports(&self) -> Result<usize> {
        let begun = in_state(self.db.read(), ImportState::Running).await?;
        let mut failed = None;
        // One that fails keeps none of the others waiting.
        for import in &begun {
            failed = self.carry_out(import).await.err().or(failed);
        }
        failed.map_or(Ok(begun.len()), Err)
    }

    /// Carries out the next rows of every import that was begun.
    pub async fn carry_out_a_step(&self) -> Result<()> {
        for import in in_state(self.db.read(), ImportState::Running).await? {
            let mut steps = self.steps(&import).await?;
            self.carry_out_rows(&import, &mut steps).await?;
        }
        Ok(())
    }

    async fn carry_out(&self, import: &import::Model) -> Result<()> {
        let mut steps = self.steps(import).await?;
        while let Step::Rows = self.carry_out_rows(import, &mut steps).await? {}
        Ok(())
    }

    async fn steps(&self, import: &import::Model) -> Result<Steps<Cursor<Vec<u8>>>> {
        let content = content(self.db.read(), *import.id).await?;
        let at = (*import.id, import.done.unsigned_abs());
        Steps::from(Cursor::new(content), options(import), at).map_err(of_the_file)
    }

    async fn carry_out_rows(
        &self,
        import: &import::Model,
        steps: &mut Steps<Cursor<Vec<u8>>>,
    ) -> Result<Step> {
        let work = self.begin(Actor::program()).await?;
        let Some(mut import) = find(work.tx(), *import.id).await? else {
            return Ok(Step::Over);
        };
        let is_ours =
            *import.state == ImportState::Running && import.done.unsigned_abs() == steps.done();
        if !is_ours {
            return Ok(Step::Over);
        }
        let Some(admin) = admin(&work, &import).await? else {
            return end(work, import, ImportState::Stopped).await;
        };
        let origin = Origin {
            address: import.address.clone(),
            user_agent: import.user_agent.clone(),
            ..Origin::default()
        };
        let work = work.by(Actor::of_user(&admin, &origin));
        let Some(report) = steps.step(&work).await.map_err(of_the_file)? else {
            return end(work, import, ImportState::Done).await;
        };
        add(&mut import, &report);
        import.done = i64::try_from(steps.done()).unwrap_or(i64::MAX);
        save(work.tx(), import).await?;
        tell(&work, &admin).await?;
        work.commit_unrecorded().await?;
        Ok(Step::Rows)
    }
}

/// The admin whose import it is, as long as they may import.
async fn admin(work: &UnitOfWork, import: &import::Model) -> Result<Option<user::Model>> {
    let user = find_enabled(work.tx(), *import.user_id).await?;
    Ok(user.filter(|user| *user.role == Role::Admin))
}

async fn end(work: UnitOfWork, mut import: import::Model, state: ImportState) -> Result<Step> {
    let user = *import.user_id;
    import.state = state.into();
    save(work.tx(), import).await?;
    let ended = std::iter::once(Event::about(EventKind::User, user));
    store::event::insert(work.tx(), work.now(), ended).await?;
    work.commit_unrecorded().await?;
    Ok(Step::Over)
}

/// Tells the admin's windows how far the import has come.
async fn tell(work: &UnitOfWork, admin: &user::Model) -> Result<()> {
    let further = std::iter::once(Event::about(EventKind::User, *admin.id));
    Ok(store::event::insert(work.tx(), work.now(), further).await?)
}

fn add(import: &mut import::Model, report: &ImportReport) {
    let plus = |sum: i64, more: u64| sum.saturating_add_unsigned(more);
    import.created = plus(import.created, report.created);
    import.updated = plus(import.updated, report.updated.count);
    import.already_there = plus(import.already_there, report.already_there);
    import.refused = plus(import.refused, report.refused.len() as u64);
}

/// The file was read to its end before: it is damaged.
fn of_the_file(error: ImportError) -> Error {
    match error {
        ImportError::File(error) => Error::internal("reading a kept file", error),
        ImportError::Backend(error) => error,
    }
}
