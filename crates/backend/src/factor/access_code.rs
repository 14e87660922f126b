//! One-time access codes: an admin gives one to a user whose phone is lost. It replaces the second
//! factor once, within an hour, and leads to the enrolment of a new one.

use crate::access::{Actor, FreshHelper};
use crate::audit::{Done, UnitOfWork};
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::handover::hand_over;
use crate::support::find_to_help;
use crate::token::random;
use data_encoding::BASE32_NOPAD;
use domain::problem::Problem;
use domain::{AccessCode, AuditAction, Means, ProofKind, SessionId, Timestamp, UserId};
use std::fmt;
use store::entity::user;
use store::factor::{is_confirmed, remove_access_code};
use store::factor_attempt::forget;
use store::handover::giver;
use store::session::{end_replacing, note_giver};
use store::{Connection, access_code};

/// Seconds for which a code is valid.
pub const LIFETIME: i64 = 3_600;

/// A code, shown to the admin once.
#[derive(Clone)]
pub struct GivenCode {
    /// The code in groups of four.
    pub code: String,
    /// When it expires.
    pub expires: Timestamp,
}

impl fmt::Debug for GivenCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GivenCode(…, {:?})", self.expires)
    }
}

impl Backend {
    /// Makes a code for a user who has a factor, or whose factor was reset; an earlier one stops working. Only for those who
    /// have a factor of their own, and for others only.
    pub async fn give_access_code(
        &self,
        helper: impl Into<FreshHelper<'_>>,
        id: UserId,
    ) -> Result<GivenCode> {
        let helper = helper.into();
        helper.has_own_factor()?;
        if helper.principal().user() == id {
            return Err(Problem::OwnAccount.into());
        }
        let prepared = prepare(self).await?;
        let given = self.give_prepared(helper.actor(), id, prepared).await;
        self.noted(&helper.actor(), given).await
    }

    async fn give_prepared(
        &self,
        actor: Actor,
        id: UserId,
        prepared: Prepared,
    ) -> Result<GivenCode> {
        let work = self.begin(actor).await?;
        let user = find_to_help(&work, id).await?;
        if user.reset_proof.is_none() && !is_confirmed(work.tx(), id).await? {
            return Err(Problem::NoFactor.into());
        }
        let given = give(&work, &user, prepared).await?;
        work.commit_unrecorded().await?;
        Ok(given)
    }
}

/// A new code with its hash.
pub(crate) struct Prepared {
    code: AccessCode,
    hash: String,
}

/// Makes a code. Hashing takes time: call it outside a transaction.
pub(crate) async fn prepare(backend: &Backend) -> Result<Prepared> {
    let code = from_bytes(random()?)?;
    let hash = backend.hasher.hash_secret(code.as_str().to_owned()).await?;
    Ok(Prepared { code, hash })
}

/// Stores a code in place of an earlier one, with its entry. What an earlier one has opened ends, too.
pub(crate) async fn give(
    work: &UnitOfWork,
    user: &user::Model,
    prepared: Prepared,
) -> Result<GivenCode> {
    let (tx, now, id) = (work.tx(), work.now(), *user.id);
    hand_over(work, user, Means::AccessCode).await?;
    remove_access_code(tx, id).await?;
    end_replacing(tx, id).await?;
    forget(tx, id, ProofKind::AccessCode).await?;
    let expires = now.plus(LIFETIME);
    let row = access_code::New {
        user: id,
        hash: prepared.hash,
        at: now,
        expires,
        giver: work.actor().giver(),
    };
    access_code::insert(tx, row).await?;
    work.record(Done::to(AuditAction::AccessCodeGiven, user))
        .await?;
    Ok(GivenCode {
        code: prepared.code.grouped(),
        expires,
    })
}

/// The row of a matching code. Without a code the same work is done.
pub(crate) async fn check(
    backend: &Backend,
    user: UserId,
    code: &AccessCode,
    now: Timestamp,
) -> Result<Option<i64>> {
    let row = access_code::find_valid(backend.db.read(), user, now).await?;
    let hash = row.as_ref().map(|r| r.hash.as_str());
    let right = backend.hasher.verify(code.as_str(), hash).await?.right;
    Ok(row.filter(|_| right).map(|row| row.id))
}

/// Uses up a code in one statement, so that one of several simultaneous attempts wins; returns whether this one did. The session
/// notes who gave it.
pub(crate) async fn consume(tx: &impl Connection, row: i64, session: SessionId) -> Result<bool> {
    let found = access_code::find(tx, row).await?;
    let given = found.and_then(|row| giver(row.given_by_id, row.given_by_name, row.given_by_email));
    if let Some(giver) = given {
        note_giver(tx, session, &giver).await?;
    }
    Ok(access_code::consume(tx, row).await?)
}

/// A code from 40 random bits.
fn from_bytes(bytes: [u8; 5]) -> Result<AccessCode> {
    AccessCode::parse(&BASE32_NOPAD.encode(&bytes))
        .map_err(|e| Error::internal("making an access code", e))
}

#[cfg(test)]
mod tests {
    use super::from_bytes;

    #[test]
    fn forty_bits_become_eight_letters_of_base32() {
        // RFC 4648 §10.
        assert_eq!(from_bytes(*b"fooba").unwrap().as_str(), "MZXW6YTB");
        assert_eq!(from_bytes([0; 5]).unwrap().as_str(), "AAAAAAAA");
    }
}
