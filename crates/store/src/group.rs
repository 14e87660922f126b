//! Groups of users, their members, and what they require of them.

mod members;
mod requirement;

pub use members::{
    add, counted, first_of, ids_by_address, members_after, memberships, names_of, of_user, present,
    recount, remove, since,
};
pub use requirement::{
    IfRequired, Who, end_sessions_without_factor, ids_of, keep_deadline, keep_requirement,
    strictest,
};
pub(crate) use requirement::{as_if, group_values, is_member};

use crate::entity::group::{ActiveModel, Column, Entity, Model};
use crate::error::{Error, Result, violates_unique};
use domain::{Grace, GroupId, GroupName, GroupRule, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
};

/// The group with this number.
pub async fn find(db: &impl ConnectionTrait, id: GroupId) -> Result<Model> {
    let group = Entity::find_by_id(id).one(db).await?;
    group.ok_or(Error::NotFound)
}

/// All groups, by name.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Model>> {
    Ok(Entity::find().order_by_asc(Column::NameKey).all(db).await?)
}

/// Creates a group that requires nothing; none if its name is taken.
pub async fn insert(
    tx: &impl ConnectionTrait,
    name: &GroupName,
    at: Timestamp,
) -> Result<Option<Model>> {
    let row = ActiveModel {
        name: Set(name.as_str().to_owned()),
        name_key: Set(name.key()),
        requires: Set(GroupRule::Nothing.into()),
        created_at: Set(at.into()),
        ..Default::default()
    };
    match row.insert(tx).await {
        Ok(group) => Ok(Some(group)),
        Err(error) if violates_unique(&error, "groups", "name_key") => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Gives a group another name.
pub async fn rename(tx: &impl ConnectionTrait, id: GroupId, name: &GroupName) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Name, Expr::value(name.as_str()))
        .col_expr(Column::NameKey, Expr::value(name.key()))
        .filter(Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Changes what a group requires, and the time that it gives; `made` is since when it requires 2FA. What is kept of its members follows
/// by [`keep_requirement`].
pub async fn set_rule(
    tx: &impl ConnectionTrait,
    id: GroupId,
    rule: GroupRule,
    (grace, made): (Grace, Option<Timestamp>),
) -> Result<()> {
    let moment = |at: Option<Timestamp>| Expr::value(at.map(Timestamp::unix));
    Entity::update_many()
        .col_expr(Column::Requires, Expr::value(rule.as_str()))
        .col_expr(Column::RequiredAt, moment(made))
        .col_expr(Column::GraceDays, Expr::value(grace.days()))
        .col_expr(Column::GraceUntil, moment(grace.until()))
        .filter(Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// The groups with the most members, those without any left out.
pub async fn largest(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::Members.gt(0))
        .order_by_desc(Column::Members)
        .order_by_asc(Column::NameKey)
        .limit(limit)
        .all(db)
        .await?)
}

/// How many groups there are.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64> {
    Ok(Entity::find().count(db).await?)
}

/// Replaces the kept counts of a group's members.
pub async fn set_counts(
    tx: &impl ConnectionTrait,
    id: GroupId,
    (members, active): (i64, i64),
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Members, Expr::value(members))
        .col_expr(Column::Active, Expr::value(active))
        .filter(Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes a group, and the memberships in it.
pub async fn delete(tx: &impl ConnectionTrait, id: GroupId) -> Result<()> {
    Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}
