//! « Pour tous » on and off, by the use case: over HTTP an admin needs a factor and a fresh proof.

use crate::Outcome;
use crate::people::{ADMIN, PASSWORD};
use crate::place::Place;
use backend::Backend;
use backend::access::{Origin, Principal};
use backend::policy::PolicyChange;
use domain::Policy;

/// An admin with all that it takes.
#[derive(Debug)]
pub struct Ruler {
    backend: Backend,
    admin: Principal,
}

impl Ruler {
    /// Signs in.
    pub async fn sign_in(place: &Place) -> Outcome<Self> {
        let backend = place.backend().await?;
        let origin = Origin::default();
        let token = backend.sign_in(ADMIN, PASSWORD, &origin, None).await?.token;
        let admin = backend.principal(&token, origin).await?;
        let admin = Principal {
            active: true,
            fresh: true,
            ..admin.ok_or("no session")?
        };
        Ok(Self { backend, admin })
    }

    /// Changes the rule for all.
    pub async fn change(&self, policy: Policy) -> Outcome<()> {
        let change = PolicyChange {
            policy,
            end_sessions: false,
            end_exemptions: false,
        };
        let admin = self.admin.fresh_admin()?;
        self.backend.change_policy(admin, change).await?;
        Ok(())
    }
}
