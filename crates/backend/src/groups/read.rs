//! The groups, and the page of one.

use super::rule::{effect, grace_of};
use crate::access::{Manager, Reader, Staff};
use crate::context::Backend;
use crate::error::Result;
use crate::rules::load;
use domain::{GroupId, GroupRule, UserId};
use store::Connection;
use store::entity::group;
use store::group::{find, list, present};
use wire::UserQuery;
use wire::view::{GroupDetail, GroupRow, UserRow};

impl Backend {
    /// All groups by name, with how many of their members are active.
    pub async fn groups(&self, _reader: impl Into<Reader<'_>>) -> Result<Vec<GroupRow>> {
        rows(self.db.read()).await
    }

    /// The same for the command line.
    pub async fn list_groups(&self, _manager: &Manager) -> Result<Vec<GroupRow>> {
        rows(self.db.read()).await
    }

    /// A group, and a page of its members in the order and with the filters of a query.
    pub async fn group(
        &self,
        reader: impl Into<Reader<'_>>,
        id: GroupId,
        query: &UserQuery,
    ) -> Result<GroupDetail> {
        let reader = reader.into();
        let db = self.db.read();
        let group = find(db, id).await?;
        let other = match *group.requires {
            GroupRule::Nothing => GroupRule::Required,
            GroupRule::Required => GroupRule::Nothing,
        };
        let rules = load(db).await?;
        let members = UserQuery {
            group: Some(id),
            ..query.clone()
        };
        Ok(GroupDetail {
            grace: grace_of(&group),
            required_since: group.required_at.map(|at| *at),
            group: row(group),
            members: self.list_users(reader, &members).await?,
            effect: effect(db, id, other, (&rules, self.now())).await?,
            own_factor: reader.principal().is_active(),
        })
    }

    /// The name of a group; none if there is no such group any more.
    pub async fn group_name(
        &self,
        _staff: impl Into<Staff<'_>>,
        id: GroupId,
    ) -> Result<Option<String>> {
        match find(self.db.read(), id).await {
            Ok(group) => Ok(Some(group.name)),
            Err(store::Error::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The first users whom a search finds and who are not in a group.
    pub async fn users_beside_group(
        &self,
        reader: impl Into<Reader<'_>>,
        id: GroupId,
        query: &UserQuery,
    ) -> Result<Vec<UserRow>> {
        let found = self.list_users(reader.into(), query).await?.rows;
        let ids: Vec<UserId> = found.iter().map(|row| row.id).collect();
        let members = present(self.db.read(), id, &ids).await?;
        let others = found.into_iter().filter(|row| !members.contains(&row.id));
        Ok(others.take(FOUND).collect())
    }
}

/// Users whom the search for further members shows.
const FOUND: usize = 10;

async fn rows(db: &impl Connection) -> Result<Vec<GroupRow>> {
    Ok(list(db).await?.into_iter().map(row).collect())
}

/// A group as pages show it.
pub(crate) fn row(group: group::Model) -> GroupRow {
    GroupRow {
        id: *group.id,
        name: group.name,
        requires: *group.requires,
        members: group.members.unsigned_abs(),
        active: group.active.unsigned_abs(),
    }
}
