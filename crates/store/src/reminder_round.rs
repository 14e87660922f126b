//! Rounds of reminders, and the users whom they remind: those who must use 2FA and have none, can sign in with a password, have
//! nothing to prove after a reset, and were not reminded within a day.

use crate::column::Stored;
use crate::deadline::{is_between, may_end_after};
use crate::entity::reminder_round::{ActiveModel, Column, Entity, Model};
use crate::entity::user;
use crate::error::Result;
use crate::requirement::is_required;
use domain::reminder::PAUSE;
use domain::{Rules, Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, Set,
};

/// A round to be begun.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// Who reminds.
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

/// How many users there are to be reminded.
pub async fn count(db: &impl ConnectionTrait, rules: &Rules, now: Timestamp) -> Result<u64> {
    Ok(remindable(rules, now).count(db).await?)
}

/// The last user to be reminded.
pub async fn last(
    db: &impl ConnectionTrait,
    rules: &Rules,
    now: Timestamp,
) -> Result<Option<UserId>> {
    let last = remindable(rules, now).order_by_desc(user::Column::Id);
    Ok(last.one(db).await?.map(|user| *user.id))
}

/// The next users whom a round reminds, at most `limit`.
pub async fn next(
    tx: &impl ConnectionTrait,
    round: &Model,
    (rules, now): (&Rules, Timestamp),
    limit: u64,
) -> Result<Vec<user::Model>> {
    Ok(remindable(rules, now)
        .filter(user::Column::Id.gt(round.after_id.get()))
        .filter(user::Column::Id.lte(round.until_id.get()))
        .order_by_asc(user::Column::Id)
        .limit(limit)
        .all(tx)
        .await?)
}

/// Users to be reminded whose deadline is at most this many seconds ahead, after one of them, in the order of their numbers.
pub async fn before_deadline(
    db: &impl ConnectionTrait,
    (rules, now): (&Rules, Timestamp),
    ahead: i64,
    after: UserId,
    limit: u64,
) -> Result<Vec<user::Model>> {
    Ok(remindable(rules, now)
        .filter(is_between(rules, now, (now, now.plus(ahead))))
        .filter(may_end_after(rules, now))
        .filter(user::Column::Id.gt(after.get()))
        .order_by_asc(user::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// Notes when the user was reminded.
pub async fn note(tx: &impl ConnectionTrait, id: UserId, at: Timestamp) -> Result<()> {
    user::Entity::update_many()
        .col_expr(user::Column::RemindedAt, Expr::value(at.unix()))
        .filter(user::Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// `can_be_reminded` of the use cases in SQL, and that the last reminder is a day ago.
fn remindable(rules: &Rules, now: Timestamp) -> Select<user::Entity> {
    user::Entity::find()
        .filter(user::Column::TwoFactorSince.is_null())
        .filter(user::Column::PasswordHash.is_not_null())
        .filter(user::Column::DisabledAt.is_null())
        .filter(user::Column::ResetProof.is_null())
        .filter(
            Condition::any()
                .add(user::Column::RemindedAt.is_null())
                .add(user::Column::RemindedAt.lte(now.plus(-PAUSE).unix())),
        )
        .filter(is_required(rules, now, true))
}
