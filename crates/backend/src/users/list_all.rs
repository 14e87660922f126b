//! Every account, for the command line.

use super::list::row;
use crate::access::Manager;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{load_row, rules_of};
use domain::{GroupId, UserId};
use store::account::list_after;
use store::group;
use wire::view::UserRow;

impl Backend {
    /// The next accounts after `after`, at most `limit`, in the order of their numbers.
    pub async fn users_after(
        &self,
        _manager: &Manager,
        after: Option<UserId>,
        limit: u64,
    ) -> Result<Vec<UserRow>> {
        let db = self.db.read();
        let policy = load_row(db).await?;
        let rules = rules_of(&policy);
        let now = self.now();
        let after = after.unwrap_or(UserId::new(0));
        let users = list_after(db, after, limit).await?;
        Ok(users
            .iter()
            .map(|user| row(user, &policy, &rules, now))
            .collect())
    }

    /// The members of a group after one of them, in the order of their numbers, at most `limit`.
    pub async fn members_after(
        &self,
        _manager: &Manager,
        group: GroupId,
        after: Option<UserId>,
        limit: u64,
    ) -> Result<Vec<UserRow>> {
        let db = self.db.read();
        let policy = load_row(db).await?;
        let rules = rules_of(&policy);
        let now = self.now();
        let after = after.unwrap_or(UserId::new(0));
        let users = group::members_after(db, group, after, limit).await?;
        let rows = users.iter().map(|user| row(user, &policy, &rules, now));
        Ok(rows.collect())
    }
}
