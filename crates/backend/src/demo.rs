//! A sample organisation in which many have activated 2FA already.

use crate::access::Manager;
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::factor::recovery::insert_of_nobody;
use crate::factor::totp::PURPOSE;
use crate::factor::totp::SECRET_LENGTH;
use crate::import::{ImportError, ImportOptions, ImportReport, import_within};
use crate::token::random;
use domain::{Timestamp, UserId};
use std::io::Read;
use store::account::is_any;
use store::demo::{is_marked, list_untouched, mark, set_signed_in};
use store::factor::set_active_since;
use store::{Connection, commit, totp};

const DAY: i64 = 86_400;
/// Over how many days the activations are spread.
const DAYS: i64 = 60;
/// Of a hundred users, how many have activated 2FA.
const SHARE: i64 = 70;
const CHUNK: usize = 500;

/// Why nothing was done with sample data. Nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// There are users, and they may be real.
    #[error(
        "this database has users and was not filled with sample data: fill an empty one (for ./data-demo of an earlier version: delete the folder)"
    )]
    NotEmpty,
    /// Nothing says that its users are not real.
    #[error(
        "this database was not filled with sample data: its users would get factors that nobody holds; fill an empty one with `bouclier demo fill FILE`"
    )]
    NotDemo,
    /// The sample data cannot be imported.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The database failed.
    #[error(transparent)]
    Backend(#[from] Error),
}

impl From<store::Error> for DemoError {
    fn from(error: store::Error) -> Self {
        Self::Backend(error.into())
    }
}

impl Backend {
    /// Imports a sample organisation into an empty database and marks it, in one change. A database that is marked already takes
    /// what it lacks of the file.
    pub async fn fill_demo(
        &self,
        manager: &Manager,
        reader: impl Read + Send,
    ) -> Result<ImportReport, DemoError> {
        let work = self.begin(manager.actor().clone()).await?;
        if !is_marked(work.tx()).await? {
            if is_any(work.tx()).await? {
                return Err(DemoError::NotEmpty);
            }
            mark(work.tx(), work.now()).await?;
        }
        Ok(import_within(work, reader, &ImportOptions::default(), |_| {}).await?)
    }

    /// Gives about 70 % of the users without a password a factor that nobody holds, spread over the
    /// last 60 days, with recovery codes that no code matches, and a password that nobody knows. Users with a password are left alone: their
    /// accounts are there to be used. So are those with a role: an admin whom nobody can be would
    /// count as one who can sign in. A second call changes nothing. Refused where the database is not
    /// marked as sample data: invited people would be locked out. Returns how many were activated.
    pub async fn activate_demo(&self, _manager: &Manager) -> Result<usize, DemoError> {
        let now = self.now();
        let tx = self.db.begin().await?;
        if !is_marked(&tx).await? {
            return Err(DemoError::NotDemo);
        }
        let users = list_untouched(&tx).await?;
        let chosen: Vec<UserId> = users
            .into_iter()
            .filter(|id| draw(*id, 0, 100) < SHARE)
            .collect();
        // One for all of them, since nothing matches it.
        let hash = self.hasher.hash_of_nobody();
        for ids in chosen.chunks(CHUNK) {
            activate(self, &tx, ids, hash, now).await?;
        }
        commit(tx).await?;
        Ok(chosen.len())
    }
}

async fn activate(
    backend: &Backend,
    tx: &impl Connection,
    ids: &[UserId],
    hash: &str,
    now: Timestamp,
) -> Result<()> {
    for id in ids {
        let since = activated_at(*id, now);
        let secret = zeroize::Zeroizing::new(random::<SECRET_LENGTH>()?);
        let sealed = backend.vault.seal(PURPOSE, *id, secret.as_slice())?;
        totp::insert_confirmed(tx, *id, sealed, since).await?;
        set_active_since(tx, *id, Some(since)).await?;
        insert_of_nobody(backend, tx, *id, since).await?;
        let signed_in = since.plus(draw(*id, 2, now.since(since).max(1)));
        let created = now.plus(-(DAYS + 1) * DAY);
        set_signed_in(tx, *id, hash, signed_in, created).await?;
    }
    Ok(())
}

fn activated_at(id: UserId, now: Timestamp) -> Timestamp {
    now.plus(-draw(id, 1, DAYS * DAY))
}

/// A number below `limit` that looks random and is always the same for a user and a `purpose` (the
/// finaliser of `SplitMix64`).
fn draw(id: UserId, purpose: u64, limit: i64) -> i64 {
    let mut x = id.get().unsigned_abs().wrapping_add(purpose << 48);
    x = (x ^ x >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ x >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    i64::try_from((x ^ x >> 31) >> 1).map_or(0, |x| x % limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;
    use crate::access::Operator;
    use crate::clock::Clock;
    use crate::factor::recovery::SET;
    use crate::vault::Vault;
    use store::Db;
    use store::account::list_after;
    use store::entity::user;
    use store::factor::count_unused_recovery_codes;
    use store::totp::confirmed;
    use test_support::TestDatabase;
    use test_support::sql::execute;

    #[test]
    fn about_seventy_of_a_hundred_users_are_chosen() {
        let chosen = (1..=1_200).filter(|id| draw(UserId::new(*id), 0, 100) < SHARE);
        assert!((800..=880).contains(&chosen.count()));
    }

    #[test]
    fn activations_are_spread_over_the_days_before_now() {
        let now = Timestamp::from_unix(1_000_000_000);
        let ages: Vec<i64> = (1..=1_200)
            .map(|id| now.since(activated_at(UserId::new(id), now)) / DAY)
            .collect();
        for day in 0..DAYS {
            let on = ages.iter().filter(|age| **age == day).count();
            assert!((5..=40).contains(&on), "{on} on day {day}");
        }
    }

    async fn empty() -> (TestDatabase, Backend, Manager) {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::new();
        let vault = Vault::create(&folder.path().join("key")).unwrap();
        let clock = Clock::manual(Timestamp::from_unix(1_800_000_000));
        let settings = Settings::new("http://127.0.0.1:3000");
        let db = Db::open(database.url()).await.unwrap();
        let backend = Backend::new(db, vault, clock, settings).unwrap();
        (database, backend, Operator::assume_command_line().into())
    }

    async fn organisation(rows: u32) -> (TestDatabase, Backend, Manager) {
        let (database, backend, manager) = empty().await;
        let rows = (0..rows).map(|i| format!("u{i}@exemple.fr,U {i},user,fr"));
        let header = "email,name,role,language".to_owned();
        let file = [header]
            .into_iter()
            .chain(rows)
            .collect::<Vec<_>>()
            .join("\n");
        backend.fill_demo(&manager, file.as_bytes()).await.unwrap();
        (database, backend, manager)
    }

    async fn users(backend: &Backend) -> Vec<user::Model> {
        let (db, none) = (backend.db.read(), UserId::new(0));
        list_after(db, none, 10_000).await.unwrap()
    }

    #[tokio::test]
    async fn activating_twice_changes_nothing_the_second_time() {
        let (_database, backend, manager) = organisation(600).await;
        let activated = backend.activate_demo(&manager).await.unwrap();
        assert!((380..=460).contains(&activated), "{activated}");
        let after = users(&backend).await;
        let active = after.iter().filter(|u| u.two_factor_since.is_some());
        assert_eq!(active.count(), activated);
        assert_eq!(backend.activate_demo(&manager).await.unwrap(), 0);
        assert_eq!(users(&backend).await, after);
    }

    #[tokio::test]
    async fn each_activated_user_has_a_confirmed_factor_and_plausible_moments() {
        let (_database, backend, manager) = organisation(100).await;
        backend.activate_demo(&manager).await.unwrap();
        let now = backend.now();
        for user in users(&backend).await {
            let Some(since) = user.two_factor_since else {
                continue;
            };
            let hash = backend.hasher.hash_of_nobody();
            assert_eq!(user.password_hash.as_deref(), Some(hash));
            let signed_in = user.last_sign_in_at.unwrap();
            assert!(*user.created_at < *since && since <= signed_in && *signed_in <= now);
            let id = *user.id;
            let factor = confirmed(backend.db.read(), id).await.unwrap().unwrap();
            let secret = backend.vault.unseal(PURPOSE, id, &factor.sealed_secret);
            assert_eq!(secret.unwrap().len(), SECRET_LENGTH);
            let codes = count_unused_recovery_codes(backend.db.read(), id).await;
            assert_eq!(codes.unwrap(), SET as u64);
        }
    }

    #[tokio::test]
    async fn an_admin_whom_nobody_can_be_gets_no_password() {
        let (_database, backend, manager) = organisation(100).await;
        execute(backend.db.write(), "UPDATE users SET role = 'admin'").await;
        assert_eq!(backend.activate_demo(&manager).await.unwrap(), 0);
    }

    const ROW: &[u8] = b"email,name,role,language\nlea@exemple.fr,Lea,user,fr\n";

    #[tokio::test]
    async fn attack_37_only_the_users_of_sample_data_get_factors_that_nobody_holds() {
        let (_database, backend, manager) = empty().await;
        backend
            .import_users(&manager, ROW, &ImportOptions::default(), |_| {})
            .await
            .unwrap();
        let before = users(&backend).await;
        let refused = backend.activate_demo(&manager).await;
        assert!(matches!(refused, Err(DemoError::NotDemo)), "{refused:?}");
        let refused = backend.fill_demo(&manager, ROW).await;
        assert!(matches!(refused, Err(DemoError::NotEmpty)), "{refused:?}");
        let refused = backend.activate_demo(&manager).await;
        assert!(matches!(refused, Err(DemoError::NotDemo)), "{refused:?}");
        assert_eq!(users(&backend).await, before);
    }

    #[tokio::test]
    async fn attack_37_a_file_that_cannot_be_read_leaves_no_mark_on_an_empty_database() {
        let (_database, backend, manager) = empty().await;
        let refused = backend.fill_demo(&manager, &b"email,name\n"[..]).await;
        assert!(matches!(refused, Err(DemoError::Import(_))), "{refused:?}");
        let refused = backend.activate_demo(&manager).await;
        assert!(matches!(refused, Err(DemoError::NotDemo)), "{refused:?}");
    }

    #[tokio::test]
    async fn a_marked_database_is_filled_again_without_a_change_and_keeps_further_users() {
        let (_database, backend, manager) = organisation(3).await;
        let more = backend.fill_demo(&manager, ROW).await.unwrap();
        assert_eq!(more.created, 1);
        let again = backend.fill_demo(&manager, ROW).await.unwrap();
        assert_eq!((again.created, again.already_there), (0, 1));
        assert_eq!(users(&backend).await.len(), 4);
    }

    #[tokio::test]
    async fn a_user_with_a_password_is_left_alone() {
        let (_database, backend, manager) = organisation(100).await;
        execute(
            backend.db.write(),
            "UPDATE users SET password_hash = 'hash'",
        )
        .await;
        assert_eq!(backend.activate_demo(&manager).await.unwrap(), 0);
    }
}
