//! Rounds of invitations, and the users whom they invite: those who are active, have no password and no reset to prove, and have no
//! invitation that works.

use crate::column::Stored;
use crate::entity::invitation_round::{ActiveModel, Column, Entity, Model};
use crate::entity::{one_time_link, user};
use crate::error::Result;
use domain::{LinkPurpose, Timestamp, UserId};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, Set,
};
use std::collections::HashSet;

/// A round to be begun.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// Who invites.
    pub giver: UserId,
    /// The IP address of that admin.
    pub address: &'a str,
    /// The browser of that admin, as it identified itself.
    pub user_agent: &'a str,
    /// When it is begun.
    pub at: Timestamp,
    /// The last user of the round.
    pub until: UserId,
}

/// Begins a round.
pub async fn insert(tx: &impl ConnectionTrait, new: New<'_>) -> Result<()> {
    let row = ActiveModel {
        giver_id: Set(new.giver.into()),
        address: Set(new.address.to_owned()),
        user_agent: Set(new.user_agent.to_owned()),
        begun_at: Set(new.at.into()),
        after_id: Set(Stored(UserId::new(0))),
        until_id: Set(new.until.into()),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The round that is under way.
pub async fn first(db: &impl ConnectionTrait) -> Result<Option<Model>> {
    Ok(Entity::find().order_by_asc(Column::Id).one(db).await?)
}

/// Notes up to which user a round has come.
pub async fn go_on(tx: &impl ConnectionTrait, id: i64, after: UserId) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::AfterId, Expr::value(after.get()))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends a round, or all of them.
pub async fn end(tx: &impl ConnectionTrait, id: Option<i64>) -> Result<()> {
    let mut ended = Entity::delete_many();
    if let Some(id) = id {
        ended = ended.filter(Column::Id.eq(id));
    }
    ended.exec(tx).await?;
    Ok(())
}

/// How many users there are to be invited.
pub async fn count(db: &impl ConnectionTrait, now: Timestamp) -> Result<u64> {
    Ok(uninvited(now).count(db).await?)
}

/// The last user to be invited.
pub async fn last(db: &impl ConnectionTrait, now: Timestamp) -> Result<Option<UserId>> {
    let last = uninvited(now).order_by_desc(user::Column::Id).one(db);
    Ok(last.await?.map(|user| *user.id))
}

/// The next users whom a round invites, at most `limit`.
pub async fn next(
    tx: &impl ConnectionTrait,
    round: &Model,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<user::Model>> {
    Ok(uninvited(now)
        .filter(user::Column::Id.gt(round.after_id.get()))
        .filter(user::Column::Id.lte(round.until_id.get()))
        .order_by_asc(user::Column::Id)
        .limit(limit)
        .all(tx)
        .await?)
}

/// The next users to be invited after one, at most `limit`.
pub async fn next_after(
    tx: &impl ConnectionTrait,
    after: i64,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<user::Model>> {
    Ok(uninvited(now)
        .filter(user::Column::Id.gt(after))
        .order_by_asc(user::Column::Id)
        .limit(limit)
        .all(tx)
        .await?)
}

/// Those of these users, at most a thousand, who have an invitation that works.
pub async fn invited(
    db: &impl ConnectionTrait,
    users: &[UserId],
    now: Timestamp,
) -> Result<HashSet<UserId>> {
    let found: Vec<Stored<UserId>> = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(user::Column::Id.is_in(users.iter().map(|id| id.get())))
        .filter(user::Column::Id.in_subquery(working(now)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(|id| *id).collect())
}

/// The users who have an invitation that works.
fn working(now: Timestamp) -> SelectStatement {
    use one_time_link::Column as Link;
    let mut invited = Query::select();
    invited
        .column(Link::UserId)
        .from(one_time_link::Entity)
        .and_where(Link::Purpose.eq(LinkPurpose::Invitation.as_str()))
        .and_where(Link::UserId.is_not_null())
        .and_where(Link::UsedAt.is_null())
        .and_where(Link::CreatedAt.lte(now.unix()))
        .and_where(Link::ExpiresAt.gt(now.unix()));
    invited
}

fn uninvited(now: Timestamp) -> Select<user::Entity> {
    user::Entity::find()
        .filter(user::Column::PasswordHash.is_null())
        .filter(user::Column::DisabledAt.is_null())
        .filter(user::Column::ResetProof.is_null())
        .filter(user::Column::Id.not_in_subquery(working(now)))
}
