//! Every account, for the command line.

use super::list::row;
use crate::access::Manager;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{load_row, rules_of};
use domain::UserId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use store::entity::user;
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
        let users = user::Entity::find()
            .filter(user::Column::Id.gt(after.map_or(0, UserId::get)))
            .order_by_asc(user::Column::Id)
            .limit(limit)
            .all(db)
            .await?;
        Ok(users
            .iter()
            .map(|user| row(user, &policy, &rules, now))
            .collect())
    }
}
