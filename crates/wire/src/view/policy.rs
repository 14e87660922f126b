//! The security page.

use domain::{Distribution, Policy, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// What the security page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// How many users have which status.
    pub distribution: Distribution,
    /// The policy in force.
    pub policy: Policy,
    /// Since when; none if it was never changed.
    pub since: Option<Timestamp>,
    /// Who changed it.
    pub by: Option<String>,
    /// What changing it would do.
    pub consequences: Consequences,
    /// The moment for which all this is true.
    pub now: Timestamp,
}

/// What a change of the policy touches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consequences {
    /// Users without a factor who would have to activate 2FA (or have to already).
    pub to_activate: u64,
    /// The first of them by name.
    pub first_to_activate: Vec<(UserId, String)>,
    /// Whether the admin who asks has a factor.
    pub own_factor: bool,
    /// Exempted users.
    pub exempt: u64,
    /// Users with an individual requirement.
    pub individual: u64,
}
