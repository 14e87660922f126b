//! Creates sessions and renews their tokens.

use crate::access::Origin;
use crate::error::{Error, Result};
use crate::token::Token;
use domain::{FactorId, ProofKind, Proven, SessionId, Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Set, UpdateMany,
};
use store::entity::session;

/// The maximum number of open sessions of a user.
const MAX_OPEN: usize = 50;
/// The maximum number of sessions of a user that wait for a second factor or for its enrolment.
const MAX_WAITING: usize = 20;

/// A new session of a user whose password was right and who has proven nothing else. `opened` says
/// that nothing else is required.
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
        user_id: Set(user.into()),
        created_at: Set(now.into()),
        last_seen_at: Set(now.into()),
        password_proven_at: Set(Some(now.into())),
        opened_at: Set(opened.then_some(now.into())),
        user_agent: Set(origin.user_agent.clone()),
        address: Set(origin.address.clone()),
        ..Default::default()
    }
    .insert(tx)
    .await?;
    make_room(tx, user).await?;
    Ok((*session.id, token))
}

/// Ends the oldest sessions of a user who has more than the maximum. Sessions that are not open are
/// counted separately: somebody who has only the password ends nobody's session by signing in
/// repeatedly.
async fn make_room(tx: &impl ConnectionTrait, user: UserId) -> Result<()> {
    let sessions: Vec<(i64, Option<i64>)> = session::Entity::find()
        .select_only()
        .columns([session::Column::Id, session::Column::OpenedAt])
        .filter(session::Column::UserId.eq(user.get()))
        .order_by_desc(session::Column::Id)
        .into_tuple()
        .all(tx)
        .await?;
    let (open, waiting): (Vec<_>, Vec<_>) = sessions
        .into_iter()
        .partition(|(_, opened)| opened.is_some());
    let surplus = open
        .into_iter()
        .skip(MAX_OPEN)
        .chain(waiting.into_iter().skip(MAX_WAITING));
    let surplus: Vec<i64> = surplus.map(|(id, _)| id).collect();
    if !surplus.is_empty() {
        session::Entity::delete_many()
            .filter(session::Column::Id.is_in(surplus))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Whether a session has been open before; an error if it has ended.
pub(crate) async fn was_open(tx: &impl ConnectionTrait, id: SessionId) -> Result<bool> {
    let row = session::Entity::find_by_id(id).one(tx).await?;
    row.map(|session| session.opened_at.is_some())
        .ok_or(Error::Unauthenticated)
}

/// The progress of a session when its token is renewed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    /// What was just proven, if anything.
    pub proven: Option<Proven>,
    /// The gate opens.
    pub opened: bool,
}

impl Progress {
    /// The session makes no progress.
    pub(crate) const NONE: Self = Self {
        proven: None,
        opened: false,
    };
}

/// Gives a session a new token (the old one becomes worthless) and records its progress.
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
    if let Some(proven) = progress.proven {
        update = note_proof(update, proven, now);
    }
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

/// What a session stores of a proof. An access code opens only the enrolment of a new factor; a proof of a factor ends that.
fn note_proof(
    update: UpdateMany<session::Entity>,
    proven: Proven,
    now: Timestamp,
) -> UpdateMany<session::Entity> {
    let at = Expr::value(now.unix());
    let update = match proven {
        Proven::Password => return update.col_expr(session::Column::PasswordProvenAt, at),
        Proven::AccessCode => update.col_expr(session::Column::ReplacingSince, at),
        Proven::Totp(_) | Proven::RecoveryCode => update
            .col_expr(session::Column::FactorProvenAt, at)
            .col_expr(
                session::Column::ReplacingSince,
                Expr::value(Option::<i64>::None),
            ),
    };
    update
        .col_expr(
            session::Column::FactorProof,
            Expr::value(proven.kind().map(ProofKind::as_str)),
        )
        .col_expr(
            session::Column::ProvenFactorId,
            Expr::value(proven.factor().map(FactorId::get)),
        )
}
