//! What says the same as a notice that still waits is counted on that one.

use super::New;
use crate::entity::notice::{Column, Entity};
use crate::error::Result;
use domain::{Named, NoticeKind, SessionId, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr, Value};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

/// Counts a notice on one that says the same to the same user, that of after `since` which nobody has read and of which no mail has been
/// tried; returns whether there is one. The browser and the address are then those of the last time.
pub async fn gather(tx: &impl ConnectionTrait, new: &New, since: Timestamp) -> Result<bool> {
    let gathered = Entity::update_many()
        .col_expr(Column::Count, Expr::col(Column::Count).add(1))
        .col_expr(Column::LastAt, Expr::value(new.at.unix()))
        .col_expr(Column::UserAgent, Expr::value(new.user_agent.as_str()))
        .col_expr(Column::Address, Expr::value(new.address.as_str()))
        .filter(Column::UserId.eq(new.user.get()))
        .filter(waits(new.kind, since, new.at))
        .filter(same(Column::MailTo, new.mail_to.as_deref()))
        .filter(named(
            (Column::GivenByName, Column::GivenByEmail),
            new.given_by.as_ref(),
        ))
        .filter(done_by_the_same(new))
        .exec(tx)
        .await?;
    Ok(gathered.rows_affected > 0)
}

/// By the same other user, else in the same session, else from the same place.
fn done_by_the_same(new: &New) -> Condition {
    let by = named((Column::ByName, Column::ByEmail), new.by.as_ref());
    if new.by.is_some() {
        return by;
    }
    let session = new.session.map(SessionId::get);
    let by = by.add(same(Column::SessionId, session));
    if session.is_some() {
        by
    } else {
        by.add(from(&new.user_agent, &new.address))
    }
}

/// Of a kind, from between two moments, and waiting to be read and, for the first time, to be mailed.
pub(super) fn waits(kind: NoticeKind, since: Timestamp, until: Timestamp) -> Condition {
    Condition::all()
        .add(Column::Kind.eq(kind.as_str()))
        .add(Column::At.gt(since.unix()))
        .add(Column::At.lte(until.unix()))
        .add(Column::SeenAt.is_null())
        .add(Column::MailDueAt.is_not_null())
        .add(Column::MailAttempts.eq(0))
}

/// From this browser at this address.
pub(super) fn from(user_agent: &str, address: &str) -> Condition {
    Condition::all()
        .add(Column::UserAgent.eq(user_agent))
        .add(Column::Address.eq(address))
}

/// That these columns name the same user, who may have another name by now, or nobody.
pub(super) fn named((name, email): (Column, Column), whom: Option<&Named>) -> Condition {
    let its_email = whom.and_then(|whom| whom.email.as_deref());
    let by_email = Condition::all().add(same(email, its_email));
    if its_email.is_some() {
        return by_email;
    }
    by_email.add(same(name, whom.map(|whom| whom.name.as_str())))
}

/// That a column has this value, or none.
pub(super) fn same<T: Into<Value>>(column: Column, value: Option<T>) -> SimpleExpr {
    match value {
        Some(value) => column.eq(value),
        None => column.is_null(),
    }
}
