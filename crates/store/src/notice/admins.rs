//! Telling all admins of one thing.

use super::gather::{from, named, same as same_value, waits};
use crate::entity::{event, notice, user};
use crate::error::{Error, Result};
use crate::word::is_admin;
use domain::{EventKind, Named, NoticeKind, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, InsertStatement, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
};

/// A notice to all admins who can read it.
#[derive(Debug, Clone, Copy)]
pub struct ToAdmins<'a> {
    /// What of.
    pub kind: NoticeKind,
    /// When it happened.
    pub at: Timestamp,
    /// How many of it.
    pub count: u64,
    /// The user whom it is about.
    pub about: Option<&'a Named>,
    /// Who did it, where that is known.
    pub by: Option<&'a Named>,
    /// Who gave the link or access code by which it was done.
    pub given_by: Option<&'a Named>,
    /// The browser, as it identified itself.
    pub user_agent: &'a str,
    /// The IP address.
    pub address: &'a str,
    /// What becomes of it where an admin was told of this about the same user.
    pub same: Same,
    /// The account that caused their mails, where it is known.
    pub cause: Option<UserId>,
    /// The place of their mails in the queue.
    pub place: Timestamp,
    /// When their mails are due.
    pub mail_due: Timestamp,
}

/// What becomes of a notice where an admin was told of the same about the same user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    /// Another one is written.
    Beside,
    /// It is counted on that one, if that was after this moment and waits to be read and, for the first time, to be mailed.
    Gathered(Timestamp),
    /// None is written, if that was after this moment.
    Omitted(Timestamp),
    /// None is written, if that was after this moment; what is unread has the new number.
    Renumbered(Timestamp),
}

/// Writes the notice to every admin who is not deactivated and has a password, but for those in `besides`, and for each an event
/// for open windows.
pub async fn tell_admins(
    tx: &impl ConnectionTrait,
    new: ToAdmins<'_>,
    besides: &[UserId],
) -> Result<()> {
    // First: afterwards all of them have been told.
    tx.execute(&events(new, besides)?).await?;
    match new.same {
        Same::Gathered(after) => gather(tx, new, after, besides).await?,
        Same::Renumbered(after) => renumber(tx, new, after).await?,
        Same::Beside | Same::Omitted(_) => {}
    }
    tx.execute(&notices(new, besides)?).await?;
    Ok(())
}

/// Counts it on the notices that say the same and wait. Names are then those of the last time.
async fn gather(
    tx: &impl ConnectionTrait,
    new: ToAdmins<'_>,
    after: Timestamp,
    besides: &[UserId],
) -> Result<()> {
    use notice::Column;
    let name = new.about.map(|about| about.name.as_str());
    let by = new.by.map(|by| by.name.as_str());
    notice::Entity::update_many()
        .col_expr(Column::Count, Expr::col(Column::Count).add(count(new)))
        .col_expr(Column::LastAt, Expr::value(new.at.unix()))
        .col_expr(Column::AboutName, Expr::value(name))
        .col_expr(Column::ByName, Expr::value(by))
        .filter(Column::UserId.in_subquery(admins(Condition::all(), besides)))
        .filter(waiting(new, after))
        .exec(tx)
        .await?;
    Ok(())
}

/// A notice that says the same and waits.
fn waiting(new: ToAdmins<'_>, after: Timestamp) -> Condition {
    use notice::Column;
    let about = new.about.and_then(|about| about.email.as_deref());
    let who = match new.by {
        Some(by) => named((Column::ByName, Column::ByEmail), Some(by)),
        None => {
            named((Column::ByName, Column::ByEmail), None).add(from(new.user_agent, new.address))
        }
    };
    waits(new.kind, after, new.at)
        .add(same_value(Column::AboutEmail, about))
        .add(named(
            (Column::GivenByName, Column::GivenByEmail),
            new.given_by,
        ))
        .add(who)
}

/// Gives the unread notices of this about the same user the new number.
async fn renumber(tx: &impl ConnectionTrait, new: ToAdmins<'_>, after: Timestamp) -> Result<()> {
    use notice::Column;
    notice::Entity::update_many()
        .col_expr(Column::Count, Expr::value(count(new)))
        .col_expr(Column::LastAt, Expr::value(new.at.unix()))
        .filter(same(new, after))
        .filter(Column::SeenAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

fn count(new: ToAdmins<'_>) -> i64 {
    i64::try_from(new.count).unwrap_or(i64::MAX)
}

fn notices(new: ToAdmins<'_>, besides: &[UserId]) -> Result<InsertStatement> {
    use notice::Column;
    let at = new.at.unix();
    let name = |named: Option<&Named>| Expr::value(named.map(|named| named.name.as_str()));
    let email = |named: Option<&Named>| Expr::value(named.and_then(|named| named.email.as_deref()));
    let values = [
        (Column::Kind, Expr::value(new.kind.as_str())),
        (Column::At, Expr::value(at)),
        (Column::LastAt, Expr::value(at)),
        (Column::Count, Expr::value(count(new))),
        (Column::AboutName, name(new.about)),
        (Column::AboutEmail, email(new.about)),
        (Column::ByName, name(new.by)),
        (Column::ByEmail, email(new.by)),
        (Column::GivenByName, name(new.given_by)),
        (Column::GivenByEmail, email(new.given_by)),
        (Column::UserAgent, Expr::value(new.user_agent)),
        (Column::Address, Expr::value(new.address)),
        (Column::MailAttempts, Expr::value(0)),
        (Column::MailDueAt, Expr::value(new.mail_due.unix())),
        (Column::MailPlace, Expr::value(new.place.unix())),
        (Column::MailCauseId, Expr::value(new.cause.map(UserId::get))),
    ];
    let mut select = admins(untold(new), besides);
    let mut columns = vec![Column::UserId];
    for (column, value) in values {
        columns.push(column);
        select.expr(value);
    }
    let mut insert = Query::insert();
    insert.into_table(notice::Entity).columns(columns);
    insert.select_from(select).map_err(unlike)?;
    Ok(insert)
}

fn events(new: ToAdmins<'_>, besides: &[UserId]) -> Result<InsertStatement> {
    use event::Column;
    let which = match new.same {
        Same::Omitted(_) => untold(new),
        Same::Beside | Same::Gathered(_) | Same::Renumbered(_) => Condition::all(),
    };
    let mut select = admins(which, besides);
    select.expr(Expr::value(EventKind::Log.as_str()));
    select.expr(Expr::value(new.at.unix()));
    let mut insert = Query::insert();
    insert
        .into_table(event::Entity)
        .columns([Column::UserId, Column::Kind, Column::At]);
    insert.select_from(select).map_err(unlike)?;
    Ok(insert)
}

/// The numbers of the admins for whom this holds, the first of them first.
fn admins(which: Condition, besides: &[UserId]) -> SelectStatement {
    let others =
        Condition::all().add(user::Column::Id.is_not_in(besides.iter().map(|id| id.get())));
    user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(is_admin())
        .filter(user::Column::DisabledAt.is_null())
        .filter(user::Column::PasswordHash.is_not_null())
        .filter(others)
        .filter(which)
        .into_query()
}

/// That an admin has not been told of the same, where that makes a difference.
fn untold(new: ToAdmins<'_>) -> Condition {
    match new.same {
        Same::Beside => Condition::all(),
        Same::Gathered(after) => {
            Condition::all().add(Expr::exists(of_admin(waiting(new, after))).not())
        }
        Same::Omitted(after) | Same::Renumbered(after) => {
            Condition::all().add(Expr::exists(of_admin(same(new, after))).not())
        }
    }
}

/// The notices to one of the admins for which this holds.
fn of_admin(which: Condition) -> SelectStatement {
    let of_admin = Expr::col((notice::Entity, notice::Column::UserId))
        .equals((user::Entity, user::Column::Id));
    notice::Entity::find()
        .select_only()
        .column(notice::Column::Id)
        .filter(of_admin)
        .filter(which)
        .into_query()
}

/// Of the same about the same user, after a moment; what is later than now is of a clock that was ahead.
fn same(new: ToAdmins<'_>, after: Timestamp) -> Condition {
    use notice::Column;
    let email = new.about.and_then(|about| about.email.as_deref());
    Condition::all()
        .add(Column::Kind.eq(new.kind.as_str()))
        .add(Column::AboutEmail.eq(email))
        .add(Column::At.gt(after.unix()))
        .add(Column::At.lte(new.at.unix()))
}

/// As many columns as values: cannot happen.
fn unlike(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::failed("telling all admins", error)
}
