//! Who is in which group.

use super::requirement::{ids_of, other_groups_require};
use crate::column::Stored;
use crate::entity::group::{self, Model};
use crate::entity::group_member::{ActiveModel, Column, Entity, Relation};
use crate::entity::user;
use crate::error::Result;
use crate::segment::{Counted, KEY, counted_among};
use domain::{EmailAddress, GroupId, Timestamp, UserId};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, OnConflict, Order, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, Set,
};
use std::collections::{HashMap, HashSet};

/// Members that one statement names.
const AT_ONCE: usize = 1_000;

/// Adds users to a group; those who are in it already stay.
pub async fn add(
    tx: &impl ConnectionTrait,
    group: GroupId,
    users: &[UserId],
    at: Timestamp,
) -> Result<()> {
    for users in users.chunks(AT_ONCE) {
        let rows = users.iter().map(|user| ActiveModel {
            group_id: Set(group.into()),
            user_id: Set((*user).into()),
            added_at: Set(at.into()),
        });
        Entity::insert_many::<ActiveModel, _>(rows)
            .on_conflict(
                OnConflict::columns([Column::GroupId, Column::UserId])
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Those of these users, at most a thousand, who are in a group.
pub async fn present(
    db: &impl ConnectionTrait,
    group: GroupId,
    users: &[UserId],
) -> Result<HashSet<UserId>> {
    let rows: Vec<Stored<UserId>> = Entity::find()
        .select_only()
        .column(Column::UserId)
        .filter(Column::GroupId.eq(group.get()))
        .filter(Column::UserId.is_in(users.iter().map(|id| id.get())))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|id| *id).collect())
}

/// Since when those of these users, at most a thousand, are in a group who are.
pub async fn since(
    db: &impl ConnectionTrait,
    group: GroupId,
    users: &[UserId],
) -> Result<HashMap<UserId, Timestamp>> {
    let rows: Vec<(Stored<UserId>, Stored<Timestamp>)> = Entity::find()
        .select_only()
        .column(Column::UserId)
        .column(Column::AddedAt)
        .filter(Column::GroupId.eq(group.get()))
        .filter(Column::UserId.is_in(users.iter().map(|id| id.get())))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, at)| (*id, *at)).collect())
}

/// The members of a group after this number, in the order of their numbers.
pub async fn members_after(
    db: &impl ConnectionTrait,
    group: GroupId,
    after: UserId,
    limit: u64,
) -> Result<Vec<user::Model>> {
    Ok(user::Entity::find()
        .filter(Expr::col((user::Entity, user::Column::Id)).in_subquery(ids_of(group)))
        .filter(user::Column::Id.gt(after.get()))
        .order_by_asc(user::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// Removes users, at most a thousand, from a group.
pub async fn remove(tx: &impl ConnectionTrait, group: GroupId, users: &[UserId]) -> Result<()> {
    Entity::delete_many()
        .filter(Column::GroupId.eq(group.get()))
        .filter(Column::UserId.is_in(users.iter().map(|id| id.get())))
        .exec(tx)
        .await?;
    Ok(())
}

/// The groups of a user, by name.
pub async fn of_user(db: &impl ConnectionTrait, id: UserId) -> Result<Vec<Model>> {
    Ok(group::Entity::find()
        .filter(
            group::Column::Id.in_subquery(
                Query::select()
                    .column(Column::GroupId)
                    .from(Entity)
                    .and_where(Column::UserId.eq(id.get()))
                    .take(),
            ),
        )
        .order_by_asc(group::Column::NameKey)
        .all(db)
        .await?)
}

/// The names of the groups of these users, each user's by name.
pub async fn names_of(
    db: &impl ConnectionTrait,
    users: &[UserId],
) -> Result<HashMap<UserId, Vec<String>>> {
    let mut names: HashMap<UserId, Vec<String>> = HashMap::new();
    for users in users.chunks(AT_ONCE) {
        let rows: Vec<(Stored<UserId>, String)> = Entity::find()
            .select_only()
            .column(Column::UserId)
            .column(group::Column::Name)
            .join(JoinType::InnerJoin, Relation::Group.def())
            .filter(Column::UserId.is_in(users.iter().map(|id| id.get())))
            .order_by_asc(group::Column::NameKey)
            .into_tuple()
            .all(db)
            .await?;
        for (user, name) in rows {
            names.entry(*user).or_default().push(name);
        }
    }
    Ok(names)
}

/// The first groups of each of these users by name, at most `limit`, and how many groups the user is in.
pub async fn first_of(
    db: &impl ConnectionTrait,
    users: &[UserId],
    limit: i64,
) -> Result<HashMap<UserId, (Vec<String>, u64)>> {
    let mut found: HashMap<UserId, (Vec<String>, u64)> = HashMap::new();
    for users in users.chunks(AT_ONCE) {
        let all = Query::select()
            .column((Entity, Column::UserId))
            .column((group::Entity, group::Column::Name))
            .expr_as(
                Expr::cust("row_number() OVER (PARTITION BY user_id ORDER BY name_key)"),
                "place",
            )
            .expr_as(Expr::cust("count(*) OVER (PARTITION BY user_id)"), "total")
            .from(Entity)
            .inner_join(
                group::Entity,
                Expr::col((Entity, Column::GroupId)).equals((group::Entity, group::Column::Id)),
            )
            .and_where(Expr::col((Entity, Column::UserId)).is_in(users.iter().map(|id| id.get())))
            .take();
        let first = Query::select()
            .columns(["user_id", "name", "total"])
            .from_subquery(all, "all_groups")
            .and_where(Expr::col("place").lte(limit))
            .order_by("place", Order::Asc)
            .take();
        for row in db.query_all(&first).await? {
            let (user, name, total): (Stored<UserId>, String, i64) = (
                row.try_get_by_index(0)?,
                row.try_get_by_index(1)?,
                row.try_get_by_index(2)?,
            );
            let groups = found.entry(*user).or_default();
            groups.0.push(name);
            groups.1 = total.unsigned_abs();
        }
    }
    Ok(found)
}

/// The accounts with these addresses, in any spelling, each by its address as given; those without an account are left out.
pub async fn ids_by_address<'a>(
    db: &impl ConnectionTrait,
    addresses: &'a [String],
) -> Result<HashMap<&'a str, UserId>> {
    let mut found = HashMap::new();
    for addresses in addresses.chunks(AT_ONCE) {
        let mut keys: HashMap<String, Vec<&str>> = HashMap::new();
        for address in addresses {
            let spellings = keys.entry(EmailAddress::key_of(address)).or_default();
            spellings.push(address);
        }
        let rows: Vec<(Stored<UserId>, String)> = user::Entity::find()
            .select_only()
            .columns([user::Column::Id, user::Column::EmailKey])
            .filter(user::Column::EmailKey.is_in(keys.keys().map(String::as_str)))
            .into_tuple()
            .all(db)
            .await?;
        for (id, key) in rows {
            let spellings = keys.remove(&key).unwrap_or_default();
            found.extend(spellings.into_iter().map(|address| (address, *id)));
        }
    }
    Ok(found)
}

/// How many members each group has whose accounts are not deactivated, and how many of these have a factor, counted again: the cost is
/// that of all memberships. Groups without such members are left out.
pub async fn recount(db: &impl ConnectionTrait) -> Result<HashMap<GroupId, (i64, i64)>> {
    let rows: Vec<(Stored<GroupId>, i64, i64)> = Entity::find()
        .select_only()
        .column(Column::GroupId)
        .column_as(Column::UserId.count(), "members")
        .column_as(user::Column::TwoFactorSince.count(), "active")
        .join(JoinType::InnerJoin, Relation::User.def())
        .filter(user::Column::DisabledAt.is_null())
        .group_by(Column::GroupId)
        .into_tuple()
        .all(db)
        .await?;
    let counts = rows.into_iter();
    Ok(counts
        .map(|(group, members, active)| (*group, (members, active)))
        .collect())
}

/// The members of a group, counted by segment: those of whom another group requires 2FA (true) apart from all others.
pub async fn counted(db: &impl ConnectionTrait, group: GroupId) -> Result<Vec<(bool, Counted)>> {
    let mut all = Vec::new();
    for other in [false, true] {
        let required = other_groups_require(group);
        let required = if other { required } else { required.not() };
        let members = Condition::all()
            .add(Expr::col((user::Entity, user::Column::Id)).in_subquery(ids_of(group)))
            .add(required);
        let segments = counted_among(db, KEY, members).await?;
        all.extend(segments.into_iter().map(|segment| (other, segment)));
    }
    Ok(all)
}

/// Which of these users are in which of these groups: each membership.
pub async fn memberships(
    db: &impl ConnectionTrait,
    groups: &[GroupId],
    users: &[UserId],
) -> Result<Vec<(GroupId, UserId)>> {
    let mut found = Vec::new();
    for users in users.chunks(AT_ONCE) {
        let rows: Vec<(Stored<GroupId>, Stored<UserId>)> = Entity::find()
            .select_only()
            .column(Column::GroupId)
            .column(Column::UserId)
            .filter(Column::UserId.is_in(users.iter().map(|id| id.get())))
            .filter(Column::GroupId.is_in(groups.iter().map(|id| id.get())))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|(group, user)| (*group, *user)));
    }
    Ok(found)
}
