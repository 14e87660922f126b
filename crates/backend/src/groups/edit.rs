//! Groups that come, go, or get another name.

use crate::access::Manager;
use crate::as_seen::AsSeen;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::load;
use domain::group::MOST;
use domain::problem::Problem;
use domain::{AuditAction, AuditDetail, Change, Grace, GroupId, GroupName, GroupRule};
use store::Connection;
use store::group::{self, Who, count, find, insert, keep_requirement, list, set_rule};

impl Backend {
    /// Creates a group that requires nothing.
    pub async fn create_group(&self, manager: &Manager, name: &str) -> Result<GroupId> {
        let name = GroupName::parse(name).map_err(Problem::from)?;
        let work = self.begin(manager.actor().clone()).await?;
        is_free(work.tx(), &name, None).await?;
        if count(work.tx()).await? >= MOST {
            return Err(Problem::GroupsFull.into());
        }
        let created = insert(work.tx(), &name, work.now()).await?;
        let id = *created.ok_or(Problem::GroupTaken)?.id;
        let detail = AuditDetail::Group(name.as_str().to_owned());
        work.commit(Done::from(AuditAction::GroupCreated).with(detail))
            .await?;
        Ok(id)
    }

    /// Gives a group another name. Returns whether anything has changed; refused where the group has another name than the form showed.
    pub async fn rename_group<'a>(
        &self,
        manager: &Manager,
        id: GroupId,
        name: impl Into<AsSeen<'a, &'a str>>,
    ) -> Result<bool> {
        let form = name.into();
        let name = GroupName::parse(form.asked).map_err(Problem::from)?;
        let work = self.begin(manager.actor().clone()).await?;
        let group = find(work.tx(), id).await?;
        let Some(change) = Change::between(group.name, name.as_str().to_owned()) else {
            return Ok(false);
        };
        form.still(&change.from)?;
        is_free(work.tx(), &name, Some(id)).await?;
        group::rename(work.tx(), id, &name).await?;
        let detail = AuditDetail::GroupName(change);
        work.commit(Done::from(AuditAction::GroupRenamed).with(detail))
            .await?;
        Ok(true)
    }

    /// Deletes a group. What it required of its members it requires no more; the members stay.
    pub async fn delete_group(&self, manager: &Manager, id: GroupId) -> Result<()> {
        let work = self.begin(manager.actor().clone()).await?;
        let (tx, now) = (work.tx(), work.now());
        let group = find(tx, id).await?;
        if *group.requires == GroupRule::Required {
            set_rule(tx, id, GroupRule::Nothing, (Grace::None, None)).await?;
            let rules = load(tx).await?;
            keep_requirement(tx, Who::Members(id), (&rules, now)).await?;
        }
        group::delete(tx, id).await?;
        let detail = AuditDetail::Group(group.name);
        work.commit(Done::from(AuditAction::GroupDeleted).with(detail))
            .await
    }
}

/// Refuses a name that another group has, or that a reader would take for it.
async fn is_free(tx: &impl Connection, name: &GroupName, own: Option<GroupId>) -> Result<()> {
    let taken = list(tx)
        .await?
        .iter()
        .any(|group| Some(*group.id) != own && name.is_taken_for(&group.name));
    if taken {
        Err(Problem::GroupTaken.into())
    } else {
        Ok(())
    }
}
