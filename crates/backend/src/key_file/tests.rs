//! The key file and the database, each test on a fresh database.

use super::*;
use crate::users::NewUser;
use domain::{DisplayName, EmailAddress, Language, Role, Rules, Timestamp};
use std::path::PathBuf;
use store::entity::user;
use store::recovery_code;
use store::totp::insert_confirmed;
use tempfile::TempDir;
use test_support::TestDatabase;
use test_support::sql::execute;

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
        groups: Vec::new(),
        rule: None,
    };
    let rules = Rules::NEW;
    let row = new.row(
        &rules,
        store::account::Author::NOBODY,
        Timestamp::from_unix(0),
    );
    store::new_user::insert(db.write(), row)
        .await
        .unwrap()
        .unwrap()
}

async fn seal_a_factor(world: &World) {
    let user = a_user(&world.db).await;
    seal_a_factor_of(world, &user).await;
}

async fn seal_a_factor_of(world: &World, user: &user::Model) {
    let vault = open_vault(&world.db, &world.key).await.unwrap();
    let sealed = vault.seal(totp::PURPOSE, *user.id, b"secret");
    let (db, at) = (world.db.write(), Timestamp::from_unix(0));
    insert_confirmed(db, *user.id, sealed.unwrap(), at)
        .await
        .unwrap();
}

async fn seal_a_code(world: &World) {
    let user = a_user(&world.db).await;
    let vault = open_vault(&world.db, &world.key).await.unwrap();
    let sealed = vault.seal(recovery::PURPOSE, *user.id, b"code");
    let code = recovery_code::New {
        user: *user.id,
        prefix: "AAAA".into(),
        hash: String::new(),
        sealed: sealed.unwrap(),
        at: Timestamp::from_unix(0),
    };
    recovery_code::insert(world.db.write(), vec![code])
        .await
        .unwrap();
}

/// After a secret is sealed: the right key opens, a missing and a wrong one are told apart, and no
/// key file is created or changed.
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
    let empty = async |table| execute(world.db.write(), &format!("DELETE FROM {table}")).await;
    empty("key_checks").await;
    let elsewhere = world.key.with_extension("elsewhere");
    let missing = open_vault(&world.db, &elsewhere).await.unwrap_err();
    assert!(matches!(missing, KeyError::Missing), "{missing:?}");
    the_key_is_guarded(&world).await;
    empty("key_checks").await;
    empty("factors").await;
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
async fn a_malformed_key_file_is_an_error_of_the_file() {
    let world = world().await;
    vault::write_key_file(&world.key, "nonsense\n");
    let error = open_vault(&world.db, &world.key).await.unwrap_err();
    assert!(matches!(error, KeyError::File(KeyFileError::Form(1))));
}
