//! A new token for a session, with what the session has proven.

use crate::entity::session::{Column, Entity};
use crate::error::Result;
use domain::{FactorId, ProofKind, SessionId, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, UpdateMany};

/// What is recorded of a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// When the password was proven.
    Password,
    /// How the second factor was proven, or replaced.
    SecondFactor {
        /// How.
        kind: Option<ProofKind>,
        /// Which factor, if it was one.
        factor: Option<FactorId>,
        /// Whether the session is replacing its factor from now on, and has not proven it; else it has, and replaces none.
        replacing: bool,
    },
}

/// What changes with the token of a session.
#[derive(Debug, Clone)]
pub struct Renewal {
    /// SHA-256 of the new token.
    pub token_hash: Vec<u8>,
    /// When.
    pub at: Timestamp,
    /// What was proven at that moment, if anything.
    pub proof: Option<Proof>,
    /// Whether the gate opens at that moment.
    pub opened: bool,
}

/// Gives a session a new token, and records its progress; returns whether there is such a session.
pub async fn renew(tx: &impl ConnectionTrait, id: SessionId, renewal: Renewal) -> Result<bool> {
    let at = renewal.at;
    let mut update = Entity::update_many()
        .col_expr(Column::TokenHash, Expr::value(renewal.token_hash))
        .col_expr(Column::LastSeenAt, Expr::value(at.unix()));
    if let Some(proof) = renewal.proof {
        update = with_proof(update, proof, at);
    }
    if renewal.opened {
        update = update.col_expr(Column::OpenedAt, Expr::value(at.unix()));
    }
    let renewed = update.filter(Column::Id.eq(id.get())).exec(tx).await?;
    Ok(renewed.rows_affected > 0)
}

fn with_proof(update: UpdateMany<Entity>, proof: Proof, at: Timestamp) -> UpdateMany<Entity> {
    let at = Expr::value(at.unix());
    let Proof::SecondFactor {
        kind,
        factor,
        replacing,
    } = proof
    else {
        return update.col_expr(Column::PasswordProvenAt, at);
    };
    let update = if replacing {
        update.col_expr(Column::ReplacingSince, at)
    } else {
        update
            .col_expr(Column::FactorProvenAt, at)
            .col_expr(Column::ReplacingSince, Expr::value(Option::<i64>::None))
    };
    update
        .col_expr(
            Column::FactorProof,
            Expr::value(kind.map(ProofKind::as_str)),
        )
        .col_expr(
            Column::ProvenFactorId,
            Expr::value(factor.map(FactorId::get)),
        )
}
