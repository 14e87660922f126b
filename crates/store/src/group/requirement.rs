//! What groups require of their members, as it is kept on the rows of users.

use super::members::ids_of;
use crate::entity::{group, group_member, session, user};
use crate::error::Result;
use crate::requirement::is_required;
use domain::{GroupId, GroupRule, Rules, SessionId, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
};

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
    let must_activate = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(Who::Members(group).condition())
        .filter(user::Column::TwoFactorSince.is_null())
        .filter(is_required(rules, now, true))
        .into_query();
    session::Entity::delete_many()
        .filter(session::Column::OpenedAt.is_not_null())
        .filter(session::Column::Id.ne(keep.get()))
        .filter(session::Column::UserId.in_subquery(must_activate))
        .exec(tx)
        .await?;
    Ok(())
}
