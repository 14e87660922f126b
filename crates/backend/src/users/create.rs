//! New accounts.

use super::search_key;
use crate::access::Manager;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::rules;
use domain::fold::fold;
use domain::problem::Problem;
use domain::{
    AuditAction, DisplayName, EmailAddress, Language, NewPassword, OverrideRule, Role, Rules,
    Timestamp, UserId,
};
use sea_orm::{ActiveModelTrait, DbErr, Set};
use store::entity::user;
use store::violates_unique;

/// An account to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// The address.
    pub email: EmailAddress,
    /// The name.
    pub name: DisplayName,
    /// The role.
    pub role: Role,
    /// The language.
    pub language: Language,
    /// The group.
    pub group: Option<String>,
    /// A rule on this user.
    pub rule: Option<OverrideRule>,
}

impl NewUser {
    /// The row of the account, without password.
    pub(crate) fn row(&self, rules: &Rules, by: &str, now: Timestamp) -> user::ActiveModel {
        user::ActiveModel {
            email: Set(self.email.as_str().to_owned()),
            email_key: Set(self.email.key()),
            name: Set(self.name.as_str().to_owned()),
            name_key: Set(fold(self.name.as_str())),
            search_key: Set(search_key(self.name.as_str(), self.email.as_str())),
            role: Set(self.role.into()),
            language: Set(self.language.into()),
            group_name: Set(self.group.clone()),
            password_hash: Set(None),
            created_at: Set(now.into()),
            override_rule: Set(self.rule.map(Into::into)),
            override_generation: Set(self.rule.map(|r| rules.generation(r))),
            override_at: Set(self.rule.map(|_| now.into())),
            override_by: Set(self.rule.map(|_| by.to_owned())),
            ..Default::default()
        }
    }
}

impl Backend {
    /// Creates an account, with a password or, to be invited, without.
    pub async fn create_user(
        &self,
        manager: &Manager,
        new: NewUser,
        password: Option<&NewPassword>,
    ) -> Result<UserId> {
        let hash = match password {
            Some(password) => Some(self.hasher.hash(password).await?),
            None => None,
        };
        let work = self.begin(manager.actor().clone()).await?;
        let rules = rules::load(work.tx()).await?;
        let mut row = new.row(&rules, &work.actor().name, work.now());
        row.password_hash = Set(hash);
        let user = row.insert(work.tx()).await.map_err(taken)?;
        work.commit(Done::to(AuditAction::UserCreated, &user))
            .await?;
        Ok(*user.id)
    }
}

/// Turns the error for a duplicate address into an error of the field.
pub(crate) fn taken(error: DbErr) -> Error {
    if violates_unique(&error, "users", "email_key") {
        Problem::EmailTaken.into()
    } else {
        error.into()
    }
}
