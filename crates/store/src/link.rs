//! One-time links.

use crate::entity::one_time_link::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use domain::{Giver, LinkId, LinkPurpose, Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, Set,
};

/// A new link.
#[derive(Debug, Clone)]
pub struct New {
    /// Its purpose.
    pub purpose: LinkPurpose,
    /// For whom; none for the set-up link.
    pub user: Option<UserId>,
    /// SHA-256 of its token.
    pub token_hash: Vec<u8>,
    /// When it is made.
    pub at: Timestamp,
    /// When it expires.
    pub expires: Timestamp,
    /// Who gives it; none if it was asked for by somebody whom it does not know.
    pub giver: Option<Giver>,
    /// Whether the giver sees it; else it is made for a mail.
    pub shown: bool,
}

/// Adds a link; returns its number.
pub async fn insert(tx: &impl ConnectionTrait, new: New) -> Result<LinkId> {
    let (by_id, by_name, by_email) = match new.giver {
        Some(giver) => (giver.id, Some(giver.name), giver.email),
        None => (None, None, None),
    };
    let row = ActiveModel {
        purpose: Set(new.purpose.into()),
        user_id: Set(new.user.map(Into::into)),
        token_hash: Set(new.token_hash),
        created_at: Set(new.at.into()),
        expires_at: Set(new.expires.into()),
        given_by_id: Set(by_id.map(Into::into)),
        given_by_name: Set(by_name),
        given_by_email: Set(by_email),
        shown_at: Set(new.shown.then_some(new.at.into())),
        ..Default::default()
    };
    Ok(*row.insert(tx).await?.id)
}

/// Gives a user's link another token, which nobody has seen, and another end after `now`, unless it was used, has expired or is gone; returns whether it did.
pub async fn replace_token(
    tx: &impl ConnectionTrait,
    id: LinkId,
    user: UserId,
    token_hash: Vec<u8>,
    (now, expires): (Timestamp, Timestamp),
) -> Result<bool> {
    let replaced = Entity::update_many()
        .col_expr(Column::TokenHash, Expr::value(token_hash))
        .col_expr(Column::ExpiresAt, Expr::value(expires.unix()))
        .col_expr(Column::ShownAt, Expr::value(Option::<i64>::None))
        .col_expr(Column::OpenedAt, Expr::value(Option::<i64>::None))
        .filter(Column::Id.eq(id.get()))
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now.unix()))
        .exec(tx)
        .await?;
    Ok(replaced.rows_affected == 1)
}

/// The link with this hash of its token, if it is for one of these purposes, has not been used, and is valid at a moment.
pub async fn find_usable(
    db: &impl ConnectionTrait,
    token_hash: Vec<u8>,
    purposes: &[LinkPurpose],
    now: Timestamp,
) -> Result<Option<Model>> {
    Ok(Entity::find()
        .filter(Column::TokenHash.eq(token_hash))
        .filter(usable(purposes, now))
        .one(db)
        .await?)
}

fn usable(purposes: &[LinkPurpose], now: Timestamp) -> Condition {
    let names = purposes.iter().map(|purpose| purpose.as_str());
    Condition::all()
        .add(Column::Purpose.is_in(names))
        .add(Column::UsedAt.is_null())
        .add(Column::CreatedAt.lte(now.unix()))
        .add(Column::ExpiresAt.gt(now.unix()))
}

/// Uses up a link in one statement, so that one of several simultaneous uses wins; returns whether this one did.
pub async fn consume(tx: &impl ConnectionTrait, id: LinkId, now: Timestamp) -> Result<bool> {
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now.unix()))
        .filter(Column::Id.eq(id.get()))
        .filter(Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Removes the links of a user, or those of no user, for a purpose.
pub async fn remove_for(
    tx: &impl ConnectionTrait,
    user: Option<UserId>,
    purpose: LinkPurpose,
) -> Result<()> {
    let whose = match user {
        Some(id) => Column::UserId.eq(id.get()),
        None => Column::UserId.is_null(),
    };
    Entity::delete_many()
        .filter(Column::Purpose.eq(purpose.as_str()))
        .filter(whose)
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes the links of a user that were not used, but for those of one purpose.
pub async fn remove_unused_of(
    tx: &impl ConnectionTrait,
    user: UserId,
    besides: LinkPurpose,
) -> Result<()> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user.get()))
        .filter(Column::Purpose.ne(besides.as_str()))
        .filter(Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes the links that somebody gave and has seen, and that were not used.
pub async fn remove_shown_by(tx: &impl ConnectionTrait, giver: UserId) -> Result<()> {
    Entity::delete_many()
        .filter(Column::GivenById.eq(giver.get()))
        .filter(Column::ShownAt.is_not_null())
        .filter(Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes when the page of a link was opened first.
pub async fn note_opened(db: &impl ConnectionTrait, id: LinkId, now: Timestamp) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::OpenedAt, Expr::value(now.unix()))
        .filter(Column::Id.eq(id.get()))
        .filter(Column::OpenedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// The link of a user for a purpose, if it works at this moment.
pub async fn find_of(
    db: &impl ConnectionTrait,
    user: UserId,
    purpose: LinkPurpose,
    now: Timestamp,
) -> Result<Option<Model>> {
    Ok(Entity::find()
        .filter(Column::UserId.eq(user.get()))
        .filter(usable(&[purpose], now))
        .one(db)
        .await?)
}
