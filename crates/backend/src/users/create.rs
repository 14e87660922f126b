//! New accounts.

use crate::access::Manager;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::Result;
use crate::membership::{KnownGroups, join};
use crate::rules;
use domain::exemption::FROM_FILE;
use domain::fold::{fold, search_key};
use domain::problem::Problem;
use domain::{
    AuditAction, AuditDetail, DisplayName, EmailAddress, ExemptionKind, GroupName, Language,
    NewPassword, OverrideRule, Role, Rules, Timestamp, UserId,
};
use store::account::{Author, StoredRule};
use store::new_user::{self, insert};

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
    /// The groups; those that do not exist are created.
    pub groups: Vec<GroupName>,
    /// A rule on this user.
    pub rule: Option<OverrideRule>,
}

impl NewUser {
    /// The row of the account, without password.
    pub(crate) fn row<'a>(
        &'a self,
        rules: &Rules,
        by: Author<'a>,
        now: Timestamp,
    ) -> new_user::NewUser<'a> {
        new_user::NewUser {
            email: self.email.as_str(),
            email_key: self.email.key(),
            name: self.name.as_str(),
            name_key: fold(self.name.as_str()),
            search_key: search_key(self.name.as_str(), self.email.as_str()),
            role: self.role,
            language: self.language,
            password_hash: None,
            created_at: now,
            rule: self.rule.map(|rule| StoredRule {
                rule,
                generation: rules.generation(rule),
                at: now,
                by,
                until: None,
                reason: (rule == OverrideRule::Exempt).then_some(FROM_FILE),
                kind: (rule == OverrideRule::Exempt).then_some(ExemptionKind::ForGood),
                suspended: None,
            }),
            comply_not_before: None,
            disabled_at: None,
            import_id: None,
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
        let mut row = new.row(&rules, work.actor().author(), work.now());
        row.password_hash = hash;
        let user = insert(work.tx(), row).await?.ok_or(Problem::EmailTaken)?;
        work.record(Done::to(AuditAction::UserCreated, &user))
            .await?;
        if !new.groups.is_empty() {
            let mut known = KnownGroups::load(work.tx()).await?;
            for joined in join(&work, &mut known, &[(*user.id, &new.groups)]).await? {
                let detail = AuditDetail::Group(joined.group);
                let added = Done::to(AuditAction::MemberAdded, &user);
                work.record(added.with(detail)).await?;
            }
        }
        work.commit_unrecorded().await?;
        Ok(*user.id)
    }
}
