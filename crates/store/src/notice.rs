//! Notices: what users are told about their own account, and admins about others.

mod admins;
mod counted;
mod gather;
mod mail;
mod unread;

pub use admins::{Same, ToAdmins, tell_admins};
pub use counted::{More, count_more};
pub use gather::gather;
pub use mail::{
    count_waiting, give_mail_up, give_mails_up_until, keep_address, last_place, mail_sent,
    next_due, take,
};
pub use unread::{Reader, count_unread, count_unread_of_others, list_unread, mark_read};

use crate::entity::notice::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use domain::{Language, LinkId, Named, NoticeKind, Role, SessionId, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select, Set,
};

/// A notice to be written. It waits to be mailed at once.
#[derive(Debug, Clone)]
pub struct New {
    /// Who is told.
    pub user: UserId,
    /// What of.
    pub kind: NoticeKind,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it, if it was not the user.
    pub by: Option<Named>,
    /// Who gave the link or access code by which it was done.
    pub given_by: Option<Named>,
    /// The user's browser, as it identified itself.
    pub user_agent: String,
    /// The user's IP address.
    pub address: String,
    /// Recovery codes left, where relevant.
    pub codes_left: Option<i64>,
    /// The link that its mail holds. Such a notice counts as read: it is for the mail, as some kinds are.
    pub link: Option<LinkId>,
    /// The address that is mailed, where it is not the user's.
    pub mail_to: Option<String>,
    /// The mail of which it is a sample, and in which language.
    pub sample: Option<(NoticeKind, Language)>,
    /// The session that does not show it.
    pub session: Option<SessionId>,
    /// The session that made the attempt of which it tells.
    pub attempts_in: Option<SessionId>,
    /// The account that caused its mail.
    pub cause: UserId,
    /// The place of its mail in the queue.
    pub place: Timestamp,
}

/// One more of what an unread notice tells of.
#[derive(Debug, Clone, Copy)]
pub struct Again<'a> {
    /// Who is told.
    pub user: UserId,
    /// What of.
    pub kind: NoticeKind,
    /// When it happened.
    pub at: Timestamp,
    /// Only on a notice of what happened first after this moment.
    pub since: Timestamp,
    /// The browser, as it identified itself.
    pub user_agent: &'a str,
    /// The IP address.
    pub address: &'a str,
    /// The session that made the attempt.
    pub attempts_in: Option<SessionId>,
}

/// Writes a notice.
pub async fn insert(tx: &impl ConnectionTrait, new: New) -> Result<()> {
    let at = new.at.into();
    let (by_name, by_email) = in_columns(new.by);
    let (given_by_name, given_by_email) = in_columns(new.given_by);
    let row = ActiveModel {
        user_id: Set(new.user.into()),
        kind: Set(new.kind.into()),
        at: Set(at),
        last_at: Set(at),
        count: Set(1),
        by_name: Set(by_name),
        by_email: Set(by_email),
        given_by_name: Set(given_by_name),
        given_by_email: Set(given_by_email),
        user_agent: Set(new.user_agent),
        address: Set(new.address),
        codes_left: Set(new.codes_left),
        link_id: Set(new.link.map(Into::into)),
        session_id: Set(new.session.map(Into::into)),
        attempts_session_id: Set(new.attempts_in.map(Into::into)),
        seen_at: Set((new.link.is_some() || new.kind.is_for_mail()).then_some(at)),
        sample_of: Set(new.sample.map(|(kind, _)| kind.into())),
        sample_language: Set(new.sample.map(|(_, language)| language.into())),
        mail_to: Set(new.mail_to),
        mail_attempts: Set(0),
        mail_due_at: Set(Some(at)),
        mail_place: Set(new.place.into()),
        mail_cause_id: Set(Some(new.cause.into())),
        ..Default::default()
    };
    row.insert(tx).await?;
    Ok(())
}

/// Name and address.
fn in_columns(named: Option<Named>) -> (Option<String>, Option<String>) {
    named.map_or((None, None), |named| (Some(named.name), named.email))
}

/// Counts one more on a notice that has not been read, which every session shows from then on; returns whether there is one.
pub async fn count_up(tx: &impl ConnectionTrait, again: Again<'_>) -> Result<bool> {
    let session = again.attempts_in.map(SessionId::get);
    let of_one = Expr::case(
        Column::AttemptsSessionId.eq(session),
        Expr::col(Column::AttemptsSessionId),
    )
    .finally(Expr::value(Option::<i64>::None));
    let counted = Entity::update_many()
        .col_expr(Column::Count, Expr::col(Column::Count).add(1))
        .col_expr(Column::LastAt, Expr::value(again.at.unix()))
        .col_expr(Column::UserAgent, Expr::value(again.user_agent))
        .col_expr(Column::Address, Expr::value(again.address))
        .col_expr(Column::SessionId, Expr::value(Option::<i64>::None))
        .col_expr(Column::AttemptsSessionId, of_one.into())
        .filter(Column::UserId.eq(again.user.get()))
        .filter(Column::Kind.eq(again.kind.as_str()))
        .filter(Column::SeenAt.is_null())
        .filter(Column::At.gt(again.since.unix()))
        .exec(tx)
        .await?;
    Ok(counted.rows_affected > 0)
}

/// Lets a session no longer show the unread notices of this kind to its user of which it alone made the attempts, the last of them
/// after `since`. All others still show them.
pub async fn hide_own_attempts(
    tx: &impl ConnectionTrait,
    user: UserId,
    kind: NoticeKind,
    session: SessionId,
    since: Timestamp,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::SessionId, Expr::value(session.get()))
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::Kind.eq(kind.as_str()))
        .filter(Column::SeenAt.is_null())
        .filter(Column::AttemptsSessionId.eq(session.get()))
        .filter(Column::LastAt.gt(since.unix()))
        .exec(tx)
        .await?;
    Ok(())
}

/// At most `limit` notices of a user who has this role now, the newest first.
pub async fn list_of(
    db: &impl ConnectionTrait,
    user: UserId,
    role: Role,
    limit: u64,
) -> Result<Vec<Model>> {
    let all = newest_of(user).filter(told(role));
    Ok(all.limit(limit).all(db).await?)
}

/// Notices of the kinds that this version knows and that somebody with this role is told of.
fn told(role: Role) -> SimpleExpr {
    let kinds = NoticeKind::ALL.iter().filter(|kind| kind.is_for(role));
    Column::Kind.is_in(kinds.map(|kind| kind.as_str()))
}

/// When a user was told of this last, up to a moment: a later notice is of a clock that was ahead.
pub async fn last_told(
    tx: &impl ConnectionTrait,
    user: UserId,
    kind: NoticeKind,
    until: Timestamp,
) -> Result<Option<Timestamp>> {
    let told = newest_of(user)
        .filter(Column::Kind.eq(kind.as_str()))
        .filter(Column::LastAt.lte(until.unix()))
        .one(tx)
        .await?;
    Ok(told.map(|notice| *notice.last_at))
}

/// How many notices of a kind a user has from after a moment.
pub async fn count_since(
    db: &impl ConnectionTrait,
    user: UserId,
    kind: NoticeKind,
    after: Timestamp,
) -> Result<u64> {
    Ok(Entity::find()
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::Kind.eq(kind.as_str()))
        .filter(Column::At.gt(after.unix()))
        .count(db)
        .await?)
}

/// The last notice of a kind to a user.
pub async fn last_of(
    db: &impl ConnectionTrait,
    user: UserId,
    kind: NoticeKind,
) -> Result<Option<Model>> {
    let told = newest_of(user).filter(Column::Kind.eq(kind.as_str()));
    Ok(told.one(db).await?)
}

fn newest_of(user: UserId) -> Select<Entity> {
    newest(Entity::find().filter(Column::UserId.eq(user.get())))
}

fn newest(notices: Select<Entity>) -> Select<Entity> {
    notices
        .order_by_desc(Column::LastAt)
        .order_by_desc(Column::Id)
}
