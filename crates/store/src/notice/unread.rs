//! Notices that their user has not read.

use super::{newest, newest_of, told};
use crate::entity::notice::{Column, Entity, Model};
use crate::error::Result;
use domain::{NoticeId, NoticeKind, Role, SessionId, Timestamp, UserId};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

/// Who reads their notices.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    /// The user.
    pub user: UserId,
    /// The role now: what concerns admins is for admins alone.
    pub role: Role,
    /// The session: what it did itself is not unread in it.
    pub session: SessionId,
}

/// How many notices of a user are unread.
pub async fn count_unread(db: &impl ConnectionTrait, reader: Reader) -> Result<u64> {
    let unread = newest_of(reader.user).filter(unread(reader));
    Ok(unread.count(db).await?)
}

/// How many of them concern other accounts.
pub async fn count_unread_of_others(db: &impl ConnectionTrait, reader: Reader) -> Result<u64> {
    let of_others = NoticeKind::ALL.iter().filter(|kind| kind.is_of_another());
    let unread = newest_of(reader.user)
        .filter(unread(reader))
        .filter(Column::Kind.is_in(of_others.map(|kind| kind.as_str())));
    Ok(unread.count(db).await?)
}

/// At most `limit` of them, the newest first, but those that give way to others after these.
pub async fn list_unread(
    db: &impl ConnectionTrait,
    reader: Reader,
    limit: u64,
) -> Result<Vec<Model>> {
    let all = Entity::find()
        .filter(Column::UserId.eq(reader.user.get()))
        .filter(unread(reader))
        .order_by_asc(gives_way());
    Ok(newest(all).limit(limit).all(db).await?)
}

/// Records at `now` that those of them with these numbers were read, if nothing was added to them after `shown`; returns how
/// many were.
pub async fn mark_read(
    tx: &impl ConnectionTrait,
    reader: Reader,
    ids: &[NoticeId],
    shown: Timestamp,
    now: Timestamp,
) -> Result<u64> {
    let read = Entity::update_many()
        .col_expr(Column::SeenAt, Expr::value(now.unix()))
        .filter(Column::UserId.eq(reader.user.get()))
        .filter(unread(reader))
        .filter(Column::Id.is_in(ids.iter().map(|id| id.get())))
        .filter(Column::LastAt.lte(shown.unix()))
        .exec(tx)
        .await?;
    Ok(read.rows_affected)
}

fn gives_way() -> SimpleExpr {
    let kinds = NoticeKind::ALL.iter().filter(|kind| kind.gives_way());
    Column::Kind.is_in(kinds.map(|kind| kind.as_str()))
}

fn unread(reader: Reader) -> Condition {
    let elsewhere = Condition::any()
        .add(Column::SessionId.is_null())
        .add(Column::SessionId.ne(reader.session.get()));
    Condition::all()
        .add(told(reader.role))
        .add(Column::SeenAt.is_null())
        .add(elsewhere)
}
