//! The table of users and the page of one user.

use super::account::OwnFactor;
use crate::cursor::RowKey;
use domain::{Distribution, Language, Policy, Role, Rule, Timestamp, TwoFactorStatus, UserId};
use serde::{Deserialize, Serialize};

/// One row of the table, with what its tooltip says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UserRow {
    /// The user.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The role.
    pub role: Role,
    /// The language.
    pub language: Language,
    /// The last complete sign-in.
    pub last_sign_in: Option<Timestamp>,
    /// Whether the account is deactivated.
    pub disabled: bool,
    /// What the shield shows.
    pub status: TwoFactorStatus,
    /// The rule that decided about the requirement.
    pub rule: Rule,
    /// Since when that rule is as it is; none for a policy that was never changed.
    pub rule_since: Option<Timestamp>,
    /// Who made the rule.
    pub rule_by: Option<String>,
    /// Why the user is exempt, if that was said.
    pub rule_reason: Option<String>,
    /// The moment from which the rule no longer holds, if it ends by itself.
    pub rule_until: Option<Timestamp>,
    /// Since when 2FA is active.
    pub active_since: Option<Timestamp>,
}

/// One page of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserPage {
    /// The rows, at most fifty.
    pub rows: Vec<UserRow>,
    /// How many users the filters let through, on all pages.
    pub total: u64,
    /// How many users have which status, with every filter but the one by status.
    pub counts: Distribution,
    /// The places of the first and the last row, from which the pages beside this one are read.
    pub ends: Option<(RowKey, RowKey)>,
    /// The moment for which all this is true.
    pub now: Timestamp,
}

/// Everything that the page of one user shows, but sessions and audit entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDetail {
    /// What the table shows too.
    pub row: UserRow,
    /// The group as imported.
    pub group: Option<String>,
    /// When the account was created.
    pub created: Timestamp,
    /// Whether a password has been chosen.
    pub has_password: bool,
    /// Since when the account is deactivated.
    pub disabled_since: Option<Timestamp>,
    /// The policy, for the hint beside the checkbox.
    pub policy: Policy,
    /// The second factor, if there is one.
    pub factor: Option<OwnFactor>,
    /// The moment for which all this is true.
    pub now: Timestamp,
}
