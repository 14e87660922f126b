//! Restoring an admin from the machine itself: the way back in when nobody can sign in any more.

use crate::access::{Actor, Operator};
use crate::audit::{self, Target};
use crate::context::Backend;
use crate::error::Result;
use crate::link::InvitationLink;
use crate::link::{Purpose, create, remove_unused_of};
use domain::{AuditAction, Role, Timestamp, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use store::entity::user;
use store::factor::remove_all;

/// Seconds that a recovery link is valid.
pub const RECOVERY_LIFETIME: i64 = 3_600;

impl Backend {
    /// Makes a single-use link that restores the account with this address as an admin. Until it
    /// is used nothing changes. For the command line only: no session gives this right.
    pub async fn recover_admin(&self, _operator: Operator, email: &str) -> Result<InvitationLink> {
        let now = self.now();
        let tx = self.db.begin().await?;
        let user = store::user::find_by_email(&tx, email).await?;
        let id = UserId::new(user.id);
        let token = create(&tx, Purpose::Recovery, Some(id), now, RECOVERY_LIFETIME).await?;
        let recovery = AuditAction::RecoveryLinkMade;
        let target = Some(Target::from(&user));
        audit::record(&tx, now, &Operator::actor(), recovery, target, "").await?;
        tx.commit().await?;
        Ok(InvitationLink {
            url: self.invitation_url(&token),
            expires: now.plus(RECOVERY_LIFETIME),
        })
    }
}

/// What using a recovery link does besides the new password: an active admin without a second
/// factor, for whom no other link works. Where 2FA is required, the next sign-in leads to the enrolment of one.
pub(crate) async fn restore(
    tx: &impl ConnectionTrait,
    user: &user::Model,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    remove_all(tx, UserId::new(user.id)).await?;
    remove_unused_of(tx, UserId::new(user.id)).await?;
    user::Entity::update_many()
        .col_expr(user::Column::Role, Expr::value(Role::Admin.as_str()))
        .col_expr(user::Column::DisabledAt, Expr::value(Option::<i64>::None))
        .filter(user::Column::Id.eq(user.id))
        .exec(tx)
        .await?;
    let recovered = AuditAction::AdminRecovered;
    audit::record(tx, now, actor, recovered, Some(Target::from(user)), "").await
}
