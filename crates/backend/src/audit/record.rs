//! Writing entries.

use super::chain::{Content, hash};
use crate::access::Actor;
use crate::error::{Error, Result};
use crate::notice::{Told, tell};
use domain::fold::fold;
use domain::{AuditAction, Event, NoticeKind, Timestamp, UserId};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Set};
use store::entity::{audit_entry, audit_head, session, user};

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

/// Whoever acts through a session has it still: what was asked for may have waited for its turn, and
/// the one before it may have ended the session, and the right with it.
async fn still_there(tx: &impl ConnectionTrait, actor: &Actor) -> Result<()> {
    let Some(id) = actor.session else {
        return Ok(());
    };
    let session = session::Entity::find_by_id(id.get()).one(tx).await?;
    session.map(|_| ()).ok_or(Error::Unauthenticated)
}

/// Writes one entry at the end of the chain, in the transaction that makes the change; refused where the
/// actor's session is gone. The user whom
/// it is about is told where that is due: no change can forget it; and so are open windows.
/// Transactions queue for the head of the chain, so the numbers of the events are in the order of the
/// commits: whoever has read one has missed none before it.
pub(crate) async fn record(
    tx: &impl ConnectionTrait,
    at: Timestamp,
    actor: &Actor,
    action: AuditAction,
    target: Option<Target>,
    detail: &str,
) -> Result<()> {
    still_there(tx, actor).await?;
    let about = target.as_ref().map(|t| t.id).or(actor.id);
    if let (Some(kind), Some(user)) = (NoticeKind::of(action), about) {
        tell(tx, at, Told { user, kind, actor }).await?;
    }
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
    let head = store::audit_head::lock(tx).await?;
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
    store::audit_head::advance(tx, &head, &next).await?;
    let told = Event::of(action, actor.id, target_id.map(UserId::new));
    Ok(store::event::insert(tx, at, told).await?)
}
