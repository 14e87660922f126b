//! Writing notices.

use crate::access::Actor;
use crate::error::Result;
use domain::notice::GATHERED;
use domain::{NoticeKind, SessionId, Timestamp, UserId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};
use store::column::Stored;
use store::entity::notice;

/// A notice to write: for whom, about what, and by whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told<'a> {
    /// The recipient.
    pub user: UserId,
    /// The subject.
    pub kind: NoticeKind,
    /// Who did it.
    pub actor: &'a Actor,
}

/// Writes one notice, in the transaction that makes the change. Wrong codes of a day are one notice
/// until it is read, so that an attacker who guesses cannot bury the others.
pub(crate) async fn tell(tx: &impl ConnectionTrait, at: Timestamp, told: Told<'_>) -> Result<()> {
    if told.kind.is_an_attempt() && count_up(tx, at, told).await? {
        return Ok(());
    }
    let own = told.actor.id == Some(told.user);
    let mine = |text: &str| if own { text.to_owned() } else { String::new() };
    notice::ActiveModel {
        user_id: Set(told.user.into()),
        kind: Set(told.kind.as_str().to_owned()),
        at: Set(at.into()),
        last_at: Set(at.into()),
        count: Set(1),
        by_name: Set((!own).then(|| told.actor.name.clone())),
        user_agent: Set(mine(&told.actor.user_agent)),
        address: Set(mine(&told.actor.address)),
        codes_left: Set(codes_left(tx, told).await?),
        session_id: Set(session_of(told)),
        mail_attempts: Set(0),
        mail_due_at: Set(Some(at.into())),
        ..Default::default()
    }
    .insert(tx)
    .await?;
    Ok(())
}

/// The session that did it. It does not show the notice: its user knows, and if that is somebody
/// else, they cannot hide the notice from the owner.
fn session_of(told: Told<'_>) -> Option<Stored<SessionId>> {
    let known = told.actor.session.filter(|_| !told.kind.is_an_attempt());
    known.map(Into::into)
}

async fn codes_left(tx: &impl ConnectionTrait, told: Told<'_>) -> Result<Option<i64>> {
    if told.kind != NoticeKind::RecoveryCodeUsed {
        return Ok(None);
    }
    let left = store::factor::count_unused_recovery_codes(tx, told.user).await?;
    Ok(i64::try_from(left).ok())
}

/// Counts one more on a notice that has not been read; returns whether there was one.
async fn count_up(tx: &impl ConnectionTrait, at: Timestamp, told: Told<'_>) -> Result<bool> {
    let counted = notice::Entity::update_many()
        .col_expr(
            notice::Column::Count,
            Expr::col(notice::Column::Count).add(1),
        )
        .col_expr(notice::Column::LastAt, Expr::value(at.unix()))
        .col_expr(
            notice::Column::UserAgent,
            Expr::value(told.actor.user_agent.as_str()),
        )
        .col_expr(
            notice::Column::Address,
            Expr::value(told.actor.address.as_str()),
        )
        .filter(notice::Column::UserId.eq(told.user.get()))
        .filter(notice::Column::Kind.eq(told.kind.as_str()))
        .filter(notice::Column::SeenAt.is_null())
        .filter(notice::Column::At.gt(at.plus(-GATHERED).unix()))
        .exec(tx)
        .await?;
    Ok(counted.rows_affected > 0)
}
