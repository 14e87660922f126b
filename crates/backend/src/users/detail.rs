//! The page of one user.

use super::find;
use super::list::{UserRow, row};
use crate::access::Admin;
use crate::context::Backend;
use crate::error::Result;
use crate::me::OwnFactor;
use crate::policy::rules::{load_row, rules_of};
use domain::{Policy, Timestamp, UserId};

/// Everything that the page of one user shows, but sessions and audit entries.
#[derive(Debug, Clone, PartialEq, Eq)]
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

impl Backend {
    /// The page of one user.
    pub async fn user_detail(&self, _admin: Admin<'_>, id: UserId) -> Result<UserDetail> {
        let db = self.db.read();
        let now = self.now();
        let user = find(db, id).await?;
        let policy = load_row(db).await?;
        let rules = rules_of(&policy)?;
        Ok(UserDetail {
            row: row(&user, &policy, &rules, now)?,
            created: Timestamp::from_unix(user.created_at),
            has_password: user.password_hash.is_some(),
            disabled_since: user.disabled_at.map(Timestamp::from_unix),
            group: user.group_name,
            policy: rules.policy,
            factor: self.factor_of(id).await?,
            now,
        })
    }
}
