//! The kinds of browsers with which a user has signed in before: a notice tells of a new one.
//!
//! A kind is a browser and a system, without versions and without its network: both
//! change by themselves, and notices that come every week are not read. A sign-in with the same
//! browser on the same system is therefore not noticed here; the list of sessions shows it. This has nothing to do with known
//! devices, which hold a device cookie.

use super::write::{NewNotice, tell};
use crate::access::Actor;
use crate::error::Result;
use domain::user_agent::fingerprint;
use domain::{NoticeKind, Timestamp, UserId};
use sha2::{Digest, Sha256};
use store::user::find;
use store::{Connection, seen_agent};

/// Seconds after which a kind without a sign-in is forgotten.
pub(crate) const AGENT_LIFETIME: i64 = 400 * 86_400;

/// Records a sign-in, before the user's row does; the user is told of one with a new kind of browser,
/// except for the first sign-in of all.
pub(crate) async fn meet(
    tx: &impl Connection,
    user: UserId,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let key = key(user, &actor.user_agent);
    if seen_agent::note_seen(tx, key.clone(), now).await? {
        return Ok(());
    }
    // Two simultaneous first sign-ins with one kind are one new kind.
    if !seen_agent::insert(tx, user, key, now).await? {
        return Ok(());
    }
    if find(tx, user).await?.last_sign_in_at.is_none() {
        return Ok(());
    }
    tell(tx, now, NewNotice::by(actor, user, NoticeKind::NewDevice)).await
}

fn key(user: UserId, user_agent: &str) -> Vec<u8> {
    Sha256::digest(format!("{user}\n{}", fingerprint(user_agent))).to_vec()
}
