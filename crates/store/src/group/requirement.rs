//! What groups require of their members, as it is kept on the rows of users.

use crate::column::Stored;
use crate::entity::{group, group_member, user};
use crate::error::Result;
use crate::policy::end_sessions_among;
use crate::requirement::is_required;
use domain::grace::DAY;
use domain::{Grace, GroupId, GroupRule, Rules, SessionId, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;

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

/// Whether the user with this number is in a group.
pub(crate) fn is_member(user: Expr, group: GroupId) -> Expr {
    let membership = Query::select()
        .expr(Expr::val(1))
        .from(group_member::Entity)
        .and_where(group_member::Column::GroupId.eq(group.get()))
        .and_where(Expr::col(group_member::Column::UserId).eq(user))
        .take();
    Expr::exists(membership)
}

/// Groups of the user of the outer query that require 2FA.
fn requiring() -> SelectStatement {
    let of_user = Expr::col((group_member::Entity, group_member::Column::UserId))
        .equals((user::Entity, user::Column::Id));
    requiring_of(of_user)
}

/// The memberships of which this is so, in groups that require 2FA.
fn requiring_of(condition: Expr) -> SelectStatement {
    let same = Expr::col((group::Entity, group::Column::Id))
        .equals((group_member::Entity, group_member::Column::GroupId));
    Query::select()
        .expr(Expr::val(1))
        .from(group_member::Entity)
        .inner_join(group::Entity, same)
        .and_where(condition)
        .and_where(group::Column::Requires.eq(GroupRule::Required.as_str()))
        .take()
}

fn requiring_besides(group: GroupId) -> SelectStatement {
    let mut others = requiring();
    others.and_where(group::Column::Id.ne(group.get()));
    others
}

/// Whether a group other than this one requires 2FA of the user.
pub(super) fn other_groups_require(besides: GroupId) -> Expr {
    Expr::exists(requiring_besides(besides))
}

/// Whether what was decided about the user counts no more once a group requires 2FA: it is over, and nothing at all required it.
fn counts_no_more(rules: &Rules, now: Timestamp) -> Condition {
    Condition::all()
        .add(user::Column::GroupRequiredSince.is_null())
        .add(user::Column::OwnDeadline.lte(now.unix()))
        .add(is_required(rules, now, false))
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
        .filter(counts_no_more(rules, now))
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
    let mut update = user::Entity::update_many();
    for (column, value) in group_values() {
        update = update.col_expr(column, value);
    }
    update.filter(who.condition()).exec(tx).await?;
    Ok(())
}

fn began() -> Expr {
    Expr::col((user::Entity, user::Column::ComplySince))
}

/// From when the days of a group's rule count for the user of the outer statement: the later of what is given and the first sign-in.
fn begin_of_days(made: Expr, added: Expr) -> Expr {
    Func::greatest([made, added, began()]).into()
}

/// The earliest deadline that these groups of the user of the outer statement give; null where there is none, or it is not known.
fn earliest(groups: SelectStatement) -> Expr {
    together(groups, Expr::expr(end_of_one()).min())
}

/// The deadline that one group gives its member; null where it is not known.
fn end_of_one() -> Expr {
    let days = || Expr::col((group::Entity, group::Column::GraceDays));
    let until = || Expr::col((group::Entity, group::Column::GraceUntil));
    let made = Func::coalesce([
        Expr::col((group::Entity, group::Column::RequiredAt)),
        Expr::val(0_i64),
    ]);
    let added = Expr::col((group_member::Entity, group_member::Column::AddedAt));
    // Without the first sign-in no day has begun; without time the deadline is the beginning of the epoch.
    Expr::case(until().is_not_null(), until())
        .case(days().is_null(), 0_i64)
        .case(began().is_null(), Option::<i64>::None)
        .finally(begin_of_days(made.into(), added).add(days().mul(DAY)))
        .into()
}

/// The name of the group that gives each of these users, at most a thousand, the least time of those that require 2FA, and how many
/// others do; nothing of users in none.
pub async fn strictest(
    db: &impl ConnectionTrait,
    users: &[UserId],
) -> Result<HashMap<UserId, (String, u64)>> {
    let of_member = (group_member::Entity, group_member::Column::UserId);
    let same = Expr::col((user::Entity, user::Column::Id)).equals(of_member);
    let these = Expr::col(of_member).is_in(users.iter().map(|id| id.get()));
    let days = Expr::col((group::Entity, group::Column::GraceDays));
    let mut each = requiring_of(these);
    each.clear_selects()
        .expr_as(Expr::col(of_member), "member")
        .expr_as(Expr::col((group::Entity, group::Column::Name)), "name")
        .expr_as(
            Expr::col((group::Entity, group::Column::NameKey)),
            "name_key",
        )
        .expr_as(Func::coalesce([end_of_one(), Expr::val(i64::MAX)]), "ends")
        .expr_as(Func::coalesce([days, Expr::val(0_i64)]), "days")
        .inner_join(user::Entity, same);
    let ordered = Query::select()
        .columns(["member", "name"])
        .expr_as(
            Expr::cust("row_number() OVER (PARTITION BY member ORDER BY ends, days, name_key)"),
            "place",
        )
        .expr_as(Expr::cust("count(*) OVER (PARTITION BY member)"), "total")
        .from_subquery(each, "each_group")
        .take();
    let first = Query::select()
        .columns(["member", "name", "total"])
        .from_subquery(ordered, "ordered_groups")
        .and_where(Expr::col("place").eq(1))
        .take();
    let rows = db.query_all(&first).await?.into_iter().map(|row| {
        let member: Stored<UserId> = row.try_get_by_index(0)?;
        let total: i64 = row.try_get_by_index(2)?;
        let others = total.unsigned_abs().saturating_sub(1);
        Ok((*member, (row.try_get_by_index(1)?, others)))
    });
    rows.collect()
}

/// The fewest days that they give before the first sign-in.
fn fewest_days(groups: SelectStatement) -> Expr {
    let days = Expr::col((group::Entity, group::Column::GraceDays));
    let until = Expr::col((group::Entity, group::Column::GraceUntil));
    let of_one = Expr::case(until.is_null(), days).finally(Option::<i64>::None);
    Expr::case(
        began().is_null(),
        together(groups, Expr::expr(of_one).min()),
    )
    .finally(Option::<i64>::None)
    .into()
}

/// What these groups of the user of the outer statement give together.
fn together(mut groups: SelectStatement, value: Expr) -> Expr {
    groups.clear_selects().expr(value);
    Expr::from(groups)
}

/// The rule of a group that requires 2FA, and since when the user of the outer statement is a member of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfRequired {
    /// The time that it gives.
    pub grace: Grace,
    /// Since when it requires 2FA.
    pub made: Timestamp,
    /// When the user joined; none for what the membership says.
    pub joined: Option<Timestamp>,
}

/// What [`keep_requirement`] would write on the row of a member, if this group's rule were another one; none where it requires nothing, or
/// the user is no member.
pub(crate) fn as_if(
    group: GroupId,
    rule: Option<IfRequired>,
    (rules, now): (&Rules, Timestamp),
) -> [(user::Column, Expr); 5] {
    use user::Column::{
        GroupDeadline, GroupGraceDays, GroupRequiredSince, OwnDeadline, OwnGraceDays,
    };
    let col = |column: user::Column| Expr::col((user::Entity, column));
    let others = || earliest(requiring_besides(group));
    let other_days = || fewest_days(requiring_besides(group));
    let Some(rule) = rule else {
        let since = Expr::case(other_groups_require(group), col(GroupRequiredSince))
            .finally(Option::<i64>::None);
        return [
            (GroupRequiredSince, since.into()),
            (GroupDeadline, others()),
            (GroupGraceDays, other_days()),
            (OwnDeadline, col(OwnDeadline)),
            (OwnGraceDays, col(OwnGraceDays)),
        ];
    };
    let since = Func::coalesce([col(GroupRequiredSince), Expr::val(now.unix())]);
    let own = |column: user::Column| -> Expr {
        Expr::case(counts_no_more(rules, now), Option::<i64>::None)
            .finally(col(column))
            .into()
    };
    let deadline = or_earlier(of_group(group, rule), others());
    let days = Expr::case(began().is_null(), rule.grace.days()).finally(Option::<i64>::None);
    [
        (GroupRequiredSince, since.into()),
        (GroupDeadline, deadline),
        (GroupGraceDays, or_earlier(days.into(), other_days())),
        (OwnDeadline, own(OwnDeadline)),
        (OwnGraceDays, own(OwnGraceDays)),
    ]
}

/// What [`keep_deadline`] would write on the row of the user of the outer statement.
pub(crate) fn group_values() -> [(user::Column, Expr); 2] {
    [
        (user::Column::GroupDeadline, earliest(requiring())),
        (user::Column::GroupGraceDays, fewest_days(requiring())),
    ]
}

/// The deadline that this group alone would give its member.
fn of_group(group: GroupId, rule: IfRequired) -> Expr {
    match rule.grace {
        Grace::None => Expr::val(0_i64),
        Grace::Until(end) => Expr::val(end.unix()),
        Grace::Days(days) => {
            let joined = rule.joined.map(|at| Expr::val(at.unix()));
            let joined = joined.unwrap_or_else(|| Expr::from(joined_at(group)));
            let end = begin_of_days(Expr::val(rule.made.unix()), joined).add(Expr::val(days * DAY));
            Expr::case(began().is_null(), Option::<i64>::None)
                .finally(end)
                .into()
        }
    }
}

/// Since when the user of the outer statement is in this group.
fn joined_at(group: GroupId) -> SelectStatement {
    let of_user = Expr::col((group_member::Entity, group_member::Column::UserId))
        .equals((user::Entity, user::Column::Id));
    Query::select()
        .column(group_member::Column::AddedAt)
        .from(group_member::Entity)
        .and_where(of_user)
        .and_where(group_member::Column::GroupId.eq(group.get()))
        .take()
}

/// The smaller of two, each of which may be null.
fn or_earlier(one: Expr, other: Expr) -> Expr {
    Expr::case(one.clone().is_null(), other.clone())
        .case(other.clone().is_null(), one.clone())
        .case(one.clone().lt(other.clone()), one)
        .finally(other)
        .into()
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
