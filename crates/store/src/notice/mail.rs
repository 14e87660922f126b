//! Notices as the outbox of the mails.

#[cfg(test)]
mod plan;

use crate::entity::notice::{Column, Entity, Model};
use crate::entity::user;
use crate::error::Result;
use domain::{NoticeId, NoticeKind, Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

/// The notice whose mail has the first place in the queue, with its user: due up to `now`, of what happened first after `after`.
pub async fn next_due(
    db: &impl ConnectionTrait,
    after: Timestamp,
    now: Timestamp,
) -> Result<Option<(Model, user::Model)>> {
    let found = due(after, now)
        .find_also_related(user::Entity)
        .one(db)
        .await?;
    Ok(found.and_then(|(notice, user)| Some((notice, user?))))
}

fn due(after: Timestamp, now: Timestamp) -> Select<Entity> {
    Entity::find()
        .filter(Column::MailDueAt.lte(now.unix()))
        .filter(Column::At.gt(after.unix()))
        .order_by_asc(Column::MailPlace)
        .order_by_asc(Column::Id)
}

/// The last place in the queue of the mails of these kinds that an account has caused and that still wait, of what happened first after
/// `after`.
pub async fn last_place(
    tx: &impl ConnectionTrait,
    cause: UserId,
    kinds: impl Iterator<Item = NoticeKind>,
    after: Timestamp,
) -> Result<Option<Timestamp>> {
    let last = caused(cause, kinds, after).into_tuple::<Option<i64>>();
    let last = last.one(tx).await?.flatten();
    Ok(last.map(Timestamp::from_unix))
}

fn caused(
    cause: UserId,
    kinds: impl Iterator<Item = NoticeKind>,
    after: Timestamp,
) -> Select<Entity> {
    Entity::find()
        .select_only()
        .column_as(Column::MailPlace.max(), "place")
        .filter(Column::MailCauseId.eq(cause.get()))
        .filter(Column::MailDueAt.is_not_null())
        .filter(Column::At.gt(after.unix()))
        .filter(Column::Kind.is_in(kinds.map(NoticeKind::as_str)))
}

/// Counts an attempt to send the mail of a notice, unless another was counted since the notice was read, or it tells of more by now;
/// returns whether it did.
/// `next` is when the next attempt is due, if there is to be one.
pub async fn take(
    db: &impl ConnectionTrait,
    notice: &Model,
    next: Option<Timestamp>,
) -> Result<bool> {
    let taken = Entity::update_many()
        .col_expr(Column::MailAttempts, Expr::value(notice.mail_attempts + 1))
        .col_expr(Column::MailDueAt, Expr::value(next.map(Timestamp::unix)))
        .filter(Column::Id.eq(notice.id))
        .filter(Column::MailAttempts.eq(notice.mail_attempts))
        .filter(Column::Count.eq(notice.count))
        .filter(Column::MailDueAt.is_not_null())
        .exec(db)
        .await?;
    Ok(taken.rows_affected > 0)
}

/// Records that the mail of a notice is not to be tried again, though it was not sent.
pub async fn give_mail_up(db: &impl ConnectionTrait, id: NoticeId) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::MailDueAt, Expr::value(Option::<i64>::None))
        .filter(Column::Id.eq(id.get()))
        .exec(db)
        .await?;
    Ok(())
}

/// Records when the mail of a notice was sent, and of how many it told. If there are more by now it is due again, when another attempt
/// would have been.
pub async fn mail_sent(
    db: &impl ConnectionTrait,
    (id, told): (NoticeId, u64),
    at: Timestamp,
) -> Result<()> {
    let told = i64::try_from(told).unwrap_or(i64::MAX);
    let due = Expr::case(Column::Count.lte(told), Expr::value(Option::<i64>::None))
        .finally(Expr::col(Column::MailDueAt));
    Entity::update_many()
        .col_expr(Column::MailDueAt, due.into())
        .col_expr(Column::MailedAt, Expr::value(at.unix()))
        .filter(Column::Id.eq(id.get()))
        .exec(db)
        .await?;
    Ok(())
}

/// Takes mails that are too old to be sent, of what happened up to a moment, out of the queue; returns how many.
pub async fn give_mails_up_until(tx: &impl ConnectionTrait, moment: Timestamp) -> Result<u64> {
    let late = Entity::update_many()
        .col_expr(Column::MailDueAt, Expr::value(Option::<i64>::None))
        .filter(Column::MailDueAt.is_not_null())
        .filter(Column::At.lte(moment.unix()))
        .exec(tx)
        .await?;
    Ok(late.rows_affected)
}

/// Keeps the address that the waiting mails of a user are for.
pub async fn keep_address(tx: &impl ConnectionTrait, user: UserId, address: &str) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::MailTo, Expr::value(address))
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::MailDueAt.is_not_null())
        .filter(Column::MailTo.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// How many mails are still to be tried, now or later, of what happened first after `after`.
pub async fn count_waiting(db: &impl ConnectionTrait, after: Timestamp) -> Result<u64> {
    Ok(waiting(after).count(db).await?)
}

fn waiting(after: Timestamp) -> Select<Entity> {
    Entity::find()
        .filter(Column::MailDueAt.is_not_null())
        .filter(Column::At.gt(after.unix()))
}
