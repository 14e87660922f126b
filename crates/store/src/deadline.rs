//! Until when users have time to comply: what is kept of them, and `domain::deadline::deadline` in SQL. A test compares both
//! (`crates/backend/tests/use_cases/sql_deadline.rs`).

#[cfg(test)]
mod plan;

use crate::column::Stored;
use crate::entity::user::{Column, Entity};
use crate::error::Result;
use crate::requirement::{applies, is_required};
use domain::grace::DAY;
use domain::{Compliance, Grace, OverrideRule, Policy, Rules, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    Select,
};

/// Keeps what the deadline of a user depends on. What the groups give follows by [`crate::group::keep_requirement`].
pub async fn keep(tx: &impl ConnectionTrait, users: &[UserId], kept: &Compliance) -> Result<()> {
    let mut update = Entity::update_many();
    for (column, value) in kept_values(kept) {
        update = update.col_expr(column, value);
    }
    update
        .filter(Column::Id.is_in(users.iter().map(|id| id.get())))
        .exec(tx)
        .await?;
    Ok(())
}

/// What the row of a user keeps of that.
pub(crate) fn kept_values(kept: &Compliance) -> [(Column, Expr); 5] {
    let moment = |at: Option<Timestamp>| Expr::value(at.map(Timestamp::unix));
    [
        (Column::ComplySince, moment(kept.since)),
        (Column::ComplyNotBefore, moment(kept.not_before)),
        (Column::GraceUsedUpAt, moment(kept.used_up)),
        (Column::OwnDeadline, moment(kept.own)),
        (Column::OwnGraceDays, Expr::value(kept.own_days)),
    ]
}

/// Users of whom a clock that was ahead has written a moment from which time counts: it is in the future, and not that of the end of an
/// exemption. The cost is that of the users without a factor.
pub async fn ahead(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<UserId>> {
    let of = |column, latest: Timestamp, end| {
        let another = Condition::any()
            .add(Column::OverrideUntil.is_null())
            .add(Expr::col(column).ne(end));
        Condition::all()
            .add(Expr::col(column).gt(latest.unix()))
            .add(another)
    };
    let until = || Expr::col(Column::OverrideUntil);
    let since = of(Column::ComplySince, now, until());
    let floor = of(Column::ComplyNotBefore, now.plus(DAY), until().add(DAY));
    let ids: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::TwoFactorSince.is_null())
        .filter(Condition::any().add(since).add(floor))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(UserId::new).collect())
}

/// Takes that back for at most a thousand of them. What their groups give follows by [`crate::group::keep_deadline`].
pub async fn move_back(tx: &impl ConnectionTrait, users: &[UserId], now: Timestamp) -> Result<()> {
    let least = |column, latest: Expr| -> Expr {
        Expr::case(Expr::col(column).gt(latest.clone()), latest)
            .finally(Expr::col(column))
            .into()
    };
    let counted = Expr::col(Column::OwnGraceDays).mul(DAY).add(now.unix());
    let own: Expr = Expr::case(
        Column::OwnGraceDays.is_null(),
        Expr::col(Column::OwnDeadline),
    )
    .finally(least(Column::OwnDeadline, counted))
    .into();
    Entity::update_many()
        .col_expr(
            Column::ComplySince,
            least(Column::ComplySince, Expr::val(now.unix())),
        )
        .col_expr(
            Column::ComplyNotBefore,
            least(Column::ComplyNotBefore, Expr::val(now.plus(DAY).unix())),
        )
        .col_expr(Column::OwnDeadline, own)
        .filter(Column::Id.is_in(users.iter().map(|id| id.get())))
        .exec(tx)
        .await?;
    Ok(())
}

/// The users, of those of whom 2FA is required, whose deadline is over at `now` (or is not): enrolment is forced on those without a
/// factor.
pub fn is_over(rules: &Rules, now: Timestamp, asked: bool) -> Condition {
    let past = Condition::all()
        .add(moment(rules, now).lte(now.unix()))
        .add(floor(rules).lte(now.unix()));
    let over: Expr = Expr::case(Column::GraceUsedUpAt.is_not_null(), 1)
        .case(past, 1)
        .finally(0)
        .into();
    Condition::all().add(over.eq(i32::from(asked)))
}

/// Of this many users who have to activate 2FA, deactivated accounts apart, how many have time to, and how many have none. The fewer are
/// counted user by user: the cost is that of [`may_be_over`] while the policy gives time to everybody, else that of [`may_end_after`].
pub async fn count_timely(
    db: &impl ConnectionTrait,
    pending: u64,
    (rules, now): (&Rules, Timestamp),
) -> Result<(u64, u64)> {
    if may_end_after(rules, now).is_empty() {
        let overdue = to_activate(rules, now, true).count(db).await?;
        Ok((pending.saturating_sub(overdue), overdue))
    } else {
        let in_time = to_activate(rules, now, false).count(db).await?;
        Ok((in_time, pending.saturating_sub(in_time)))
    }
}

/// Those who have to activate 2FA, deactivated accounts apart, and whose time is over, or is not.
fn to_activate(rules: &Rules, now: Timestamp, over: bool) -> Select<Entity> {
    let may_be_so = if over {
        may_be_over(rules, now)
    } else {
        may_end_after(rules, now)
    };
    Entity::find()
        .filter(Column::TwoFactorSince.is_null())
        .filter(Column::DisabledAt.is_null())
        .filter(is_required(rules, now, true))
        .filter(is_over(rules, now, over))
        .filter(may_be_so)
}

/// All users without a factor whose deadline may be after a moment, or unknown: read by indexes where neither the policy nor an end of all
/// exemptions gives time to everybody, else no restriction at all.
pub fn may_end_after(rules: &Rules, moment: Timestamp) -> Condition {
    let time = &rules.time;
    let gave = |from: Timestamp, seconds| from.plus(seconds).unix() > moment.unix();
    let days = match (rules.policy, time.grace) {
        (Policy::Required, Grace::Days(days)) => Some(days * DAY),
        (Policy::Required, Grace::Until(end)) if end.unix() > moment.unix() => {
            return Condition::all();
        }
        (Policy::Optional | Policy::Required, _) => None,
    };
    let begins = [time.announced, time.made, time.exemptions_ended];
    if gave(time.exemptions_ended, DAY)
        || days.is_some_and(|days| begins.iter().any(|from| gave(*from, days)))
    {
        return Condition::all();
    }
    let since = Column::ComplySince;
    let given = Condition::any().add(among(is_given()));
    days.into_iter().fold(given, |given, days| {
        let late = since.gt(moment.unix() - days);
        given
            .add(among(Condition::all().add(late)))
            .add(among(Condition::all().add(since.is_null())))
    })
}

/// All users without a factor of whom 2FA may be required and whose deadline may be over at `now`: read by indexes where the policy
/// requires nothing or gives time, else no restriction at all.
pub fn may_be_over(rules: &Rules, now: Timestamp) -> Condition {
    let singled_out = || Condition::any().add(among(is_singled_out()));
    match (rules.policy, rules.time.grace) {
        (Policy::Required, Grace::None) => Condition::all(),
        (Policy::Required, Grace::Until(end)) if end.unix() <= now.unix() => Condition::all(),
        (Policy::Required, Grace::Days(days)) => {
            let early = Column::ComplySince.lte(now.unix() - days * DAY);
            singled_out().add(among(Condition::all().add(early)))
        }
        (Policy::Optional, _) | (Policy::Required, Grace::Until(_)) => singled_out(),
    }
}

/// Of those without a factor, by an index with this condition.
fn among(condition: Condition) -> Expr {
    let ids = Query::select()
        .column(Column::Id)
        .from(Entity)
        .and_where(Column::TwoFactorSince.is_null())
        .cond_where(condition)
        .take();
    Expr::col(Column::Id).in_subquery(ids)
}

/// That something beside the policy may give time: the condition of the index `idx_users_given_time`, in its order.
fn is_given() -> Condition {
    any_of([
        Column::OwnDeadline,
        Column::OwnGraceDays,
        Column::GroupDeadline,
        Column::GroupGraceDays,
        Column::ComplyNotBefore,
    ])
}

/// That something beside the policy may require 2FA or end its time: the condition of the index `idx_users_singled_out`, in its order.
fn is_singled_out() -> Condition {
    any_of([
        Column::OverrideRule,
        Column::GroupRequiredSince,
        Column::OwnDeadline,
        Column::OwnGraceDays,
        Column::GraceUsedUpAt,
    ])
}

fn any_of(columns: [Column; 5]) -> Condition {
    let columns = columns.into_iter();
    columns.fold(Condition::any(), |any, column| {
        any.add(column.is_not_null())
    })
}

/// The users, of those of whom 2FA is required, whose deadline is a moment after the first and not after the second one.
pub fn is_between(
    rules: &Rules,
    now: Timestamp,
    (after, until): (Timestamp, Timestamp),
) -> Condition {
    let at = known(rules, now);
    Condition::all()
        .add(at.clone().gt(after.unix()))
        .add(at.lte(until.unix()))
}

/// The deadline of a user of whom 2FA is required; null where there is none after a reset, and before the first sign-in where days count
/// from it.
pub(crate) fn known(rules: &Rules, now: Timestamp) -> Expr {
    let at = Func::greatest([moment(rules, now), floor(rules)]);
    let unknown = Condition::any()
        .add(Column::GraceUsedUpAt.is_not_null())
        .add(moment(rules, now).is_null());
    Expr::case(unknown, Option::<i64>::None).finally(at).into()
}

/// At most `limit` users who have to activate 2FA and whose deadline was a moment after the first and not after the second one. The cost is
/// that of [`may_end_after`].
pub async fn passed(
    db: &impl ConnectionTrait,
    rules: &Rules,
    between: (Timestamp, Timestamp),
    limit: u64,
) -> Result<Vec<UserId>> {
    let now = between.1;
    let users: Vec<Stored<UserId>> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::TwoFactorSince.is_null())
        .filter(Column::DisabledAt.is_null())
        .filter(is_required(rules, now, true))
        .filter(is_between(rules, now, between))
        .filter(may_end_after(rules, between.0))
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(users.into_iter().map(|id| *id).collect())
}

/// The moment that the rules give, whether a day at least is left after an exemption or not; null where it is not known.
fn moment(rules: &Rules, now: Timestamp) -> Expr {
    let ended = rules.time.exemptions_ended.unix();
    let begins_anew = exemption_ended_for_all(rules)
        .add(Column::OwnGraceDays.is_not_null())
        .add(is_of_exemption());
    let anew = Expr::col(Column::OwnGraceDays).mul(DAY).add(ended);
    let without_end = Condition::all()
        .add(Column::OwnDeadline.is_null())
        .add(Column::OwnGraceDays.is_not_null())
        .add(Column::ComplySince.is_not_null());
    let own: Expr = Expr::case(begins_anew, anew)
        .case(without_end, 0)
        .finally(Expr::col(Column::OwnDeadline))
        .into();
    let individual = applies(OverrideRule::Required, rules, now);
    let has_own = || {
        Condition::any()
            .add(Column::OwnDeadline.is_not_null())
            .add(Column::OwnGraceDays.is_not_null())
    };
    let decided = Condition::all().add(individual.clone()).add(has_own());
    Expr::case(decided, own.clone())
        .case(individual, 0)
        .case(own_counts(rules, &own).add(has_own()), own)
        .finally(by_rules(rules))
        .into()
}

/// `own_counts` of `domain::deadline`, where no individual rule applies.
fn own_counts(rules: &Rules, own: &Expr) -> Condition {
    let not_lifted = Condition::any().add(Column::OverrideRule.is_null()).add(
        Condition::all()
            .add(Column::OverrideRule.eq(OverrideRule::Exempt.as_str()))
            .add(Column::SuspendedGeneration.is_null()),
    );
    let not_over_before = Condition::any()
        .add(Column::GroupRequiredSince.is_not_null())
        .add(own.clone().is_null())
        .add(own.clone().gt(rules.time.made.unix()));
    Condition::all().add(not_lifted).add(not_over_before)
}

/// By policy and groups: the earlier one.
fn by_rules(rules: &Rules) -> Expr {
    let policy = match rules.policy {
        Policy::Optional => Expr::value(Option::<i64>::None),
        Policy::Required => by_policy(rules),
    };
    let unknown = Condition::all()
        .add(Column::GroupDeadline.is_null())
        .add(Column::GroupGraceDays.is_null());
    let group: Expr = Expr::case(Column::GroupRequiredSince.is_null(), Option::<i64>::None)
        .case(unknown, 0)
        .finally(Expr::col(Column::GroupDeadline))
        .into();
    Expr::case(policy.clone().is_null(), group.clone())
        .case(group.clone().is_null(), policy.clone())
        .case(group.clone().lt(policy.clone()), group)
        .finally(policy)
        .into()
}

fn by_policy(rules: &Rules) -> Expr {
    let time = &rules.time;
    match time.grace {
        Grace::None => Expr::val(0_i64),
        Grace::Until(end) => Expr::val(end.unix()),
        Grace::Days(days) => {
            let ended = time.exemptions_ended.unix();
            let earlier = Condition::any()
                .add(Column::ComplySince.lt(ended))
                .add(is_of_exemption());
            let since: Expr = Expr::case(exemption_ended_for_all(rules).add(earlier), ended)
                .finally(Expr::col(Column::ComplySince))
                .into();
            let (lifted, announced, made) = (time.lifted, time.announced, time.made);
            let policy: Expr = Expr::case(since.clone().lt(lifted.unix()), announced.unix())
                .finally(made.unix())
                .into();
            let begin: Expr = Expr::case(policy.clone().gt(since.clone()), policy)
                .finally(since)
                .into();
            Expr::case(Column::ComplySince.is_null(), Option::<i64>::None)
                .finally(begin.add(days * DAY))
                .into()
        }
    }
}

/// Whether the user can comply since the end that was written with the exemption.
fn is_of_exemption() -> Expr {
    Expr::col(Column::ComplySince).eq(Expr::col(Column::OverrideUntil))
}

/// Exemptions that ended together with all others.
fn exemption_ended_for_all(rules: &Rules) -> Condition {
    Condition::all()
        .add(Column::OverrideRule.eq(OverrideRule::Exempt.as_str()))
        .add(Column::OverrideGeneration.lt(rules.exempt_generation))
}

/// The moment before which no deadline is.
fn floor(rules: &Rules) -> Expr {
    let kept: Expr = Func::coalesce([Expr::col(Column::ComplyNotBefore), Expr::val(0_i64)]).into();
    let day = rules.time.exemptions_ended.plus(DAY).unix();
    let earlier = Condition::any()
        .add(kept.clone().lte(day))
        .add(Expr::col(Column::ComplyNotBefore).eq(Expr::col(Column::OverrideUntil).add(DAY)));
    Expr::case(exemption_ended_for_all(rules).add(earlier), day)
        .finally(kept)
        .into()
}
