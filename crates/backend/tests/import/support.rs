//! A separate database, and files to import.

use backend::import::{ImportError, ImportOptions, ImportReport};
use domain::UserId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use std::ops::Deref;
use std::path::Path;
use store::entity::{audit_entry, user};
use store::group::names_of;
use test_support::{Installation, operator};

pub const ORGANISATION: &str = "organisation.csv";
pub const WITH_ERRORS: &str = "organisation-with-errors.csv";
pub const HEADER: &str = "email,name,role,language,required,group\n";
pub const LEA: &str = "lea@exemple.fr,Léa,user,fr,,Support\n";
pub const HUGO: &str = "hugo@exemple.fr,Hugo,admin,de,yes,\n";

/// A separate installation.
pub struct World(Installation);

impl Deref for World {
    type Target = Installation;

    fn deref(&self) -> &Installation {
        &self.0
    }
}

impl World {
    pub async fn new() -> Self {
        Self(Installation::new().await)
    }

    pub async fn try_import(
        &self,
        file: &[u8],
        all_or_nothing: bool,
    ) -> Result<ImportReport, ImportError> {
        let options = ImportOptions {
            all_or_nothing,
            ..ImportOptions::default()
        };
        self.backend
            .import_users(&operator(), file, &options, |_| {})
            .await
    }

    pub async fn import(&self, file: impl AsRef<[u8]>) -> ImportReport {
        self.try_import(file.as_ref(), false).await.unwrap()
    }

    /// The accounts in the order of their creation.
    pub async fn users(&self) -> Vec<user::Model> {
        user::Entity::find()
            .order_by_asc(user::Column::Id)
            .all(self.db().read())
            .await
            .unwrap()
    }

    pub async fn user(&self, email: &str) -> user::Model {
        user::Entity::find()
            .filter(user::Column::Email.eq(email))
            .one(self.db().read())
            .await
            .unwrap()
            .unwrap_or_else(|| panic!("no account {email}"))
    }

    /// The groups of each user who is in one, as a cell of a file has them.
    pub async fn groups(&self) -> HashMap<UserId, String> {
        let ids: Vec<UserId> = self.users().await.iter().map(|user| *user.id).collect();
        let names = names_of(self.db().read(), &ids).await.unwrap();
        let cell = |names: Vec<String>| domain::group::cell(names.iter().map(String::as_str));
        names
            .into_iter()
            .map(|(id, names)| (id, cell(names)))
            .collect()
    }

    pub async fn imports_in_the_audit_log(&self) -> Vec<String> {
        let entries = audit_entry::Entity::find()
            .filter(audit_entry::Column::Action.eq("users-imported"))
            .all(self.db().read())
            .await
            .unwrap();
        entries.into_iter().map(|entry| entry.detail).collect()
    }
}

pub fn sample(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    std::fs::read(folder.join(name)).unwrap()
}

/// Name, role, language, groups and rule of each account, by address: what a file can set.
pub async fn said(world: &World) -> Vec<[String; 6]> {
    let (users, groups) = (world.users().await, world.groups().await);
    let mut said: Vec<_> = users
        .iter()
        .map(|u| {
            [
                u.email.clone(),
                u.name.clone(),
                u.role.to_string(),
                u.language.to_string(),
                groups.get(&u.id).cloned().unwrap_or_default(),
                u.override_rule
                    .map(|rule| rule.to_string())
                    .unwrap_or_default(),
            ]
        })
        .collect();
    said.sort();
    said
}

pub fn refusals(report: &ImportReport) -> Vec<String> {
    report.refused.iter().map(ToString::to_string).collect()
}
