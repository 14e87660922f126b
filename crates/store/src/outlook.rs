//! Users as they would be under another rule. The rows are made by a query of the table's own name, so whatever is asked of users can be
//! asked of these.

use crate::deadline::{is_over, known};
use crate::entity::user::{Column, Entity, Model};
use crate::error::{Error, Result};
use crate::group::{as_if, ids_of};
use crate::requirement::is_required;
use domain::{Grace, GroupId, Rules, Span, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, IntoCondition, Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, FromQueryResult, IdenStatic, Iterable};

/// Whose rows, and as what.
#[derive(Debug, Clone, Copy)]
pub enum AsIf {
    /// Everybody, as it is.
    Everybody,
    /// The members of a group, if its rule gave this time and required 2FA since this moment; none if it required nothing.
    Members(GroupId, Option<(Grace, Timestamp)>),
}

impl AsIf {
    /// The rows, under the rules and at a moment.
    fn rows(self, at: (&Rules, Timestamp)) -> SelectStatement {
        let mut rows = Query::select();
        rows.from(Entity);
        let changed = match self {
            Self::Everybody => Vec::new(),
            Self::Members(group, rule) => {
                let id = Expr::col((Entity, Column::Id));
                rows.cond_where(id.in_subquery(ids_of(group)));
                Vec::from(as_if(group, rule, at))
            }
        };
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
    users: AsIf,
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
    users: AsIf,
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
