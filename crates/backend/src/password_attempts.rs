//! The throttle of passwords (ASVS 5.0 V6.3.1): wrong ones slow down their own network for that
//! account, and for every account once there are many. Nobody else waits, least of all the owner.

use crate::access::Origin;
use crate::context::Backend;
use crate::error::{Error, Result, throttled};
use crate::hasher::Verified;
use domain::network::network_of;
use domain::throttle::{Attempt, NETWORK_WINDOW, network_attempt, password_attempt};
use domain::{EmailAddress, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Set,
};
use sha2::{Digest, Sha256};
use store::entity::password_failure::{ActiveModel, Column, Entity, Model};

/// Seconds after which a row of failures is forgotten.
const REMEMBERED: i64 = 86_400;

/// An attempt that counts as a failure until it turns out not to be one.
#[derive(Debug)]
pub(crate) struct Counted {
    account: Vec<u8>,
    network: Vec<u8>,
}

impl Counted {
    /// The account first, wherever rows are locked: of two transactions that need both, neither
    /// holds what the other waits for.
    fn subjects(&self) -> [&[u8]; 2] {
        [&self.account, &self.network]
    }
}

impl Backend {
    /// Counts an attempt before anything is hashed, whether the account exists or not.
    pub(crate) async fn count_password(&self, email: &str, origin: &Origin) -> Result<Counted> {
        let network = network_of(&origin.address);
        let counted = Counted {
            account: subject(&network, &account_key(email)),
            network: subject(&network, ""),
        };
        let now = self.now();
        let tx = self.db.begin_on(&counted.network).await?;
        let [own, all] = read(&tx, &counted).await?;
        let refusal = refusal(wait_of(own.as_ref(), all.as_ref(), now), now);
        if refusal.is_some() {
            count_from_now(&tx, &counted, now).await?;
        } else {
            count(&tx, &counted, now).await?;
        }
        tx.commit().await?;
        refusal.map_or(Ok(counted), Err)
    }

    /// The password was right: the count of its network for this account is reset.
    pub(crate) async fn forget_wrong_passwords(&self, counted: &Counted) -> Result<()> {
        let tx = self.db.begin_on(&counted.network).await?;
        forget(&tx, counted).await?;
        Ok(tx.commit().await?)
    }

    /// Compares a password whose attempt has been counted; one that could not be checked was no
    /// attempt.
    pub(crate) async fn verify_counted(
        &self,
        counted: &Counted,
        typed: &str,
        stored: Option<&str>,
    ) -> Result<Verified> {
        let verified = self.hasher.verify(typed, stored).await;
        if verified.is_err() {
            let tx = self.db.begin_on(&counted.network).await?;
            one_less(&tx, &counted.account).await?;
            one_less(&tx, &counted.network).await?;
            tx.commit().await?;
        }
        verified
    }
}

/// The same in a transaction that changes more: each of its statements is correct by itself,
/// concurrently with attempts that are being counted.
pub(crate) async fn forget(tx: &impl ConnectionTrait, counted: &Counted) -> Result<()> {
    Entity::delete_many()
        .filter(Column::Subject.eq(counted.account.as_slice()))
        .exec(tx)
        .await?;
    one_less(tx, &counted.network).await
}

/// Deletes the rows without a failure for a day. Rows that another transaction has locked are left
/// for the next time: a transaction that waits for no lock cannot be part of a deadlock.
pub(crate) async fn forget_old(db: &impl ConnectionTrait, now: Timestamp) -> Result<u64> {
    let old = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::LastFailureAt.lt(now.plus(-REMEMBERED).unix()))
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_query();
    let deleted = Entity::delete_many()
        .filter(Column::Id.in_subquery(old))
        .exec(db)
        .await?;
    Ok(deleted.rows_affected)
}

/// Inputs that cannot be the address of an account share one counter: such an input may be a
/// password typed into the wrong field, of which not even a hash should stay.
fn account_key(email: &str) -> String {
    // Of the key that finds the account: another spelling is the same account.
    let key = EmailAddress::key_of(email);
    if EmailAddress::has_form(&key) {
        key
    } else {
        "@".to_owned()
    }
}

fn subject(network: &str, account: &str) -> Vec<u8> {
    Sha256::digest(format!("{network}\n{account}")).to_vec()
}

fn wait_of(own: Option<&Model>, all: Option<&Model>, now: Timestamp) -> Attempt {
    let own = own.map_or(Attempt::Allowed, |row| {
        let last = *row.last_failure_at;
        password_attempt(row.failures, Some(last), now)
    });
    match (own, all) {
        (Attempt::Allowed, Some(row)) => network_attempt(
            row.failures,
            *row.first_failure_at,
            *row.last_failure_at,
            now,
        ),
        _ => own,
    }
}

fn refusal(attempt: Attempt, now: Timestamp) -> Option<Error> {
    match attempt {
        Attempt::Allowed => None,
        Attempt::Wait(until) => Some(throttled(until, now)),
        Attempt::Disabled => Some(Error::internal("counting passwords", "they never lock")),
    }
}

/// After the clock was set back, delays are counted from now: once, not again and again until the
/// clock has caught up.
async fn count_from_now(
    tx: &impl ConnectionTrait,
    counted: &Counted,
    now: Timestamp,
) -> Result<()> {
    for subject in counted.subjects() {
        for moment in [Column::FirstFailureAt, Column::LastFailureAt] {
            Entity::update_many()
                .col_expr(moment, Expr::value(now.unix()))
                .filter(Column::Subject.eq(subject))
                .filter(moment.gt(now.unix()))
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}

/// The row of the account and that of the network.
async fn read(tx: &impl ConnectionTrait, counted: &Counted) -> Result<[Option<Model>; 2]> {
    let subjects = counted.subjects();
    let rows = Entity::find()
        .filter(Column::Subject.is_in(subjects))
        .all(tx)
        .await?;
    Ok(subjects.map(|subject| rows.iter().find(|row| row.subject == subject).cloned()))
}

/// Counts one more for the account and for the network; if its hour is over, another one begins.
async fn count(tx: &impl ConnectionTrait, counted: &Counted, now: Timestamp) -> Result<()> {
    let row = |subject: &[u8]| ActiveModel {
        subject: Set(subject.to_vec()),
        failures: Set(1),
        first_failure_at: Set(now.into()),
        last_failure_at: Set(now.into()),
        ..Default::default()
    };
    let present = |column| Expr::col((Entity, column));
    let is_over = present(Column::Subject)
        .eq(counted.network.as_slice())
        .and(present(Column::FirstFailureAt).lte(now.plus(-NETWORK_WINDOW).unix()));
    let begun = Expr::case(is_over.clone(), now.unix()).finally(present(Column::FirstFailureAt));
    let failures = Expr::case(is_over, 1).finally(present(Column::Failures).add(1));
    let one_more = OnConflict::column(Column::Subject)
        .value(Column::Failures, failures)
        .value(Column::FirstFailureAt, begun)
        .value(Column::LastFailureAt, now.unix())
        .to_owned();
    Entity::insert_many(counted.subjects().map(row))
        .on_conflict(one_more)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

async fn one_less(tx: &impl ConnectionTrait, subject: &[u8]) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Failures, Expr::col(Column::Failures).sub(1))
        .filter(Column::Subject.eq(subject))
        .filter(Column::Failures.gt(0))
        .exec(tx)
        .await?;
    Ok(())
}
