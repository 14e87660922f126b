//! Removing a user's factors, e.g. after the loss of a phone.

use crate::access::FreshAdmin;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::Result;
use crate::link::end_one_time_rights;
use crate::session::end_all_of;
use domain::problem::Problem;
use domain::{AuditAction, AuditDetail, Reason, UserId};
use store::factor::remove_all;
use store::user::find;

impl Backend {
    /// Removes every factor and recovery code of a user and ends the sessions. A requirement stays
    /// in force: the next sign-in leads to enrolment. Only for admins with a factor, and not for
    /// their own account if it must have one: they replace it.
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
        let work = self.begin(admin.actor()).await?;
        let user = find(work.tx(), id).await?;
        remove_all(work.tx(), id).await?;
        end_all_of(work.tx(), id).await?;
        end_one_time_rights(work.tx(), id).await?;
        let reset = Done::to(AuditAction::FactorsReset, &user);
        let reason = AuditDetail::Reason(reason.as_str().to_owned());
        work.commit(reset.with(reason)).await
    }
}
