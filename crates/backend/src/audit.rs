//! The audit log: who did what to whom, when and from where.

use crate::access::{Actor, Admin};
use crate::context::Backend;
use crate::entity::{audit_entry, user};
use crate::error::Result;
use domain::view::Entry;
use domain::{AuditAction, Timestamp, UserId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
};

/// The account that an action was on: its id, and its name as it was then.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    id: UserId,
    name: String,
}

impl From<&user::Model> for Target {
    fn from(user: &user::Model) -> Self {
        Self {
            id: UserId::new(user.id),
            name: user.name.clone(),
        }
    }
}

/// Writes one entry, in the transaction that makes the change.
pub(crate) async fn record(
    tx: &impl ConnectionTrait,
    at: Timestamp,
    actor: &Actor,
    action: AuditAction,
    target: Option<Target>,
    detail: &str,
) -> Result<()> {
    let (target_id, target_name) =
        target.map_or((None, String::new()), |t| (Some(t.id.get()), t.name));
    audit_entry::ActiveModel {
        at: Set(at.unix()),
        action: Set(action.as_str().to_owned()),
        actor_id: Set(actor.id.map(UserId::get)),
        actor_name: Set(actor.name.clone()),
        target_id: Set(target_id),
        target_name: Set(target_name),
        detail: Set(detail.to_owned()),
        address: Set(actor.address.clone()),
        ..Default::default()
    }
    .insert(tx)
    .await?;
    Ok(())
}

impl Backend {
    /// The latest entries on one account or by its user, newest first.
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

fn entry(row: audit_entry::Model) -> Option<Entry> {
    Some(Entry {
        at: Timestamp::from_unix(row.at),
        action: AuditAction::parse(&row.action)?,
        actor: row.actor_name,
        target: row.target_name,
        detail: row.detail,
        address: row.address,
    })
}
