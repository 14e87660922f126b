//! Who is in a group.

use crate::access::Manager;
use crate::context::Backend;
use crate::error::Result;
use crate::membership::{admit, dismiss};
use domain::{GroupId, GroupRule, UserId};
use std::collections::HashSet;
use store::Connection;
use store::account::list;
use store::entity::user;
use store::group::{self, find, ids_by_address, of_user};

/// Users who are added in one change at the most.
const MOST: usize = 500;
/// Users who are looked up by one statement.
const AT_ONCE: usize = 1_000;

/// What came of adding users to a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Added {
    /// Users who are in it now and were not before.
    pub added: u64,
    /// Users who were in it already.
    pub present: u64,
    /// What names no account, in the order in which it was given.
    pub unknown: Vec<String>,
}

/// The users whom a text names, with spaces, commas or semicolons between them.
pub fn split_users(text: &str) -> Vec<String> {
    let users = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
    let users = users.filter(|user| !user.is_empty());
    users.map(str::to_owned).collect()
}

/// The numbers of the accounts that these numbers and addresses name, each once with its place, whether they exist or not; and what names
/// no account.
pub(crate) async fn name(
    db: &impl Connection,
    users: &[String],
) -> Result<(Vec<(UserId, usize)>, Vec<String>)> {
    let by_address = ids_by_address(db, users.get(..MOST).unwrap_or(users)).await?;
    let (mut wanted, mut unknown, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (at, user) in users.iter().enumerate() {
        let found = by_address.get(user.as_str()).copied();
        let found = found.or_else(|| user.parse().ok()).filter(|_| at < MOST);
        match found {
            Some(user) => wanted.extend(seen.insert(user).then_some((user, at))),
            None => unknown.push(user.clone()),
        }
    }
    Ok((wanted, unknown))
}

impl Backend {
    /// Adds users to a group, each named by the number or the address of the account: at most five hundred, those after them are
    /// unknown. Each has an entry in the audit log.
    pub async fn add_members(
        &self,
        manager: &Manager,
        id: GroupId,
        users: &[String],
    ) -> Result<Added> {
        let work = self.begin(manager.actor().clone()).await?;
        let tx = work.tx();
        let group = find(tx, id).await?;
        let mut result = Added::default();
        let (wanted, unknown) = name(tx, users).await?;
        result.unknown = unknown;
        for wanted in wanted.chunks(AT_ONCE) {
            let ids: Vec<UserId> = wanted.iter().map(|(user, _)| *user).collect();
            let accounts = list(tx, &ids).await?;
            let present = group::present(tx, id, &ids).await?;
            result.present += present.len() as u64;
            let there: HashSet<UserId> = accounts.iter().map(|user| *user.id).collect();
            let missing = wanted.iter().filter(|(user, _)| !there.contains(user));
            let missing = missing.filter_map(|(_, at)| users.get(*at).cloned());
            result.unknown.extend(missing);
            let joining = accounts.iter().filter(|user| !present.contains(&*user.id));
            let joining: Vec<&user::Model> = joining.collect();
            admit(&work, &group, &joining, work.now()).await?;
            result.added += joining.len() as u64;
        }
        if result.added > 0 {
            work.commit_unrecorded().await?;
        }
        Ok(result)
    }

    /// Removes a user from a group. Returns whether the user was in it. No admin leaves a group that requires 2FA of its members.
    pub async fn remove_member(
        &self,
        manager: &Manager,
        id: GroupId,
        user: UserId,
    ) -> Result<bool> {
        let work = self.begin(manager.actor().clone()).await?;
        let tx = work.tx();
        let user = store::user::find(tx, user).await?;
        let groups = of_user(tx, *user.id).await?;
        let Some(group) = groups.into_iter().find(|group| *group.id == id) else {
            return Ok(false);
        };
        if *group.requires == GroupRule::Required {
            work.may_loosen(&user)?;
        }
        dismiss(&work, &group, &[&user]).await?;
        work.commit_unrecorded().await?;
        Ok(true)
    }
}
