//! Counting more on what all admins were told of and have not read.

use crate::entity::notice::{Column, Entity};
use crate::error::Result;
use domain::{Event, EventKind, NoticeKind, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

/// More of what somebody has done.
#[derive(Debug, Clone, Copy)]
pub struct More<'a> {
    /// What of.
    pub kind: NoticeKind,
    /// How many more.
    pub count: u64,
    /// When it happened.
    pub at: Timestamp,
    /// Only on a notice of what happened first after this moment.
    pub since: Timestamp,
    /// The address of who did it; empty for the command line.
    pub by: &'a str,
    /// When its mail is due, where it was mailed before.
    pub mail_due: Timestamp,
}

/// Adds to the unread notices that tell of what the same person did, with an event for open windows; returns who has such a notice.
pub async fn count_more(tx: &impl ConnectionTrait, more: More<'_>) -> Result<Vec<UserId>> {
    let unread = Column::Kind
        .eq(more.kind.as_str())
        .and(Column::ByEmail.eq(more.by))
        .and(Column::SeenAt.is_null())
        // One that is mailed to an address of before tells nobody who is there.
        .and(Column::MailTo.is_null())
        .and(Column::At.gt(more.since.unix()))
        .and(Column::At.lte(more.at.unix()));
    let readers: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::UserId)
        .filter(unread.clone())
        .into_tuple()
        .all(tx)
        .await?;
    if readers.is_empty() {
        return Ok(Vec::new());
    }
    let was_mailed = || Column::MailDueAt.is_null();
    let due = Expr::case(was_mailed(), Expr::value(more.mail_due.unix()))
        .finally(Expr::col(Column::MailDueAt));
    let attempts =
        Expr::case(was_mailed(), Expr::value(0)).finally(Expr::col(Column::MailAttempts));
    let count = i64::try_from(more.count).unwrap_or(i64::MAX);
    Entity::update_many()
        .col_expr(Column::Count, Expr::col(Column::Count).add(count))
        .col_expr(Column::LastAt, Expr::value(more.at.unix()))
        .col_expr(Column::MailDueAt, due.into())
        .col_expr(Column::MailAttempts, attempts.into())
        .filter(unread)
        .exec(tx)
        .await?;
    let readers: Vec<UserId> = readers.into_iter().map(UserId::new).collect();
    let told = |user: &UserId| Event::about(EventKind::Log, *user);
    crate::event::insert(tx, more.at, readers.iter().map(told)).await?;
    Ok(readers)
}
