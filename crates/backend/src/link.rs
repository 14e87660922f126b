//! One-time links: to choose a password, to set up the first admin.

use crate::context::Backend;
use crate::error::Result;
use crate::token::Token;
use domain::problem::Problem;
use domain::{Giver, LinkPurpose, Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, Set,
};
use std::fmt;
use store::entity::one_time_link;
use store::handover::giver;
use wire::path;

/// Seconds for which an invitation is valid: 72 hours.
pub const INVITATION_LIFETIME: i64 = 72 * 3_600;

/// A one-time link for choosing a password.
#[derive(Clone)]
pub struct InvitationLink {
    /// The link, under the configured public URL.
    pub url: String,
    /// When it expires.
    pub expires: Timestamp,
}

impl fmt::Debug for InvitationLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InvitationLink(…, {:?})", self.expires)
    }
}

impl Backend {
    /// The page on which a password is chosen through a link.
    pub(crate) fn invitation_url(&self, token: &Token) -> String {
        format!(
            "{}{}",
            self.settings.public_url,
            path::invitation(&token.reveal())
        )
    }
}

/// A link to be made.
#[derive(Debug)]
pub(crate) struct NewLink {
    /// Its purpose.
    pub purpose: LinkPurpose,
    /// For whom; none for the set-up link.
    pub user: Option<UserId>,
    /// Who gives it.
    pub giver: Giver,
    /// Seconds for which it is valid.
    pub lifetime: i64,
}

/// Makes a link; earlier ones of the same purpose for the same user stop working.
pub(crate) async fn create(
    tx: &impl ConnectionTrait,
    now: Timestamp,
    new: NewLink,
) -> Result<Token> {
    let NewLink {
        purpose,
        user,
        giver,
        lifetime,
    } = new;
    let whose = match user {
        Some(id) => one_time_link::Column::UserId.eq(id.get()),
        None => one_time_link::Column::UserId.is_null(),
    };
    one_time_link::Entity::delete_many()
        .filter(one_time_link::Column::Purpose.eq(purpose.as_str()))
        .filter(whose)
        .exec(tx)
        .await?;
    let token = Token::generate()?;
    one_time_link::ActiveModel {
        purpose: Set(purpose.into()),
        user_id: Set(user.map(Into::into)),
        token_hash: Set(token.hash()),
        created_at: Set(now.into()),
        expires_at: Set(now.plus(lifetime).into()),
        given_by_id: Set(giver.id.map(Into::into)),
        given_by_name: Set(Some(giver.name)),
        ..Default::default()
    }
    .insert(tx)
    .await?;
    Ok(token)
}

/// Ends what somebody was given to use once: links and access code. They belong to the situation in which they were given; a new
/// role, another password, deactivation or a reset ends it.
pub(crate) async fn end_one_time_rights(tx: &impl ConnectionTrait, user: UserId) -> Result<()> {
    remove_unused_of(tx, user).await?;
    Ok(store::factor::remove_access_code(tx, user).await?)
}

/// Makes a user's unused links stop working.
pub(crate) async fn remove_unused_of(tx: &impl ConnectionTrait, user: UserId) -> Result<()> {
    one_time_link::Entity::delete_many()
        .filter(one_time_link::Column::UserId.eq(user.get()))
        .filter(one_time_link::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The link with this token for one of these purposes, as long as it works.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    purposes: &[LinkPurpose],
    token: &str,
    now: Timestamp,
) -> Result<one_time_link::Model> {
    let token = Token::parse(token).ok_or(Problem::LinkGone)?;
    one_time_link::Entity::find()
        .filter(one_time_link::Column::TokenHash.eq(token.hash()))
        .filter(usable(purposes, now))
        .one(db)
        .await?
        .ok_or_else(|| Problem::LinkGone.into())
}

/// Uses up a link; of several simultaneous uses one wins.
pub(crate) async fn consume(
    tx: &impl ConnectionTrait,
    link: &one_time_link::Model,
    now: Timestamp,
) -> Result<()> {
    let used = one_time_link::Entity::update_many()
        .col_expr(one_time_link::Column::UsedAt, Expr::value(now.unix()))
        .filter(one_time_link::Column::Id.eq(link.id))
        .filter(one_time_link::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    if used.rows_affected == 0 {
        Err(Problem::LinkGone.into())
    } else {
        Ok(())
    }
}

/// Who gave the link, if that was noted.
pub(crate) fn giver_of(link: &one_time_link::Model) -> Option<Giver> {
    giver(link.given_by_id, link.given_by_name.clone())
}

/// Whether the link restores an admin.
pub(crate) fn is_recovery(link: &one_time_link::Model) -> bool {
    *link.purpose == LinkPurpose::Recovery
}

fn usable(purposes: &[LinkPurpose], now: Timestamp) -> Condition {
    let names = purposes.iter().map(|purpose| purpose.as_str());
    Condition::all()
        .add(one_time_link::Column::Purpose.is_in(names))
        .add(one_time_link::Column::UsedAt.is_null())
        .add(one_time_link::Column::CreatedAt.lte(now.unix()))
        .add(one_time_link::Column::ExpiresAt.gt(now.unix()))
}
