//! What groups require of their members, as it is kept on the rows of users.

use crate::entity::{group, group_member, user};
use crate::error::Result;
use crate::policy::end_sessions_among;
use domain::{GroupId, GroupRule, Rules, SessionId, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

/// Users whose groups, or the rule of one of them, have changed.
#[derive(Debug, Clone, Copy)]
pub enum Who<'a> {
    /// The members of a group.
    Members(GroupId),
    /// These, at most a thousand.
    Users(&'a [UserId]),
}

impl Who<'_> {
    fn condition(self) -> Condition {
        let id = Expr::col((user::Entity, user::Column::Id));
        Condition::all().add(match self {
            Self::Members(group) => id.in_subquery(ids_of(group)),
            Self::Users(users) => id.is_in(users.iter().map(|id| id.get())),
        })
    }
}

/// The numbers of the members of a group, for a condition on users.
pub fn ids_of(group: GroupId) -> SelectStatement {
    Query::select()
        .column(group_member::Column::UserId)
        .from(group_member::Entity)
        .and_where(group_member::Column::GroupId.eq(group.get()))
        .take()
}

/// Groups of the user of the outer query that require 2FA.
fn requiring() -> SelectStatement {
    let of_user = Expr::col((group_member::Entity, group_member::Column::UserId))
        .equals((user::Entity, user::Column::Id));
    let same = Expr::col((group::Entity, group::Column::Id))
        .equals((group_member::Entity, group_member::Column::GroupId));
    Query::select()
        .expr(Expr::val(1))
        .from(group_member::Entity)
        .inner_join(group::Entity, same)
        .and_where(of_user)
        .and_where(group::Column::Requires.eq(GroupRule::Required.as_str()))
        .take()
}

/// Whether a group other than this one requires 2FA of the user.
pub(super) fn other_groups_require(besides: GroupId) -> Expr {
    let mut others = requiring();
    others.and_where(group::Column::Id.ne(besides.get()));
    Expr::exists(others)
}

/// Keeps on the rows of these users whether a group requires 2FA of them, and since when. Rows that say so already stay.
pub async fn keep_requirement(
    tx: &impl ConnectionTrait,
    who: Who<'_>,
    now: Timestamp,
) -> Result<()> {
    let since = user::Column::GroupRequiredSince;
    user::Entity::update_many()
        .col_expr(since, Expr::value(now.unix()))
        .filter(who.condition())
        .filter(since.is_null())
        .filter(Expr::exists(requiring()))
        .exec(tx)
        .await?;
    user::Entity::update_many()
        .col_expr(since, Expr::value(Option::<i64>::None))
        .filter(who.condition())
        .filter(since.is_not_null())
        .filter(Expr::exists(requiring()).not())
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes the open sessions, except this one, of the members without a factor of whom one is required.
pub async fn end_sessions_without_factor(
    tx: &impl ConnectionTrait,
    group: GroupId,
    (rules, now): (&Rules, Timestamp),
    keep: SessionId,
) -> Result<()> {
    end_sessions_among(tx, Who::Members(group).condition(), (rules, now), keep).await
}
