//! The key file and the database belong together: a start with the wrong one, or without it,
//! would leave every user with a factor locked out, and a new key in its place would hide why.

use crate::db::Db;
use crate::entity::{recovery_code, totp_factor};
use crate::error::{Error, Result};
use crate::factor::{recovery, store};
use crate::vault::{KeyFileError, Vault};
use domain::UserId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::path::Path;

/// Why the secrets in the database cannot be opened. Nothing has been changed.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no key file, and the database has secrets sealed with one.
    #[error("it is missing, and the database has secrets that only this key opens: restore it")]
    Missing,
    /// The file has none of the keys with which the secrets were sealed.
    #[error("it does not open the secrets in the database: it is the key of another installation")]
    Wrong,
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

/// Opens the key file of a database. On the first start, when nothing is sealed yet, it is made.
pub async fn open_vault(db: &Db, path: &Path) -> Result<Vault, KeyError> {
    let sealed = a_sealed_secret(db).await?;
    if !path.try_exists().map_err(KeyFileError::Io)? {
        return match sealed {
            Some(_) => Err(KeyError::Missing),
            None => Ok(Vault::create(path)?),
        };
    }
    let vault = Vault::open(path)?;
    match sealed {
        Some(sealed) if !opens(&vault, &sealed) => Err(KeyError::Wrong),
        _ => Ok(vault),
    }
}

fn opens(vault: &Vault, sealed: &Sealed) -> bool {
    vault
        .unseal(sealed.purpose, sealed.user, &sealed.secret)
        .is_ok()
}

/// The latest sealed secret: one is enough, since all were sealed with keys of one file.
async fn a_sealed_secret(db: &Db) -> Result<Option<Sealed>> {
    let factor = totp_factor::Entity::find()
        .order_by_desc(totp_factor::Column::Id)
        .one(db.read())
        .await?;
    if let Some(row) = factor {
        return Ok(Some(Sealed {
            purpose: store::PURPOSE,
            user: UserId::new(row.user_id),
            secret: row.sealed_secret,
        }));
    }
    let code = recovery_code::Entity::find()
        .filter(recovery_code::Column::SealedCode.is_not_null())
        .order_by_desc(recovery_code::Column::Id)
        .one(db.read())
        .await?;
    Ok(code.and_then(|row| {
        Some(Sealed {
            purpose: recovery::PURPOSE,
            user: UserId::new(row.user_id),
            secret: row.sealed_code?,
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::user;
    use crate::users::NewUser;
    use domain::{DisplayName, EmailAddress, Language, Policy, Role, Rules, Timestamp};
    use sea_orm::{ActiveModelTrait, Set};
    use std::path::PathBuf;
    use tempfile::TempDir;

    struct World {
        db: Db,
        key: PathBuf,
        _folder: TempDir,
    }

    async fn world() -> World {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("db.sqlite").display());
        World {
            db: Db::open(&url).await.unwrap(),
            key: folder.path().join("key"),
            _folder: folder,
        }
    }

    async fn a_user(db: &Db) -> user::Model {
        let new = NewUser {
            email: EmailAddress::parse("lea@exemple.fr").unwrap(),
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
    async fn a_malformed_key_file_is_an_error_of_the_file() {
        let world = world().await;
        std::fs::write(&world.key, "nonsense\n").unwrap();
        let error = open_vault(&world.db, &world.key).await.unwrap_err();
        assert!(matches!(error, KeyError::File(KeyFileError::Form(1))));
    }
}
