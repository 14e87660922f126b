//! What groups require of their members, as it is kept on the rows of users.

use crate::entity::{group, group_member, user};
use crate::error::Result;
use crate::policy::end_sessions_among;
use crate::requirement::is_required;
use domain::grace::DAY;
use domain::{GroupId, GroupRule, Rules, SessionId, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement};
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

/// Keeps on the rows of these users whether a group requires 2FA of them, since when, and until when they have time. A row on which none
/// required it before says since now. Where nothing at all required it, what was decided about the user and is over counts no more.
pub async fn keep_requirement(
    tx: &impl ConnectionTrait,
    who: Who<'_>,
    (rules, now): (&Rules, Timestamp),
) -> Result<()> {
    let since = user::Column::GroupRequiredSince;
    user::Entity::update_many()
        .col_expr(user::Column::OwnDeadline, Expr::value(Option::<i64>::None))
        .col_expr(user::Column::OwnGraceDays, Expr::value(Option::<i64>::None))
        .filter(who.condition())
        .filter(since.is_null())
        .filter(user::Column::OwnDeadline.lte(now.unix()))
        .filter(is_required(rules, now, false))
        .filter(Expr::exists(requiring()))
        .exec(tx)
        .await?;
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
    keep_deadline(tx, who).await
}

/// Keeps on the rows of these users the earliest deadline that a rule of their groups gives.
pub async fn keep_deadline(tx: &impl ConnectionTrait, who: Who<'_>) -> Result<()> {
    let began = user::Column::ComplySince;
    let days = || Expr::col((group::Entity, group::Column::GraceDays));
    let until = || Expr::col((group::Entity, group::Column::GraceUntil));
    let begin = Func::greatest([
        Func::coalesce([
            Expr::col((group::Entity, group::Column::RequiredAt)),
            Expr::val(0_i64),
        ])
        .into(),
        Expr::col((group_member::Entity, group_member::Column::AddedAt)),
        Expr::col((user::Entity, began)),
    ]);
    // Without the first sign-in no day has begun; without time the deadline is the beginning of the epoch.
    let of_one = Expr::case(until().is_not_null(), until())
        .case(days().is_null(), 0_i64)
        .case(
            Expr::col((user::Entity, began)).is_null(),
            Option::<i64>::None,
        )
        .finally(Expr::expr(begin).add(days().mul(DAY)));
    let earliest = of_requiring(Expr::expr(of_one).min());
    let fewest = of_requiring(
        Expr::expr(Expr::case(until().is_null(), days()).finally(Option::<i64>::None)).min(),
    );
    let before_first: Expr = Expr::case(began.is_null(), fewest)
        .finally(Option::<i64>::None)
        .into();
    user::Entity::update_many()
        .col_expr(user::Column::GroupDeadline, earliest)
        .col_expr(user::Column::GroupGraceDays, before_first)
        .filter(who.condition())
        .exec(tx)
        .await?;
    Ok(())
}

/// What the groups of the user of the outer statement that require 2FA give together.
fn of_requiring(value: Expr) -> Expr {
    let mut select = requiring();
    select.clear_selects().expr(value);
    Expr::from(select)
}

/// Deletes the open sessions, except this one, of the members without a factor of whom one is required without time to comply.
pub async fn end_sessions_without_factor(
    tx: &impl ConnectionTrait,
    group: GroupId,
    (rules, now): (&Rules, Timestamp),
    keep: SessionId,
) -> Result<()> {
    end_sessions_among(tx, Who::Members(group).condition(), (rules, now), keep).await
}
