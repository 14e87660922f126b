//! A database of its own, and files to import.

use backend::access::{Manager, Operator};
use backend::clock::Clock;
use backend::import::{ImportError, ImportOptions, ImportReport};
use backend::vault::Vault;
use backend::{Backend, Settings};
use domain::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::path::Path;
use store::Db;
use store::entity::{audit_entry, user};
use tempfile::TempDir;
use test_database::TestDatabase;

pub const ORGANISATION: &str = "organisation.csv";
pub const WITH_ERRORS: &str = "organisation-with-errors.csv";
pub const HEADER: &str = "email,name,role,language,required,group\n";
pub const LEA: &str = "lea@exemple.fr,Léa,user,fr,,Support\n";
pub const HUGO: &str = "hugo@exemple.fr,Hugo,admin,de,yes,\n";

pub struct World {
    pub backend: Backend,
    db: Db,
    pub _folder: TempDir,
    _database: TestDatabase,
}

impl World {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::new();
        let vault = Vault::create(&folder.path().join("key")).unwrap();
        let clock = Clock::manual(Timestamp::from_unix(1_800_000_000));
        let settings = Settings::for_tests("http://127.0.0.1:3000");
        let db = Db::open(database.url()).await.unwrap();
        Self {
            backend: Backend::new(db.clone(), vault, clock, settings).unwrap(),
            db,
            _folder: folder,
            _database: database,
        }
    }

    /// The database, behind the use cases' back.
    pub const fn db(&self) -> &Db {
        &self.db
    }

    pub async fn try_import(
        &self,
        file: &[u8],
        all_or_nothing: bool,
    ) -> Result<ImportReport, ImportError> {
        let operator = Manager::from(Operator::assume_command_line());
        let options = ImportOptions { all_or_nothing };
        self.backend
            .import_users(&operator, file, options, |_| {})
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

/// Name, role, language, group and rule of each account, by address: what a file can say.
pub fn said(users: &[user::Model]) -> Vec<[String; 6]> {
    let mut said: Vec<_> = users
        .iter()
        .map(|u| {
            let text = |t: &Option<String>| t.clone().unwrap_or_default();
            [
                u.email.clone(),
                u.name.clone(),
                u.role.to_string(),
                u.language.to_string(),
                text(&u.group_name),
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
