//! A sample organisation in which many have activated 2FA already.

use crate::access::Manager;
use crate::context::Backend;
use crate::error::Result;
use crate::factor::totp::PURPOSE;
use crate::factor::totp::SECRET_LENGTH;
use crate::token::random;
use domain::{Timestamp, UserId};
use store::demo::{list_untouched, set_moments};
use store::factor::set_active_since;
use store::{Connection, commit, totp};

const DAY: i64 = 86_400;
/// Over how many days the activations are spread.
const DAYS: i64 = 60;
/// Of a hundred users, how many have activated 2FA.
const SHARE: i64 = 70;
const CHUNK: usize = 500;

impl Backend {
    /// Gives about 70 % of the users without a password a factor that nobody holds, spread over the
    /// last 60 days. Users with a password are left alone: their accounts are there to be used. A
    /// second call changes nothing. Returns how many were activated.
    pub async fn activate_demo(&self, _manager: &Manager) -> Result<usize> {
        let now = self.now();
        let tx = self.db.begin().await?;
        let users = list_untouched(&tx).await?;
        let chosen: Vec<UserId> = users
            .into_iter()
            .filter(|id| draw(*id, 0, 100) < SHARE)
            .collect();
        for ids in chosen.chunks(CHUNK) {
            activate(self, &tx, ids, now).await?;
        }
        commit(tx).await?;
        Ok(chosen.len())
    }
}

async fn activate(
    backend: &Backend,
    tx: &impl Connection,
    ids: &[UserId],
    now: Timestamp,
) -> Result<()> {
    for id in ids {
        let since = activated_at(*id, now);
        let secret = zeroize::Zeroizing::new(random::<SECRET_LENGTH>()?);
        let sealed = backend.vault.seal(PURPOSE, *id, secret.as_slice())?;
        totp::insert_confirmed(tx, *id, sealed, since).await?;
        set_active_since(tx, *id, Some(since)).await?;
        let signed_in = since.plus(draw(*id, 2, now.since(since).max(1)));
        let created = now.plus(-(DAYS + 1) * DAY);
        set_moments(tx, *id, signed_in, created).await?;
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
    use crate::import::ImportOptions;
    use crate::vault::Vault;
    use sea_orm::EntityTrait;
    use sea_orm::sea_query::Expr;
    use store::Db;
    use store::entity::user;
    use store::totp::confirmed;
    use test_support::TestDatabase;

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

    async fn organisation(rows: u32) -> (TestDatabase, Backend, Manager) {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::new();
        let vault = Vault::create(&folder.path().join("key")).unwrap();
        let clock = Clock::manual(Timestamp::from_unix(1_800_000_000));
        let settings = Settings::new("http://127.0.0.1:3000");
        let db = Db::open(database.url()).await.unwrap();
        let backend = Backend::new(db, vault, clock, settings).unwrap();
        let manager = Manager::from(Operator::assume_command_line());
        let rows = (0..rows).map(|i| format!("u{i}@exemple.fr,U {i},user,fr"));
        let header = "email,name,role,language".to_owned();
        let file = [header]
            .into_iter()
            .chain(rows)
            .collect::<Vec<_>>()
            .join("\n");
        backend
            .import_users(&manager, file.as_bytes(), ImportOptions::default(), |_| {})
            .await
            .unwrap();
        (database, backend, manager)
    }

    async fn users(backend: &Backend) -> Vec<user::Model> {
        user::Entity::find().all(backend.db.read()).await.unwrap()
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
            let signed_in = user.last_sign_in_at.unwrap();
            assert!(*user.created_at < *since && since <= signed_in && *signed_in <= now);
            let id = *user.id;
            let factor = confirmed(backend.db.read(), id).await.unwrap().unwrap();
            let secret = backend.vault.unseal(PURPOSE, id, &factor.sealed_secret);
            assert_eq!(secret.unwrap().len(), SECRET_LENGTH);
        }
    }

    #[tokio::test]
    async fn whoever_has_a_password_is_left_alone() {
        let (_database, backend, manager) = organisation(100).await;
        user::Entity::update_many()
            .col_expr(user::Column::PasswordHash, Expr::value("hash"))
            .exec(backend.db.write())
            .await
            .unwrap();
        assert_eq!(backend.activate_demo(&manager).await.unwrap(), 0);
    }
}
