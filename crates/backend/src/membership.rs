//! Groups by their names, as files name them.

use crate::audit::{Done, UnitOfWork};
use crate::error::{Error, Result};
use domain::{AuditAction, AuditDetail, GroupId, GroupName, GroupRule, UserId};
use std::collections::{BTreeMap, HashMap};
use store::Connection;
use store::entity::group;
use store::group::{Who, add, insert, keep_requirement, list};

/// Members whose rows follow in one statement.
const AT_ONCE: usize = 1_000;

/// The groups by the keys of their names: those that exist, and those that an import will create.
#[derive(Debug)]
pub(crate) struct KnownGroups(HashMap<String, Option<(GroupId, GroupRule)>>);

impl KnownGroups {
    /// Those that exist.
    pub(crate) async fn load(db: &impl Connection) -> Result<Self> {
        let groups = list(db).await?.into_iter();
        let known = groups.map(|group| (group.name_key.clone(), Some(known(&group))));
        Ok(Self(known.collect()))
    }

    /// Notes that this group will be there; returns whether it is a new one.
    pub(crate) fn note(&mut self, name: &GroupName) -> bool {
        let key = name.key();
        let is_new = !self.0.contains_key(&key);
        if is_new {
            self.0.insert(key, None);
        }
        is_new
    }

    /// The group of this name; it is created if there is none.
    async fn get(&mut self, work: &UnitOfWork, name: &GroupName) -> Result<(GroupId, GroupRule)> {
        if let Some(Some(found)) = self.0.get(&name.key()) {
            return Ok(*found);
        }
        let created = insert(work.tx(), name, work.now()).await?;
        let taken = || Error::internal("creating a group", "its name is taken");
        let created = known(&created.ok_or_else(taken)?);
        let detail = AuditDetail::Group(name.as_str().to_owned());
        work.record(Done::from(AuditAction::GroupCreated).with(detail))
            .await?;
        self.0.insert(name.key(), Some(created));
        Ok(created)
    }
}

fn known(group: &group::Model) -> (GroupId, GroupRule) {
    (*group.id, *group.requires)
}

/// Adds users to groups, which are created if they do not exist. The entries of those who join are for the caller to write.
pub(crate) async fn join(
    work: &UnitOfWork,
    known: &mut KnownGroups,
    users: &[(UserId, &[GroupName])],
) -> Result<()> {
    let mut joined: BTreeMap<GroupId, (GroupRule, Vec<UserId>)> = BTreeMap::new();
    for (user, names) in users {
        for name in *names {
            let (group, rule) = known.get(work, name).await?;
            let members = joined.entry(group).or_insert((rule, Vec::new()));
            members.1.push(*user);
        }
    }
    for (group, (rule, members)) in joined {
        add(work.tx(), group, &members, work.now()).await?;
        if rule == GroupRule::Required {
            keep(work, &members).await?;
        }
    }
    Ok(())
}

/// Keeps what the groups of these users require of them.
pub(crate) async fn keep(work: &UnitOfWork, users: &[UserId]) -> Result<()> {
    for users in users.chunks(AT_ONCE) {
        keep_requirement(work.tx(), Who::Users(users), work.now()).await?;
    }
    Ok(())
}
