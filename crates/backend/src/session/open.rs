//! Making a session and renewing its token.

use crate::access::Origin;
use crate::entity::session;
use crate::error::{Error, Result};
use crate::token::Token;
use domain::{SessionId, Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
};

/// The most open sessions that a user has.
const MAX_OPEN: u64 = 50;
/// The most sessions of a user that wait for a second factor or for its enrolment.
const MAX_WAITING: u64 = 20;

/// A new session of a user whose password was right and who has proven nothing else. `opened` says
/// that nothing else is asked.
pub(crate) async fn create(
    tx: &impl ConnectionTrait,
    user: UserId,
    origin: &Origin,
    now: Timestamp,
    opened: bool,
) -> Result<(SessionId, Token)> {
    let token = Token::generate()?;
    let session = session::ActiveModel {
        token_hash: Set(token.hash()),
        user_id: Set(user.get()),
        created_at: Set(now.unix()),
        last_seen_at: Set(now.unix()),
        password_proven_at: Set(Some(now.unix())),
        opened_at: Set(opened.then_some(now.unix())),
        user_agent: Set(origin.user_agent.clone()),
        address: Set(origin.address.clone()),
        ..Default::default()
    }
    .insert(tx)
    .await?;
    make_room(tx, user).await?;
    Ok((SessionId::new(session.id), token))
}

/// Ends the oldest sessions of a user who has more than there may be. Those that are not open count
/// apart: whoever has the password alone ends nobody's session by signing in again and again.
async fn make_room(tx: &impl ConnectionTrait, user: UserId) -> Result<()> {
    for (standing, most) in [
        (session::Column::OpenedAt.is_not_null(), MAX_OPEN),
        (session::Column::OpenedAt.is_null(), MAX_WAITING),
    ] {
        let of_user = || {
            Condition::all()
                .add(session::Column::UserId.eq(user.get()))
                .add(standing.clone())
        };
        let surplus: Option<i64> = session::Entity::find()
            .filter(of_user())
            .select_only()
            .column(session::Column::Id)
            .order_by_desc(session::Column::Id)
            .offset(most)
            .limit(1)
            .into_tuple()
            .one(tx)
            .await?;
        if let Some(newest) = surplus {
            session::Entity::delete_many()
                .filter(of_user())
                .filter(session::Column::Id.lte(newest))
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}

/// Whether a session has been open before; an error if it has ended.
pub(crate) async fn was_open(tx: &impl ConnectionTrait, id: SessionId) -> Result<bool> {
    let row = session::Entity::find_by_id(id.get()).one(tx).await?;
    row.map(|session| session.opened_at.is_some())
        .ok_or(Error::Unauthenticated)
}

/// What was proven just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proven {
    /// The second factor; where it takes the place of a lost one, that is done.
    Factor,
    /// The password.
    Password,
    /// A one-time access code: a new factor has to be enrolled.
    AccessCode,
}

/// What a session has come to when its token is renewed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    /// What was proven just now, if anything.
    pub proven: Option<Proven>,
    /// The gate opens.
    pub opened: bool,
}

impl Progress {
    /// The session stays where it is.
    pub(crate) const NONE: Self = Self {
        proven: None,
        opened: false,
    };
}

/// Gives a session a new token (the old one is worthless from now on) and notes its progress.
pub(crate) async fn renew(
    tx: &impl ConnectionTrait,
    id: SessionId,
    now: Timestamp,
    progress: Progress,
) -> Result<Token> {
    let token = Token::generate()?;
    let mut update = session::Entity::update_many()
        .col_expr(session::Column::TokenHash, Expr::value(token.hash()))
        .col_expr(session::Column::LastSeenAt, Expr::value(now.unix()));
    let at = Expr::value(now.unix());
    let never = Expr::value(Option::<i64>::None);
    update = match progress.proven {
        Some(Proven::Factor) => update
            .col_expr(session::Column::FactorProvenAt, at)
            .col_expr(session::Column::ReplacingSince, never),
        Some(Proven::Password) => update.col_expr(session::Column::PasswordProvenAt, at),
        Some(Proven::AccessCode) => update.col_expr(session::Column::ReplacingSince, at),
        None => update,
    };
    if progress.opened {
        update = update.col_expr(session::Column::OpenedAt, Expr::value(now.unix()));
    }
    let renewed = update
        .filter(session::Column::Id.eq(id.get()))
        .exec(tx)
        .await?;
    if renewed.rows_affected == 0 {
        Err(Error::Unauthenticated)
    } else {
        Ok(token)
    }
}
