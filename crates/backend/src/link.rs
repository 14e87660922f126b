//! Links that work once: to choose a password, to set up the first admin.

use crate::access::{Actor, Origin};
use crate::audit::{self, Target};
use crate::context::Backend;
use crate::entity::{one_time_link, user};
use crate::error::{Error, Result};
use crate::notice::{Told, tell};
use crate::recover::restore;
use crate::session::end_all_of;
use crate::token::Token;
use domain::problem::Problem;
use domain::view::Invitation;
use domain::{AuditAction, NewPassword, NoticeKind, Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, Set,
};

/// Seconds that an invitation is valid: 72 hours.
pub const INVITATION_LIFETIME: i64 = 72 * 3_600;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To choose a password.
    Invitation,
    /// To choose a password and be an admin again.
    Recovery,
    /// To create the first admin.
    SetUp,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Recovery => "recovery",
            Self::SetUp => "set-up",
        }
    }
}

/// The links on which a password is chosen.
const PASSWORD_LINKS: &[Purpose] = &[Purpose::Invitation, Purpose::Recovery];

impl Backend {
    /// For whom the link with this token is, as long as it works.
    pub async fn invitation(&self, token: &str) -> Result<Invitation> {
        let link = find(self.db.read(), PASSWORD_LINKS, token, self.now()).await?;
        let user = user_of(self.db.read(), &link).await?;
        Ok(Invitation {
            name: user.name,
            email: user.email,
            recovery: is_recovery(&link),
        })
    }

    /// Chooses the password over a link. The link is used up, the user's sessions end; a second
    /// factor stays as it is, and the sign-in asks for it; a recovery link restores an admin.
    pub async fn accept_invitation(
        &self,
        token: &str,
        password: &str,
        repeated: &str,
        origin: &Origin,
    ) -> Result<()> {
        let now = self.now();
        let link = find(self.db.read(), PASSWORD_LINKS, token, now).await?;
        let user = user_of(self.db.read(), &link).await?;
        let password = NewPassword::parse(password, &[&user.name, &user.email])?;
        if password.reveal() != domain::password::normalise(repeated) {
            return Err(Problem::PasswordsDiffer.into());
        }
        let hash = self.hasher.hash(&password).await?;
        let tx = self.db.begin().await?;
        consume(&tx, &link, now).await?;
        user::Entity::update_many()
            .col_expr(user::Column::PasswordHash, Expr::value(hash))
            .filter(user::Column::Id.eq(user.id))
            .exec(&tx)
            .await?;
        end_all_of(&tx, UserId::new(user.id)).await?;
        let actor = Actor::of_user(&user, origin);
        if is_recovery(&link) {
            restore(&tx, &user, &actor, now).await?;
        }
        if user.password_hash.is_some() {
            let told = Told {
                user: UserId::new(user.id),
                kind: NoticeKind::PasswordReset,
                actor: &actor,
            };
            tell(&tx, now, told).await?;
        }
        let chosen = AuditAction::PasswordChosen;
        audit::record(&tx, now, &actor, chosen, Some(Target::from(&user)), "").await?;
        Ok(tx.commit().await?)
    }
}

/// Makes a link; earlier ones of the same purpose for the same user no longer work.
pub(crate) async fn create(
    tx: &impl ConnectionTrait,
    purpose: Purpose,
    user: Option<UserId>,
    now: Timestamp,
    lifetime: i64,
) -> Result<Token> {
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
        purpose: Set(purpose.as_str().to_owned()),
        user_id: Set(user.map(UserId::get)),
        token_hash: Set(token.hash()),
        created_at: Set(now.unix()),
        expires_at: Set(now.plus(lifetime).unix()),
        ..Default::default()
    }
    .insert(tx)
    .await?;
    Ok(token)
}

/// The links of a user that have not been used no longer work.
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
    purposes: &[Purpose],
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

/// Uses a link up; of several at once one wins.
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

fn is_recovery(link: &one_time_link::Model) -> bool {
    link.purpose == Purpose::Recovery.as_str()
}

fn usable(purposes: &[Purpose], now: Timestamp) -> Condition {
    let names = purposes.iter().map(|purpose| purpose.as_str());
    Condition::all()
        .add(one_time_link::Column::Purpose.is_in(names))
        .add(one_time_link::Column::UsedAt.is_null())
        .add(one_time_link::Column::CreatedAt.lte(now.unix()))
        .add(one_time_link::Column::ExpiresAt.gt(now.unix()))
}

async fn user_of(db: &impl ConnectionTrait, link: &one_time_link::Model) -> Result<user::Model> {
    let id = link.user_id.ok_or_else(|| Error::from(Problem::LinkGone))?;
    let user = user::Entity::find_by_id(id).one(db).await?;
    user.filter(|user| user.disabled_at.is_none() || is_recovery(link))
        .ok_or_else(|| Problem::LinkGone.into())
}
