//! The security page.

use super::security::SecurityDay;
use domain::{Distribution, Named, Policy, PolicyTime, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// What the security page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// How many users have each status, service accounts apart.
    pub distribution: Distribution,
    /// How many service accounts there are.
    pub service_accounts: u64,
    /// The policy in force.
    pub policy: Policy,
    /// When it was changed; none if it never was.
    pub since: Option<Timestamp>,
    /// Who changed it.
    pub by: Option<Named>,
    /// The time that it gives, or gave when it was last made, and what its days count from.
    pub time: PolicyTime,
    /// The fields about that time, as markup that the server makes.
    pub time_fields: String,
    /// Users who have to activate 2FA and have time to.
    pub in_time: u64,
    /// Those who have none left.
    pub overdue: u64,
    /// The effects of changing it.
    pub consequences: Consequences,
    /// The last change of the policy, as long as it can be undone.
    pub last_change: Option<UndoableChange>,
    /// The security events of the last 24 hours.
    pub attempts: SecurityDay,
    /// The moment at which all this was read.
    pub now: Timestamp,
}

/// A change of the policy that can be undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoableChange {
    /// Its number.
    pub number: i64,
    /// When it was made.
    pub at: Timestamp,
    /// The moment from which it can no longer be undone.
    pub until: Timestamp,
    /// Who made it.
    pub by: Option<Named>,
    /// How many individual requirements it has lifted.
    pub lifted: u64,
    /// How many exemptions it has ended.
    pub ended: u64,
}

/// Those affected by a change of the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consequences {
    /// Users without a factor who would have to activate 2FA (or already have to).
    pub to_activate: u64,
    /// The first of them by name.
    pub first_to_activate: Vec<(UserId, String)>,
    /// Whether the requesting admin has a factor.
    pub own_factor: bool,
    /// Exempted users.
    pub exempt: u64,
    /// Users with an individual requirement.
    pub individual: u64,
    /// The first of them by name, where it would be lifted with the rule for all.
    pub first_individual: Vec<(UserId, String)>,
}
