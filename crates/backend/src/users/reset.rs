//! Taking a user's factors away, e.g. after the loss of a phone.

use crate::access::FreshAdmin;
use crate::audit::{self, Target};
use crate::context::Backend;
use crate::error::Result;
use crate::session::end_all_of;
use domain::problem::Problem;
use domain::{AuditAction, Reason, UserId};
use store::factor::remove_all;
use store::user::find;

impl Backend {
    /// Removes every factor and recovery code of a user and ends the sessions. What is required
    /// stays required: the next sign-in leads to enrolment. Only for admins who have a factor of
    /// their own; whoever must have one replaces it.
    pub async fn reset_two_factor(
        &self,
        admin: FreshAdmin<'_>,
        id: UserId,
        reason: &str,
    ) -> Result<()> {
        admin.has_own_factor()?;
        let own = admin.principal();
        if own.user() == id && own.requirement().required {
            return Err(Problem::TwoFactorRequired.into());
        }
        let reason = Reason::parse(reason)?;
        let tx = self.db.begin().await?;
        let user = find(&tx, id).await?;
        remove_all(&tx, id).await?;
        let target = Some(Target::from(&user));
        let reset = AuditAction::FactorsReset;
        let detail = reason.as_str();
        audit::record(&tx, self.now(), &admin.actor(), reset, target, detail).await?;
        end_all_of(&tx, id).await?;
        Ok(tx.commit().await?)
    }
}
