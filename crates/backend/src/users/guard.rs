//! The lock-out guard: at every moment at least one admin can sign in.

use crate::error::Result;
use domain::problem::Problem;
use domain::throttle::MAX_FAILURES;
use domain::{ProofKind, Role};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use store::entity::user;
use store::factor_attempt::users_with;

/// Refuses to take an account away as an admin when no other admin could sign in: one who is not
/// deactivated, has a password, and has a factor that is not blocked or, without a factor, can
/// enrol one. Call it inside the transaction that makes the change, before anything is changed:
/// those transactions run one after the other.
pub(crate) async fn keep_an_admin(tx: &impl ConnectionTrait, besides: &user::Model) -> Result<()> {
    if *besides.role != Role::Admin {
        return Ok(());
    }
    let blocked = users_with(MAX_FAILURES, ProofKind::Totp);
    let others = user::Entity::find()
        .filter(user::Column::Role.eq(Role::Admin.as_str()))
        .filter(user::Column::DisabledAt.is_null())
        .filter(user::Column::PasswordHash.is_not_null())
        .filter(user::Column::Id.ne(besides.id.get()))
        .filter(user::Column::Id.not_in_subquery(blocked))
        .count(tx)
        .await?;
    if others == 0 {
        Err(Problem::LastAdmin.into())
    } else {
        Ok(())
    }
}
