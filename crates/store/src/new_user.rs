//! New accounts.

use crate::account::StoredRule;
use crate::entity::user::{ActiveModel, Model};
use crate::error::{Result, violates_unique};
use domain::{ImportId, Language, Role, Timestamp};
use sea_orm::{ActiveModelTrait, ConnectionTrait, Set};

/// The row of an account that does not exist yet.
#[derive(Debug, Clone)]
pub struct NewUser<'a> {
    /// The address as written.
    pub email: &'a str,
    /// The form of the address by which accounts are unique.
    pub email_key: String,
    /// The name as written.
    pub name: &'a str,
    /// The folded name.
    pub name_key: String,
    /// Folded name and address.
    pub search_key: String,
    /// The role.
    pub role: Role,
    /// The language.
    pub language: Language,
    /// The hash of the password, if there is one.
    pub password_hash: Option<String>,
    /// When the account is created.
    pub created_at: Timestamp,
    /// A rule on this user.
    pub rule: Option<StoredRule<'a>>,
    /// The deadline is not before this moment.
    pub comply_not_before: Option<Timestamp>,
    /// Since when the account is deactivated.
    pub disabled_at: Option<Timestamp>,
    /// The number of the import in the browser that creates it.
    pub import_id: Option<ImportId>,
}

impl From<NewUser<'_>> for ActiveModel {
    fn from(new: NewUser<'_>) -> Self {
        let rule = new.rule.as_ref();
        Self {
            email: Set(new.email.to_owned()),
            email_key: Set(new.email_key),
            name: Set(new.name.to_owned()),
            name_key: Set(new.name_key),
            search_key: Set(new.search_key),
            role: Set(new.role.into()),
            language: Set(new.language.into()),
            password_hash: Set(new.password_hash),
            created_at: Set(new.created_at.into()),
            override_rule: Set(rule.map(|made| made.rule.into())),
            override_generation: Set(rule.map(|made| made.generation)),
            override_at: Set(rule.map(|made| made.at.into())),
            override_by: Set(rule.map(|made| made.by.name.to_owned())),
            override_by_email: Set(rule.and_then(|made| made.by.email.map(str::to_owned))),
            override_reason: Set(rule.and_then(|made| made.reason.map(str::to_owned))),
            override_kind: Set(rule.and_then(|made| made.kind.map(Into::into))),
            override_until: Set(rule.and_then(|made| made.until.map(Into::into))),
            comply_not_before: Set(new.comply_not_before.map(Into::into)),
            disabled_at: Set(new.disabled_at.map(Into::into)),
            import_id: Set(new.import_id.map(Into::into)),
            ..Default::default()
        }
    }
}

/// Creates an account; nothing if its address is taken.
pub async fn insert(tx: &impl ConnectionTrait, new: NewUser<'_>) -> Result<Option<Model>> {
    match ActiveModel::from(new).insert(tx).await {
        Ok(user) => Ok(Some(user)),
        Err(error) if violates_unique(&error, "users", "email_key") => Ok(None),
        Err(error) => Err(error.into()),
    }
}
