//! Turning « Pour tous » on and off, by the use case: over HTTP an admin needs a factor and a fresh
//! proof.

use crate::Outcome;
use crate::instance::Instance;
use crate::people::enrol;
use backend::Backend;
use backend::access::{Origin, Principal};
use backend::policy::PolicyChange;
use domain::{Policy, Role};

/// An admin with everything that the change requires.
#[derive(Debug)]
pub struct Ruler {
    backend: Backend,
    admin: Principal,
}

impl Ruler {
    /// A separate admin, with a factor that was just proven.
    pub async fn sign_in(instance: &Instance) -> Outcome<Self> {
        let backend = instance.backend().await?;
        let origin = Origin::default();
        let person = enrol(&backend, "ruler", Role::Admin).await?;
        let admin = backend.principal(&person.token, origin).await?;
        let admin = admin.ok_or("no session")?;
        Ok(Self { backend, admin })
    }

    /// Changes the policy.
    pub async fn change(&self, policy: Policy) -> Outcome<()> {
        let change = PolicyChange {
            policy,
            end_sessions: false,
            end_exemptions: false,
            keep_individual: false,
            grace: domain::Grace::None,
            keep_announced: false,
        };
        let admin = self.admin.fresh_admin()?;
        self.backend.change_policy(admin, change).await?;
        Ok(())
    }
}
