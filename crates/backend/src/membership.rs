//! Groups by their names, as files name them.

use crate::audit::{Done, UnitOfWork};
use crate::error::{Error, Result};
use crate::rules::load;
use domain::lookalike::shapes;
use domain::{AuditAction, AuditDetail, EntryId, GroupId, GroupName, GroupRule, Timestamp, UserId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use store::Connection;
use store::audit::done_since;
use store::entity::{group, user};
use store::group::{Who, add, insert, keep_requirement, list};

/// Members whose rows follow in one statement.
const AT_ONCE: usize = 1_000;

/// A group that exists.
#[derive(Debug, Clone)]
struct ExistingGroup {
    id: GroupId,
    requires: GroupRule,
    name: String,
}

/// The groups by the keys of their names: those that exist, and those that an import will create. A name that a reader would take for
/// that of one of them names that one.
#[derive(Debug, Default)]
pub(crate) struct KnownGroups {
    groups: HashMap<String, Option<ExistingGroup>>,
    /// The keys by what a reader sees of the name, in each of the two ways.
    seen: [HashMap<String, String>; 2],
}

/// A group, and users who have joined it together.
#[derive(Debug)]
pub(crate) struct Joined {
    /// The name of the group.
    pub(crate) group: String,
    /// The users.
    pub(crate) users: Vec<UserId>,
}

impl KnownGroups {
    /// Those that exist.
    pub(crate) async fn load(db: &impl Connection) -> Result<Self> {
        let mut known = Self::default();
        for group in list(db).await? {
            known.see(&group.name, &group.name_key);
            known.groups.insert(group.name_key.clone(), Some(of(group)));
        }
        Ok(known)
    }

    /// How many there are, those that will be created among them.
    pub(crate) fn len(&self) -> usize {
        self.groups.len()
    }

    /// Notes that this group will be there; returns whether it is a new one.
    pub(crate) fn note(&mut self, name: &GroupName) -> bool {
        let key = self.key_of(name);
        let is_new = !self.groups.contains_key(&key);
        if is_new {
            self.see(name.as_str(), &key);
            self.groups.insert(key, None);
        }
        is_new
    }

    /// The key of the group that this name is one of, or would be.
    pub(crate) fn key_of(&self, name: &GroupName) -> String {
        let key = name.key();
        if self.groups.contains_key(&key) {
            return key;
        }
        let shapes = shapes(name.as_str());
        let mut taken_for = self.seen.iter().zip(&shapes);
        let found = taken_for.find_map(|(seen, shape)| seen.get(shape));
        found.cloned().unwrap_or(key)
    }

    fn see(&mut self, name: &str, key: &str) {
        for (seen, shape) in self.seen.iter_mut().zip(shapes(name)) {
            seen.entry(shape).or_insert_with(|| key.to_owned());
        }
    }

    /// The group of this name; it is created if there is none.
    async fn get(&mut self, work: &UnitOfWork, name: &GroupName) -> Result<ExistingGroup> {
        let key = self.key_of(name);
        if let Some(Some(found)) = self.groups.get(&key) {
            return Ok(found.clone());
        }
        let created = insert(work.tx(), name, work.now()).await?;
        let taken = || Error::internal("creating a group", "its name is taken");
        let created = of(created.ok_or_else(taken)?);
        let detail = AuditDetail::Group(created.name.clone());
        work.record(Done::from(AuditAction::GroupCreated).with(detail))
            .await?;
        self.see(name.as_str(), &key);
        self.groups.insert(key, Some(created.clone()));
        Ok(created)
    }
}

fn of(group: group::Model) -> ExistingGroup {
    ExistingGroup {
        id: *group.id,
        requires: *group.requires,
        name: group.name,
    }
}

/// Adds users to groups, which are created if they do not exist. The entries of those who join are for the caller to write.
pub(crate) async fn join(
    work: &UnitOfWork,
    known: &mut KnownGroups,
    users: &[(UserId, &[GroupName])],
) -> Result<Vec<Joined>> {
    let mut joined: BTreeMap<GroupId, (GroupRule, Joined)> = BTreeMap::new();
    for (user, names) in users {
        for name in *names {
            let group = known.get(work, name).await?;
            let nobody = || Joined {
                group: group.name.clone(),
                users: Vec::new(),
            };
            let (_, members) = joined
                .entry(group.id)
                .or_insert_with(|| (group.requires, nobody()));
            // Two of the names may be taken for each other.
            if members.users.last() != Some(user) {
                members.users.push(*user);
            }
        }
    }
    let mut done = Vec::new();
    for (group, (rule, members)) in joined {
        add(work.tx(), group, &members.users, work.now()).await?;
        if rule == GroupRule::Required {
            keep(work, &members.users).await?;
        }
        done.push(members);
    }
    Ok(done)
}

/// Adds users who are not in it to a group as of a moment, each with an entry.
pub(crate) async fn admit(
    work: &UnitOfWork,
    group: &group::Model,
    users: &[&user::Model],
    since: Timestamp,
) -> Result<()> {
    if users.is_empty() {
        return Ok(());
    }
    let ids: Vec<UserId> = users.iter().map(|user| *user.id).collect();
    add(work.tx(), *group.id, &ids, since).await?;
    if *group.requires == GroupRule::Required {
        keep(work, &ids).await?;
    }
    let entries: Vec<Done> = users.iter().map(|user| entry(group, user, true)).collect();
    work.record_all(&entries).await
}

/// Removes members from a group, each with an entry.
pub(crate) async fn dismiss(
    work: &UnitOfWork,
    group: &group::Model,
    users: &[&user::Model],
) -> Result<()> {
    if users.is_empty() {
        return Ok(());
    }
    let ids: Vec<UserId> = users.iter().map(|user| *user.id).collect();
    for ids in ids.chunks(AT_ONCE) {
        store::group::remove(work.tx(), *group.id, ids).await?;
    }
    keep(work, &ids).await?;
    let entries = users.iter().map(|user| {
        let done = entry(group, user, false);
        match *group.requires {
            GroupRule::Required => done,
            GroupRule::Nothing => done.for_its_user(),
        }
    });
    work.record_all(&entries.collect::<Vec<_>>()).await
}

fn entry(group: &group::Model, user: &user::Model, joins: bool) -> Done {
    let action = if joins {
        AuditAction::MemberAdded
    } else {
        AuditAction::MemberRemoved
    };
    Done::to(action, user).with(AuditDetail::Group(group.name.clone()))
}

/// Those of these users who were removed from a group after an entry of the log.
pub(crate) async fn removed_since(
    db: &impl Connection,
    group: &group::Model,
    entry: EntryId,
    users: &[UserId],
) -> Result<HashSet<UserId>> {
    let mut entries = Vec::new();
    for users in users.chunks(AT_ONCE) {
        entries.extend(done_since(db, entry, AuditAction::MemberRemoved, users).await?);
    }
    if entries.is_empty() {
        return Ok(HashSet::new());
    }
    entries.extend(done_since(db, entry, AuditAction::GroupRenamed, &[]).await?);
    // The newest first: at each of them the group has the name that it had then.
    entries.sort_unstable_by_key(|entry| Reverse(entry.id.get()));
    let mut name = group.name.clone();
    let mut removed = HashSet::new();
    for entry in entries {
        match (serde_json::from_str(&entry.detail), entry.target_id) {
            (Ok(AuditDetail::GroupName(change)), _) if change.to == name => name = change.from,
            (Ok(AuditDetail::Group(group)), Some(user)) if group == name => {
                removed.insert(*user);
            }
            _ => {}
        }
    }
    Ok(removed)
}

/// Keeps what the groups of these users require of them.
pub(crate) async fn keep(work: &UnitOfWork, users: &[UserId]) -> Result<()> {
    let rules = load(work.tx()).await?;
    for users in users.chunks(AT_ONCE) {
        keep_requirement(work.tx(), Who::Users(users), (&rules, work.now())).await?;
    }
    Ok(())
}
