//! Writing entries.

use super::chain::{Content, PRESENT, hash};
use super::seal::{carried_on, judge_in};
use crate::access::Actor;
use crate::error::{Error, Result};
use crate::notice::{NewAdminNotice, NewNotice, tell, tell_other_admins};
use crate::vault::Vault;
use domain::meaning::{events, loosens, meaning, told_of_role, told_to_admins};
use domain::{
    AuditAction, AuditDetail, Event, EventKind, Giver, Named, NoticeKind, Role, Timestamp, UserId,
};
use std::collections::HashSet;
use store::Connection;
use store::audit::{New, insert};
use store::entity::{audit_head, user};

/// The account that an action was on: its id, and its name and address at the time.
#[derive(Debug, Clone)]
struct Target {
    id: UserId,
    name: String,
    email: String,
}

impl From<&user::Model> for Target {
    fn from(user: &user::Model) -> Self {
        Self {
            id: *user.id,
            name: user.name.clone(),
            email: user.email.clone(),
        }
    }
}

/// What was done.
#[derive(Debug, Clone)]
pub(crate) struct Done {
    action: AuditAction,
    target: Option<Target>,
    detail: AuditDetail,
    /// The role that the account it was on has now, where admins may have to be told.
    role: Option<Role>,
    /// The role that it had, where that is another one.
    role_before: Option<Role>,
}

impl From<AuditAction> for Done {
    /// On one's own account, or on none in particular.
    fn from(action: AuditAction) -> Self {
        Self {
            action,
            target: None,
            detail: AuditDetail::Nothing,
            role: None,
            role_before: None,
        }
    }
}

impl Done {
    /// On another user's account.
    pub(crate) fn to(action: AuditAction, user: &user::Model) -> Self {
        Self {
            target: Some(Target::from(user)),
            role: Some(*user.role),
            ..Self::from(action)
        }
    }

    /// What the action alone does not say.
    pub(crate) fn with(self, detail: AuditDetail) -> Self {
        Self { detail, ..self }
    }

    /// By a link or code that this giver gave, where that is known.
    pub(crate) fn by_gift_of(self, giver: Option<Giver>) -> Self {
        match giver {
            Some(giver) => self.with(AuditDetail::GivenBy(giver)),
            None => self,
        }
    }

    /// The other admins are not told.
    pub(crate) fn for_its_user(self) -> Self {
        Self { role: None, ..self }
    }

    /// On an account that has this role now.
    pub(crate) fn of_role(self, role: Role) -> Self {
        Self {
            role: Some(role),
            ..self
        }
    }

    /// On an account that had another role until now.
    pub(crate) fn of_another_role(self, role: Role) -> Self {
        Self {
            role: Some(role),
            role_before: self.role,
            ..self
        }
    }
}

/// Users whom one statement names.
const MOST_AT_ONCE: usize = 1_000;
/// With more entries than this in one change, open windows are told by [`events_of_many`].
const MANY: usize = 50;

/// Writes entries at the end of the chain, in the transaction that makes the change, with the notices to the users whom they are
/// about and the events for open windows: [`domain::meaning`] says which are due. Transactions queue for the head of the chain,
/// so the numbers of the events are in the order of the commits: a reader that has read one has missed none before it. `gathers`: the
/// other admins are told how many admins are freed from 2FA or given time, not of each.
pub(super) async fn record(
    tx: &impl Connection,
    at: Timestamp,
    (actor, gathers): (&Actor, bool),
    vault: &Vault,
    done: &[Done],
) -> Result<()> {
    if done.is_empty() {
        return Ok(());
    }
    for done in done {
        inform(tx, at, (actor, gathers), done).await?;
    }
    if gathers {
        inform_of_many(tx, at, actor, done).await?;
    }
    let head = store::audit_head::lock(tx).await?;
    let (mut last, mut number) = (head.hash.clone(), head.entries);
    let details = done.iter().map(|done| {
        serde_json::to_string(&done.detail)
            .map_err(|e| Error::internal("writing the detail of an entry", e))
    });
    let details: Vec<String> = details.collect::<Result<_>>()?;
    let mut entries = Vec::with_capacity(done.len());
    for (done, detail) in done.iter().zip(&details) {
        let content = content(at, actor, done, detail);
        number += 1;
        last = hash(&last, number, &content);
        entries.push(New {
            at,
            action: content.action,
            actor: actor.id,
            actor_name: content.actor_name,
            actor_email: content.actor_email,
            actor_key: content.actor_key(),
            target: done.target.as_ref().map(|target| target.id),
            target_name: content.target_name,
            target_email: content.target_email,
            target_key: content.target_key(),
            detail: content.detail,
            address: content.address,
            hash: last.clone(),
            version: content.version,
        });
    }
    let written = insert(tx, entries).await?;
    let next = audit_head::Model {
        last_id: written.get(),
        hash: last,
        entries: number,
        ..head.clone()
    };
    let next = carried_on(vault, judge_in(tx, vault, &head).await?, next)?;
    store::audit_head::advance(tx, &head, &next).await?;
    let told = if done.len() > MANY {
        events_of_many(tx, actor, done).await?
    } else {
        let told = done.iter().flat_map(|done| events_of(actor, done));
        told.collect()
    };
    Ok(store::event::insert(tx, at, told.into_iter()).await?)
}

fn content<'a>(at: Timestamp, actor: &'a Actor, done: &'a Done, detail: &'a str) -> Content<'a> {
    let target = done.target.as_ref();
    Content {
        version: PRESENT,
        at: at.unix(),
        action: done.action.as_str(),
        actor_id: actor.id.map(UserId::get),
        actor_name: &actor.name,
        actor_email: &actor.email,
        target_id: target.map(|target| target.id.get()),
        target_name: target.map_or("", |target| &target.name),
        target_email: target.map_or("", |target| &target.email),
        detail,
        address: &actor.address,
    }
}

fn events_of(actor: &Actor, done: &Done) -> impl Iterator<Item = Event> {
    let target = done.target.as_ref().map(|target| target.id);
    events(done.action, actor.id, target)
}

/// The events of a change of many accounts: one for the windows of admins, and one for each user who may have a window, having a
/// session.
async fn events_of_many(tx: &impl Connection, actor: &Actor, done: &[Done]) -> Result<Vec<Event>> {
    let targets = done.iter().filter_map(|done| done.target.as_ref());
    let targets: Vec<UserId> = targets.map(|target| target.id).collect();
    let mut signed_in = HashSet::new();
    for targets in targets.chunks(MOST_AT_ONCE) {
        let counted = store::session::count_of_these(tx, targets).await?;
        signed_in.extend(counted.into_keys());
    }
    let mut told = vec![Event::for_all(EventKind::Users)];
    for done in done {
        let concerns = |event: &Event| match event.user {
            Some(user) => signed_in.contains(&user) || actor.id == Some(user),
            None => true,
        };
        told.extend(events_of(actor, done).filter(concerns));
    }
    let mut seen = HashSet::new();
    told.retain(|event| seen.insert(*event));
    Ok(told)
}

/// Whom it is about, as called then; somebody who has another name or address now, from what to what.
fn about(actor: &Actor, done: &Done) -> Named {
    let before = match &done.target {
        Some(target) => Named::new(&target.name, &target.email),
        None => actor.named(),
    };
    match &done.detail {
        AuditDetail::Profile {
            name: Some(name), ..
        } => Named {
            name: name.to_string(),
            ..before
        },
        AuditDetail::Address(address) => Named::new(&before.name, &address.to_string()),
        _ => before,
    }
}

/// The address that hears of another one.
fn old_address(done: &Done) -> Option<&str> {
    match &done.detail {
        AuditDetail::Address(address) => Some(&address.from),
        _ => None,
    }
}

/// The notices that are due: to the user whom it is about, and to the other admins.
async fn inform(
    tx: &impl Connection,
    at: Timestamp,
    (actor, gathers): (&Actor, bool),
    done: &Done,
) -> Result<()> {
    let given_by = match &done.detail {
        AuditDetail::GivenBy(giver) => Some(giver),
        _ => None,
    };
    let user = done.target.as_ref().map(|t| t.id).or(actor.id);
    if let (Some(kind), Some(user)) = (meaning(done.action).notice, user) {
        let told = NewNotice {
            given_by,
            mail_to: old_address(done),
            ..NewNotice::by(actor, user, kind)
        };
        tell(tx, at, told).await?;
    }
    if gathers && loosens(done.action) {
        return Ok(());
    }
    let named = about(actor, done);
    for kind in kinds_for_admins(done) {
        let told = NewAdminNotice {
            kind,
            about: user.map(|user| (user, &named)),
            count: 1,
            actor,
            given_by,
        };
        tell_other_admins(tx, at, told).await?;
    }
    Ok(())
}

/// Tells the other admins how many of them a step of an act on many frees from 2FA, or gives time for it, if it does.
async fn inform_of_many(
    tx: &impl Connection,
    at: Timestamp,
    actor: &Actor,
    done: &[Done],
) -> Result<()> {
    let freed = done
        .iter()
        .filter(|done| loosens(done.action) && done.role == Some(Role::Admin));
    let told = NewAdminNotice {
        kind: NoticeKind::AdminsFreed,
        about: None,
        count: freed.count() as u64,
        actor,
        given_by: None,
    };
    if told.count == 0 {
        return Ok(());
    }
    tell_other_admins(tx, at, told).await
}

/// What the other admins are told.
fn kinds_for_admins(done: &Done) -> impl Iterator<Item = NoticeKind> {
    let of_action = done.role.and_then(|role| told_to_admins(done.action, role));
    let of_role = match (done.role_before, done.role) {
        (Some(before), Some(now)) => told_of_role(before, now),
        _ => [None, None],
    };
    of_action.into_iter().chain(of_role.into_iter().flatten())
}
