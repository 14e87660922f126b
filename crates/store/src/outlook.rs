//! Users as they would be under another rule. The rows are made by a query of the table's own name, so whatever is asked of users can be
//! asked of these.

use crate::account::{StoredRule, rule_values};
use crate::deadline::{is_over, kept_values, known};
use crate::entity::user::{Column, Entity, Model};
use crate::error::{Error, Result};
use crate::group::{IfRequired, as_if, group_values, ids_of};
use crate::requirement::is_required;
use domain::{Compliance, GroupId, Rules, Span, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, IntoCondition, Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, FromQueryResult, IdenStatic, Iterable};

/// Whose rows, and as what.
#[derive(Debug, Clone)]
pub enum AsIf {
    /// Everybody, as it is.
    Everybody,
    /// The members of a group, if this were its rule; none if it required nothing.
    Members(GroupId, Option<IfRequired>),
    /// Those of these users, at most a thousand, who are not in a group, if they joined it under its rule.
    Joining(GroupId, Vec<UserId>, Option<IfRequired>),
    /// Those of these users, at most a thousand, who are in a group, if they left it.
    Leaving(GroupId, Vec<UserId>),
    /// These users, at most a thousand, with another rule or deadline.
    Users(Vec<UserId>, Decided),
}

/// What would be written about a user.
#[derive(Debug, Clone, Default)]
pub struct Decided(Vec<(Column, Expr)>);

impl Decided {
    /// Another rule, or none, in place of the one that is stored.
    #[must_use]
    pub fn with_rule(mut self, made: Option<&StoredRule<'_>>) -> Self {
        self.0.extend(rule_values(made));
        self
    }

    /// What is kept for the deadline.
    #[must_use]
    pub fn with_compliance(mut self, kept: &Compliance) -> Self {
        self.0.extend(kept_values(kept));
        self
    }

    /// Another moment since which the user can comply.
    #[must_use]
    pub fn with_since(mut self, since: Option<Timestamp>) -> Self {
        let since = since.map(Timestamp::unix);
        self.0.push((Column::ComplySince, Expr::value(since)));
        self
    }
}

impl AsIf {
    /// The rows, under the rules and at a moment.
    fn rows(&self, at: (&Rules, Timestamp)) -> SelectStatement {
        let id = || Expr::col((Entity, Column::Id));
        let these = |users: &[UserId]| id().is_in(users.iter().map(|user| user.get()));
        let changed = match self {
            Self::Everybody | Self::Users(..) | Self::Joining(_, _, None) => Vec::new(),
            Self::Members(group, rule) | Self::Joining(group, _, rule) => {
                Vec::from(as_if(*group, *rule, at))
            }
            Self::Leaving(group, _) => Vec::from(as_if(*group, None, at)),
        };
        let mut rows = with(&changed);
        match self {
            Self::Everybody => rows.from(Entity),
            Self::Members(group, _) => rows
                .from(Entity)
                .and_where(id().in_subquery(ids_of(*group))),
            Self::Joining(group, users, _) => rows
                .from(Entity)
                .and_where(these(users))
                .and_where(id().not_in_subquery(ids_of(*group))),
            Self::Leaving(group, users) => rows
                .from(Entity)
                .and_where(these(users))
                .and_where(id().in_subquery(ids_of(*group))),
            Self::Users(users, Decided(values)) => {
                // What the groups give depends on what is written first.
                let written = with(values).from(Entity).and_where(these(users)).take();
                rows = with(&group_values());
                rows.from_subquery(written, Entity)
            }
        }
        .take()
    }
}

/// All columns, these with other values.
fn with(changed: &[(Column, Expr)]) -> SelectStatement {
    let mut rows = Query::select();
    for column in Column::iter() {
        match changed
            .iter()
            .find(|(other, _)| other.as_str() == column.as_str())
        {
            Some((_, value)) => rows.expr_as(value.clone(), column),
            None => rows.column((Entity, column)),
        };
    }
    rows
}

/// Those who would have to activate 2FA.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pending {
    /// At the next sign-in.
    pub at_next_sign_in: u64,
    /// By a deadline that is to come.
    pub in_time: Span,
    /// Those who have never signed in.
    pub never_signed_in: u64,
}

/// How many would have to activate 2FA, and when, deactivated accounts apart. The cost is that of the users without a factor.
pub async fn pending(
    db: &impl ConnectionTrait,
    users: &AsIf,
    (rules, now): (&Rules, Timestamp),
) -> Result<Pending> {
    let has_signed_in = || Condition::all().add(Column::ComplySince.is_not_null());
    let over = has_signed_in().add(is_over(rules, now, true));
    let in_time = || has_signed_in().add(is_over(rules, now, false));
    let counted = |which: Condition| {
        let one: Expr = Expr::case(which, 1).finally(Option::<i32>::None).into();
        one.count()
    };
    let deadline = || -> Expr {
        Expr::case(in_time(), known(rules, now))
            .finally(Option::<i64>::None)
            .into()
    };
    let select = Query::select()
        .expr(counted(over))
        .expr(counted(in_time()))
        .expr(deadline().min())
        .expr(deadline().max())
        .expr(counted(Column::ComplySince.is_null().into_condition()))
        .from_subquery(users.rows((rules, now)), Entity)
        .cond_where(
            Condition::all()
                .add(Column::TwoFactorSince.is_null())
                .add(Column::DisabledAt.is_null())
                .add(is_required(rules, now, true)),
        )
        .take();
    let nothing = || Error::failed("counting who has to activate 2FA", "no row");
    let row = db.query_one(&select).await?.ok_or_else(nothing)?;
    let number = |at: usize| -> Result<u64> {
        let number: i64 = row.try_get_by_index(at)?;
        Ok(number.unsigned_abs())
    };
    let moment = |at: usize| -> Result<Option<Timestamp>> {
        let moment: Option<i64> = row.try_get_by_index(at)?;
        Ok(moment.map(Timestamp::from_unix))
    };
    Ok(Pending {
        at_next_sign_in: number(0)?,
        in_time: Span {
            users: number(1)?,
            first: moment(2)?,
            last: moment(3)?,
        },
        never_signed_in: number(4)?,
    })
}

/// The next of these users, deactivated accounts apart, in the order of their numbers.
pub async fn page(
    db: &impl ConnectionTrait,
    users: &AsIf,
    at: (&Rules, Timestamp),
    after: UserId,
    limit: u64,
) -> Result<Vec<Model>> {
    let select = Query::select()
        .columns(Column::iter().map(|column| (Entity, column)))
        .from_subquery(users.rows(at), Entity)
        .and_where(Column::DisabledAt.is_null())
        .and_where(Column::Id.gt(after.get()))
        .order_by((Entity, Column::Id), Order::Asc)
        .limit(limit)
        .take();
    let rows = db.query_all(&select).await?;
    let users = rows.iter().map(|row| Model::from_query_result(row, ""));
    Ok(users.collect::<Result<_, _>>()?)
}
