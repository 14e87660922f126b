//! The key file and the database belong together: a start with the wrong one, or without it,
//! would leave every user with a factor locked out, and a new key in its place would hide why.

use crate::db::Db;
use crate::entity::{key_check, recovery_code, totp_factor};
use crate::error::{Error, Result};
use crate::factor::{recovery, store};
use crate::vault::{self, KeyFileError, Vault};
use domain::UserId;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, Set,
};
use std::path::Path;

/// Why the secrets in the database cannot be opened. Nothing has been changed.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no key file, and the database has been used with one.
    #[error(
        "it is missing, and the database has been used with one: restore it, or copy it from the machine that has it"
    )]
    Missing,
    /// The file has none of the keys with which the secrets were sealed.
    #[error(
        "it does not open what is sealed in the database: it is the key of another installation, or was not copied from the machine that has rotated the keys"
    )]
    Wrong,
    /// The file lacks one of several keys with which secrets were sealed.
    #[error(
        "it lacks a key with which some secrets in the database were sealed: restore the file that has it"
    )]
    Incomplete,
    /// The file cannot be used.
    #[error(transparent)]
    File(#[from] KeyFileError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// A sealed secret of the database.
struct Sealed {
    purpose: &'static str,
    user: UserId,
    secret: Vec<u8>,
}

/// The purpose of the value that tells whether a key belongs to the database. It is nobody's.
const CHECK: &str = "check";
const NOBODY: UserId = UserId::new(0);
/// The one row.
const ROW: i64 = 1;

/// Opens the key file of a database. On the first start, when nothing is sealed yet, it is made: of
/// several processes that start at once with a folder each, by one.
pub async fn open_vault(db: &Db, path: &Path) -> Result<Vault, KeyError> {
    if check(db.read()).await?.is_some() {
        return open_with(&one_secret_of_each_key(db.read()).await?, path);
    }
    let tx = db.begin_on(CHECK.as_bytes()).await?;
    let sealed = one_secret_of_each_key(&tx).await?;
    let vault = if sealed.is_empty() && !is_there(path)? {
        Vault::create(path)?
    } else {
        open_with(&sealed, path)?
    };
    seal_check(&tx, &vault).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(vault)
}

/// Puts a new key before the others, unless the file does not belong to the database any more: then
/// another machine has rotated the keys, and its file has to be copied here first.
pub(crate) async fn add_key(db: &Db, vault: &Vault) -> Result<(), Error> {
    let tx = db.begin_on(CHECK.as_bytes()).await?;
    if let Some(check) = check(&tx).await?
        && !opens(vault, &check)
    {
        return Err(Error::internal("rotating the keys", KeyError::Wrong));
    }
    vault
        .add_key()
        .map_err(|e| Error::internal("rotating the keys", e))?;
    seal_check(&tx, vault).await?;
    Ok(tx.commit().await?)
}

/// Whether a key file is the one of the database: it opens what was sealed last of all by whoever
/// rotated the keys.
pub(crate) async fn belongs(db: &Db, vault: &Vault) -> Result<bool, Error> {
    let check = check(db.read()).await?;
    Ok(check.is_none_or(|check| opens(vault, &check)))
}

async fn check(db: &impl ConnectionTrait) -> Result<Option<Sealed>, Error> {
    let row = key_check::Entity::find_by_id(ROW).one(db).await?;
    Ok(row.map(|row| Sealed {
        purpose: CHECK,
        user: NOBODY,
        secret: row.sealed,
    }))
}

/// Seals the check under the key of today.
async fn seal_check(db: &impl ConnectionTrait, vault: &Vault) -> Result<(), Error> {
    let row = key_check::ActiveModel {
        id: Set(ROW),
        sealed: Set(vault.seal(CHECK, NOBODY, CHECK.as_bytes())?),
    };
    let latest = OnConflict::column(key_check::Column::Id)
        .update_column(key_check::Column::Sealed)
        .to_owned();
    key_check::Entity::insert(row)
        .on_conflict(latest)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

fn is_there(path: &Path) -> Result<bool, KeyFileError> {
    Ok(path.try_exists()?)
}

fn open_with(sealed: &[Sealed], path: &Path) -> Result<Vault, KeyError> {
    if !is_there(path)? {
        return Err(KeyError::Missing);
    }
    let vault = Vault::open(path)?;
    let opened = sealed.iter().filter(|sealed| opens(&vault, sealed)).count();
    if opened == sealed.len() {
        Ok(vault)
    } else if opened == 0 {
        Err(KeyError::Wrong)
    } else {
        Err(KeyError::Incomplete)
    }
}

fn opens(vault: &Vault, sealed: &Sealed) -> bool {
    vault
        .unseal(sealed.purpose, sealed.user, &sealed.secret)
        .is_ok()
}

/// Of every key that has sealed something in a table, the latest secret: each is as good as all
/// the others, and a key that is missing is better found now than by a user at the sign-in. Read
/// from key to key, however many secrets there are.
async fn one_secret_of_each_key(db: &impl ConnectionTrait) -> Result<Vec<Sealed>> {
    let mut found = Vec::new();
    let mut after = Vec::new();
    while let Some(row) = factor_after(&after).one(db).await? {
        after = key_of(&row.sealed_secret);
        found.push(Sealed {
            purpose: store::PURPOSE,
            user: UserId::new(row.user_id),
            secret: row.sealed_secret,
        });
    }
    after.clear();
    while let Some(row) = code_after(&after).one(db).await? {
        let secret = row.sealed_code.unwrap_or_default();
        after = key_of(&secret);
        found.push(Sealed {
            purpose: recovery::PURPOSE,
            user: UserId::new(row.user_id),
            secret,
        });
    }
    found.extend(check(db).await?);
    Ok(found)
}

/// The id of the key that sealed something.
fn key_of(sealed: &[u8]) -> Vec<u8> {
    sealed.iter().take(vault::KEY_ID).copied().collect()
}

// The migration `m0025_index_sealed_keys` has the indexes for these two.

/// The latest factor that the next key has sealed.
fn factor_after(key: &[u8]) -> Select<totp_factor::Entity> {
    let id = Expr::cust("substr(sealed_secret, 1, 8)");
    totp_factor::Entity::find()
        .filter(id.clone().gt(key))
        .order_by_asc(id)
        .order_by_desc(totp_factor::Column::Id)
        .limit(1)
}

/// The latest recovery code that the next key has sealed.
fn code_after(key: &[u8]) -> Select<recovery_code::Entity> {
    let id = Expr::cust("substr(sealed_code, 1, 8)");
    recovery_code::Entity::find()
        .filter(recovery_code::Column::SealedCode.is_not_null())
        .filter(id.clone().gt(key))
        .order_by_asc(id)
        .order_by_desc(recovery_code::Column::Id)
        .limit(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::user;
    use crate::users::NewUser;
    use domain::{DisplayName, EmailAddress, Language, Policy, Role, Rules, Timestamp};
    use sea_orm::{ActiveModelTrait, DbBackend, QueryTrait};
    use std::path::PathBuf;
    use tempfile::TempDir;
    use test_database::TestDatabase;

    struct World {
        db: Db,
        key: PathBuf,
        _folder: TempDir,
        _database: TestDatabase,
    }

    async fn world() -> World {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::new();
        World {
            db: Db::open(database.url()).await.unwrap(),
            key: folder.path().join("key"),
            _folder: folder,
            _database: database,
        }
    }

    async fn a_user(db: &Db) -> user::Model {
        a_user_named(db, "lea").await
    }

    async fn a_user_named(db: &Db, name: &str) -> user::Model {
        let new = NewUser {
            email: EmailAddress::parse(&format!("{name}@exemple.fr")).unwrap(),
            name: DisplayName::parse("Léa").unwrap(),
            role: Role::User,
            language: Language::Fr,
            group: None,
            rule: None,
        };
        let rules = Rules {
            policy: Policy::Optional,
            required_generation: 0,
            exempt_generation: 0,
        };
        let row = new.row(&rules, "", Timestamp::from_unix(0));
        row.insert(db.write()).await.unwrap()
    }

    async fn seal_a_factor(world: &World) {
        let user = a_user(&world.db).await;
        seal_a_factor_of(world, &user).await;
    }

    async fn seal_a_factor_of(world: &World, user: &user::Model) {
        let vault = open_vault(&world.db, &world.key).await.unwrap();
        let sealed = vault.seal(store::PURPOSE, UserId::new(user.id), b"secret");
        totp_factor::ActiveModel {
            user_id: Set(user.id),
            sealed_secret: Set(sealed.unwrap()),
            created_at: Set(0),
            failures: Set(0),
            ..Default::default()
        }
        .insert(world.db.write())
        .await
        .unwrap();
    }

    async fn seal_a_code(world: &World) {
        let user = a_user(&world.db).await;
        let vault = open_vault(&world.db, &world.key).await.unwrap();
        let sealed = vault.seal(recovery::PURPOSE, UserId::new(user.id), b"code");
        recovery_code::ActiveModel {
            user_id: Set(user.id),
            prefix: Set("AAAA".into()),
            hash: Set(String::new()),
            sealed_code: Set(Some(sealed.unwrap())),
            created_at: Set(0),
            ..Default::default()
        }
        .insert(world.db.write())
        .await
        .unwrap();
    }

    /// After a secret is sealed: the right key opens, a missing and a wrong one are told apart,
    /// and no key file is made or changed.
    async fn the_key_is_guarded(world: &World) {
        let right = std::fs::read(&world.key).unwrap();
        assert!(open_vault(&world.db, &world.key).await.is_ok());

        std::fs::remove_file(&world.key).unwrap();
        let missing = open_vault(&world.db, &world.key).await.unwrap_err();
        assert!(matches!(missing, KeyError::Missing), "{missing:?}");
        assert!(!world.key.exists());

        Vault::create(&world.key).unwrap();
        let other = std::fs::read(&world.key).unwrap();
        let wrong = open_vault(&world.db, &world.key).await.unwrap_err();
        assert!(matches!(wrong, KeyError::Wrong), "{wrong:?}");
        assert_eq!(std::fs::read(&world.key).unwrap(), other);

        std::fs::write(&world.key, right).unwrap();
        assert!(open_vault(&world.db, &world.key).await.is_ok());
    }

    #[tokio::test]
    async fn the_first_start_makes_the_key_and_the_next_one_reads_it() {
        let world = world().await;
        open_vault(&world.db, &world.key).await.unwrap();
        let made = std::fs::read(&world.key).unwrap();
        open_vault(&world.db, &world.key).await.unwrap();
        assert_eq!(std::fs::read(&world.key).unwrap(), made);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn of_first_starts_at_once_with_a_folder_each_one_makes_the_key() {
        for _ in 0..10 {
            let world = world().await;
            let mut starts = tokio::task::JoinSet::new();
            for number in 0..4 {
                let (db, key) = (
                    world.db.clone(),
                    world.key.with_extension(number.to_string()),
                );
                starts.spawn(async move { open_vault(&db, &key).await.map(|_| key) });
            }
            let (won, lost): (Vec<_>, Vec<_>) =
                starts.join_all().await.into_iter().partition(Result::is_ok);
            assert_eq!(won.len(), 1, "{lost:?}");
            for other in lost {
                assert!(matches!(other, Err(KeyError::Missing)), "{other:?}");
            }
            let made = (0..4).filter(|n| world.key.with_extension(n.to_string()).exists());
            assert_eq!(made.count(), 1);
        }
    }

    #[tokio::test]
    async fn a_missing_or_wrong_key_is_an_error_from_the_first_start_on() {
        let world = world().await;
        open_vault(&world.db, &world.key).await.unwrap();
        the_key_is_guarded(&world).await;
    }

    #[tokio::test]
    async fn a_database_of_before_the_check_gets_it_from_the_key_that_opens_its_secrets() {
        let world = world().await;
        seal_a_factor(&world).await;
        let none = || async {
            let checks = key_check::Entity::delete_many();
            checks.exec(world.db.write()).await.unwrap();
        };
        none().await;
        let elsewhere = world.key.with_extension("elsewhere");
        let missing = open_vault(&world.db, &elsewhere).await.unwrap_err();
        assert!(matches!(missing, KeyError::Missing), "{missing:?}");
        the_key_is_guarded(&world).await;
        none().await;
        totp_factor::Entity::delete_many()
            .exec(world.db.write())
            .await
            .unwrap();
        open_vault(&world.db, &world.key).await.unwrap();
        the_key_is_guarded(&world).await;
    }

    #[tokio::test]
    async fn a_missing_or_wrong_key_is_an_error_once_a_factor_is_sealed() {
        let world = world().await;
        seal_a_factor(&world).await;
        the_key_is_guarded(&world).await;
    }

    #[tokio::test]
    async fn a_missing_or_wrong_key_is_an_error_once_a_recovery_code_is_sealed() {
        let world = world().await;
        seal_a_code(&world).await;
        the_key_is_guarded(&world).await;
    }

    #[tokio::test]
    async fn a_file_that_lacks_an_older_key_is_an_error_before_a_user_finds_out() {
        let world = world().await;
        seal_a_factor(&world).await;
        let old = std::fs::read_to_string(&world.key).unwrap();
        open_vault(&world.db, &world.key)
            .await
            .unwrap()
            .add_key()
            .unwrap();
        let both = std::fs::read_to_string(&world.key).unwrap();
        for name in ["max", "zoe"] {
            seal_a_factor_of(&world, &a_user_named(&world.db, name).await).await;
        }
        assert!(open_vault(&world.db, &world.key).await.is_ok());
        let new = both.replace(&old, "");
        for half in [&old, &new] {
            assert_ne!(half, &both);
            std::fs::write(&world.key, half).unwrap();
            let error = open_vault(&world.db, &world.key).await.unwrap_err();
            assert!(matches!(error, KeyError::Incomplete), "{error:?}");
        }
    }

    #[tokio::test]
    async fn the_keys_are_found_without_reading_what_each_has_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/plan.sqlite", folder.path().display());
        let db = Db::open(&url).await.unwrap();
        for (select, index) in [
            (
                factor_after(b"").build(DbBackend::Sqlite),
                "idx_totp_factors_key",
            ),
            (
                code_after(b"").build(DbBackend::Sqlite),
                "idx_recovery_codes_key",
            ),
        ] {
            let mut explained = select;
            explained.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
            let rows = db.read().query_all_raw(explained).await.unwrap();
            let steps: Vec<String> = rows
                .iter()
                .map(|row| row.try_get("", "detail").unwrap())
                .collect();
            assert_eq!(steps.len(), 1, "{steps:?}");
            assert!(steps[0].starts_with("SEARCH"), "{steps:?}");
            assert!(steps[0].contains(index), "{steps:?}");
        }
    }

    #[tokio::test]
    async fn a_malformed_key_file_is_an_error_of_the_file() {
        let world = world().await;
        vault::write_key_file(&world.key, "nonsense\n");
        let error = open_vault(&world.db, &world.key).await.unwrap_err();
        assert!(matches!(error, KeyError::File(KeyFileError::Form(1))));
    }
}
