//! The entries of the log about one user.

use super::page::entry;
use crate::access::Admin;
use crate::context::Backend;
use crate::error::Result;
use domain::UserId;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use store::entity::audit_entry;
use wire::view::Entry;

impl Backend {
    /// The latest entries on an account or by its user, newest first.
    pub async fn audit_of(
        &self,
        _admin: Admin<'_>,
        user: UserId,
        limit: u64,
    ) -> Result<Vec<Entry>> {
        let rows = audit_entry::Entity::find()
            .filter(
                Condition::any()
                    .add(audit_entry::Column::TargetId.eq(user.get()))
                    .add(audit_entry::Column::ActorId.eq(user.get())),
            )
            .order_by_desc(audit_entry::Column::Id)
            .limit(limit)
            .all(self.db.read())
            .await?;
        Ok(rows.into_iter().filter_map(entry).collect())
    }
}
