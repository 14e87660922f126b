//! Step-up: proving the factor (without one: the password) again before a sensitive action.

use crate::access::Member;
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::session::Progress;
use crate::token::Token;
use domain::problem::Problem;
use domain::{AuditAction, Proven, SecondFactorInput};

impl Backend {
    /// Checks a proof (a code where there is a factor, else the password) and renews the session's
    /// token: for five minutes it may perform sensitive actions.
    pub async fn step_up(&self, member: Member<'_>, proof: &str) -> Result<Token> {
        let principal = member.principal();
        let (work, proven) = if principal.is_active() {
            self.prove(principal, &SecondFactorInput::parse(proof)?)
                .await?
        } else {
            let proven = self.prove_password(member, proof).await?;
            (self.begin(member.actor()).await?, proven)
        };
        let progress = Progress {
            proven: Some(proven),
            opened: false,
        };
        let token = self
            .renew(work.tx(), principal, work.now(), progress)
            .await?;
        work.commit(AuditAction::SteppedUp).await?;
        Ok(token)
    }

    async fn prove_password(&self, member: Member<'_>, password: &str) -> Result<Proven> {
        let user = store::profile::find(self.db.read(), member.principal().user())
            .await?
            .ok_or(Error::Unauthenticated)?;
        let counted = self.count_own_password(&user.email, member).await;
        let counted = self.noted(&member.actor(), counted).await?;
        let stored = user.password_hash.as_deref();
        if !self.verify_counted(&counted, password, stored).await?.right {
            return Err(Problem::CurrentPassword.into());
        }
        self.forget_wrong_passwords(&counted).await?;
        Ok(Proven::Password)
    }
}
