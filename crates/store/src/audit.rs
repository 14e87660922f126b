//! The entries of the audit log.

use crate::entity::audit_entry::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use crate::like::contains;
use domain::{AuditAction, EntryId, Timestamp, UserId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
};

/// An entry to be written.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// When it was done.
    pub at: Timestamp,
    /// [`domain::AuditAction`].
    pub action: &'a str,
    /// Who did it; none for the command line.
    pub actor: Option<UserId>,
    /// The name of that user.
    pub actor_name: &'a str,
    /// The address of that user.
    pub actor_email: &'a str,
    /// Both, folded.
    pub actor_key: String,
    /// On whom.
    pub target: Option<UserId>,
    /// The name of that user.
    pub target_name: &'a str,
    /// The address of that user.
    pub target_email: &'a str,
    /// Both, folded.
    pub target_key: String,
    /// What the action alone does not say, in the format of the version.
    pub detail: &'a str,
    /// The IP address.
    pub address: &'a str,
    /// The hash that makes it a part of the chain.
    pub hash: Vec<u8>,
    /// The format of the entry.
    pub version: i32,
}

/// Which entries are wanted: all that match everything that is set.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'a> {
    /// Texts that occur in the folded name or address of the actor.
    pub actor: Vec<&'a str>,
    /// The same for the target.
    pub target: Vec<&'a str>,
    /// On this account, or by its user.
    pub account: Option<UserId>,
    /// [`domain::AuditAction`].
    pub action: Option<&'a str>,
    /// One of these; every action where there are none.
    pub actions: Vec<&'a str>,
    /// Not earlier than this.
    pub from: Option<Timestamp>,
    /// Earlier than this.
    pub end: Option<Timestamp>,
    /// Written before this entry.
    pub before: Option<EntryId>,
}

/// Rows of one statement: the databases bound how many values one has.
const AT_ONCE: usize = 500;

/// Writes entries in this order; returns the number of the last one.
pub async fn insert(tx: &impl ConnectionTrait, entries: Vec<New<'_>>) -> Result<EntryId> {
    let mut last = 0;
    let mut rows = entries.into_iter().map(row).peekable();
    while rows.peek().is_some() {
        let rows: Vec<ActiveModel> = rows.by_ref().take(AT_ONCE).collect();
        let written = Entity::insert_many(rows).exec(tx).await?;
        last = written.last_insert_id.map_or(last, |id| id.get());
    }
    Ok(EntryId::new(last))
}

fn row(new: New<'_>) -> ActiveModel {
    ActiveModel {
        at: Set(new.at.into()),
        action: Set(new.action.to_owned()),
        actor_id: Set(new.actor.map(Into::into)),
        actor_name: Set(new.actor_name.to_owned()),
        actor_email: Set(new.actor_email.to_owned()),
        target_id: Set(new.target.map(Into::into)),
        target_name: Set(new.target_name.to_owned()),
        target_email: Set(new.target_email.to_owned()),
        detail: Set(new.detail.to_owned()),
        address: Set(new.address.to_owned()),
        hash: Set(Some(new.hash)),
        version: Set(new.version),
        actor_key: Set(new.actor_key),
        target_key: Set(new.target_key),
        ..Default::default()
    }
}

/// At most `limit` of the wanted entries, the newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    wanted: &Wanted<'_>,
    limit: u64,
) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(filters(wanted))
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

fn filters(wanted: &Wanted<'_>) -> Condition {
    let mut all = Condition::all();
    for word in &wanted.actor {
        all = all.add(Column::ActorKey.like(contains(word)));
    }
    for word in &wanted.target {
        all = all.add(Column::TargetKey.like(contains(word)));
    }
    let actions = wanted.actions.iter().copied();
    let one_of = (!wanted.actions.is_empty()).then(|| Column::Action.is_in(actions));
    all.add_option(wanted.account.map(about))
        .add_option(one_of)
        .add_option(wanted.action.map(|action| Column::Action.eq(action)))
        .add_option(wanted.from.map(|from| Column::At.gte(from.unix())))
        .add_option(wanted.end.map(|end| Column::At.lt(end.unix())))
        .add_option(wanted.before.map(|id| Column::Id.lt(id.get())))
}

/// The entries on an account or by its user.
fn about(user: UserId) -> Condition {
    Condition::any()
        .add(Column::TargetId.eq(user.get()))
        .add(Column::ActorId.eq(user.get()))
}

/// At most `limit` entries on an account or by its user, the newest first.
pub async fn list_about(db: &impl ConnectionTrait, user: UserId, limit: u64) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(about(user))
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// At most `limit` entries after one (a number in the table; `None` for all), in the order of writing.
pub async fn after(db: &impl ConnectionTrait, id: Option<i64>, limit: u64) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Condition::all().add_option(id.map(|id| Column::Id.gt(id))))
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// How many entries there are up to this one (a number in the table).
pub async fn count_until(db: &impl ConnectionTrait, id: i64) -> Result<u64> {
    Ok(Entity::find().filter(Column::Id.lte(id)).count(db).await?)
}

/// The hash of the entry with this number in the table, if it is there and has one.
pub async fn hash_of(db: &impl ConnectionTrait, id: i64) -> Result<Option<Vec<u8>>> {
    let entry = Entity::find_by_id(EntryId::new(id)).one(db).await?;
    Ok(entry.and_then(|entry| entry.hash))
}

/// The highest number in the table, if there is an entry.
pub async fn last_id(db: &impl ConnectionTrait) -> Result<Option<i64>> {
    Ok(Entity::find()
        .select_only()
        .column(Column::Id)
        .order_by_desc(Column::Id)
        .into_tuple()
        .one(db)
        .await?)
}

/// When the last entry was written.
pub async fn last_at(db: &impl ConnectionTrait) -> Result<Option<Timestamp>> {
    let at: Option<i64> = Entity::find()
        .select_only()
        .column(Column::At)
        .order_by_desc(Column::Id)
        .into_tuple()
        .one(db)
        .await?;
    Ok(at.map(Timestamp::from_unix))
}

/// When this was last done to a user.
pub async fn last_done(
    db: &impl ConnectionTrait,
    action: AuditAction,
    target: UserId,
) -> Result<Option<Timestamp>> {
    let at: Option<i64> = Entity::find()
        .select_only()
        .column(Column::At)
        .filter(Column::TargetId.eq(target.get()))
        .filter(Column::Action.eq(action.as_str()))
        .order_by_desc(Column::Id)
        .into_tuple()
        .one(db)
        .await?;
    Ok(at.map(Timestamp::from_unix))
}

/// The entries after one up to another one (numbers in the table), in the order of writing.
pub async fn between(
    db: &impl ConnectionTrait,
    (after, last): (EntryId, EntryId),
) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::Id.gt(after.get()))
        .filter(Column::Id.lte(last.get()))
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// The entries after one that say that this was done; to one of these users, at most a thousand, where there are any.
/// The newest first.
pub async fn done_since(
    db: &impl ConnectionTrait,
    after: EntryId,
    action: AuditAction,
    targets: &[UserId],
) -> Result<Vec<Model>> {
    let to_one =
        (!targets.is_empty()).then(|| Column::TargetId.is_in(targets.iter().map(|id| id.get())));
    Ok(Entity::find()
        .filter(Column::Id.gt(after.get()))
        .filter(Column::Action.eq(action.as_str()))
        .filter(Condition::all().add_option(to_one))
        .order_by_desc(Column::Id)
        .all(db)
        .await?)
}
