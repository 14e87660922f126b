//! The users whom a table lists, in the order of their numbers: nobody comes twice, and nobody is left out, whatever is changed of
//! those who have come.

#[cfg(test)]
mod plan;

use super::search::listed;
use crate::column::Stored;
use crate::entity::user::{Column, Entity};
use crate::error::Result;
use domain::{Rules, Timestamp, UserId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use wire::UserQuery;

/// Which of the users are wanted.
#[derive(Debug, Clone, Copy)]
pub enum Among<'a> {
    /// The next ones.
    Next {
        /// After this one.
        after: UserId,
        /// Up to this one.
        last: UserId,
        /// How many at the most.
        limit: u64,
    },
    /// Those of these, at most a thousand.
    These(&'a [UserId]),
}

/// The numbers of the users whom a table with this query lists.
pub async fn numbers(
    db: &impl ConnectionTrait,
    query: &UserQuery,
    at: (&Rules, Timestamp),
    among: Among<'_>,
) -> Result<Vec<UserId>> {
    let found: Vec<Stored<UserId>> = select(db, query, at, among).into_tuple().all(db).await?;
    Ok(found.into_iter().map(|id| *id).collect())
}

fn select(
    db: &impl ConnectionTrait,
    query: &UserQuery,
    at: (&Rules, Timestamp),
    among: Among<'_>,
) -> Select<Entity> {
    let (which, limit) = match among {
        Among::Next { after, last, limit } => (
            Condition::all()
                .add(Column::Id.gt(after.get()))
                .add(Column::Id.lte(last.get())),
            Some(limit),
        ),
        Among::These(users) => (
            Condition::all().add(Column::Id.is_in(users.iter().map(|id| id.get()))),
            None,
        ),
    };
    Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(which.add(listed(db, query, at)))
        .order_by_asc(Column::Id)
        .limit(limit)
}
