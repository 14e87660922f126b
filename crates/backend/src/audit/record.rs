//! Writing entries.

use super::chain::{Content, hash};
use super::head::{lock_head, move_head};
use crate::access::Actor;
use crate::entity::{audit_entry, audit_head, user};
use crate::error::Result;
use domain::fold::fold;
use domain::{AuditAction, Timestamp, UserId};
use sea_orm::{ActiveModelTrait, ConnectionTrait, Set};

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

/// Writes one entry at the end of the chain, in the transaction that makes the change.
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
    let content = Content {
        at: at.unix(),
        action: action.as_str(),
        actor_id: actor.id.map(UserId::get),
        actor_name: &actor.name,
        target_id,
        target_name: &target_name,
        detail,
        address: &actor.address,
    };
    let head = lock_head(tx).await?;
    let hash = hash(&head.hash, head.entries + 1, &content);
    let written = audit_entry::ActiveModel {
        at: Set(content.at),
        action: Set(content.action.to_owned()),
        actor_id: Set(content.actor_id),
        actor_name: Set(content.actor_name.to_owned()),
        target_id: Set(content.target_id),
        target_name: Set(content.target_name.to_owned()),
        detail: Set(content.detail.to_owned()),
        address: Set(content.address.to_owned()),
        hash: Set(Some(hash.clone())),
        actor_key: Set(fold(content.actor_name)),
        target_key: Set(fold(content.target_name)),
        ..Default::default()
    }
    .insert(tx)
    .await?;
    let next = audit_head::Model {
        last_id: written.id,
        hash,
        entries: head.entries + 1,
        ..head
    };
    move_head(tx, &head, &next).await
}
