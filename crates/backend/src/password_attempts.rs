//! The throttle of passwords (ASVS 5.0 V6.3.1, NIST SP 800-63B-4 §3.2.2).
//!
//! A browser that the account knows by its device cookie is counted by itself, so nothing that others do makes it wait. All others
//! slow down their own network for the account, and for every account once there are many; a turn that a network was promised is
//! kept. The hundredth wrong password in a row by unknown browsers, wherever they are, is the last that the account takes from
//! such; a right one, or a new password by link, begins again.
//!
//! An attempt is counted before anything is hashed, so that many at once count too, and its count says that it is still to be noted as
//! a security event. A right one takes both back; what a process that ends has left is noted by the sweep of any process.
//!
//! Who proves the password in an open session is counted by that session: neither strangers in the same network nor those who try the
//! address elsewhere make its user wait. A wrong one counts for the account as well.

use crate::access::{Actor, Member, Origin};
use crate::context::Backend;
use crate::error::{Result, throttled};
use crate::hasher::Verified;
use domain::network::network_of;
use domain::problem::Problem;
use domain::throttle::{
    Attempt, FREE_FAILURES, MAX_TURNS, NETWORK_WINDOW, TURN_KEPT, account_attempt, is_free_network,
    network_attempt, next_turn, password_attempt,
};
use domain::{DeviceId, EmailAddress, SessionId, Timestamp};
use sha2::{Digest, Sha256};
use store::entity::password_failure::Model;
use store::entity::user;
use store::password_failure::New;
use store::security_event::NOBODY;
use store::{Connection, password_failure};

/// Seconds after which a row of failures is forgotten.
const REMEMBERED: i64 = 86_400;
/// Seconds after which the failures of an account are forgotten; fewer than [`FREE_FAILURES`] after a day, so that made-up addresses
/// leave no rows for long.
const ACCOUNT_REMEMBERED: i64 = 30 * 86_400;

/// An attempt that counts as a failure until it turns out not to be one.
#[derive(Debug)]
pub(crate) struct Counted {
    /// Who tried it, for the security event.
    actor: Actor,
    /// Who tried what: the network for the account, the known device, or the open session.
    subject: Vec<u8>,
    /// In an open session, who would have tried it at the sign-in.
    browser: Option<Vec<u8>>,
    /// The network, unless it is a known device, an open session, or a caller whose address is unknown: all of these would be one network.
    network: Option<Vec<u8>>,
    /// The account.
    account: Vec<u8>,
    /// The known device of the account, if it is one.
    device: Option<DeviceId>,
}

impl Counted {
    fn new(key: &str, device: Option<DeviceId>, actor: Actor) -> Self {
        let account = hash("account", key);
        if let Some(device) = device {
            return Self {
                actor,
                subject: subject_of(key, Some(device)),
                browser: None,
                network: None,
                account,
                device: Some(device),
            };
        }
        Self {
            subject: hash(&network_of(&actor.address), key),
            browser: None,
            network: network_subject(&actor.address),
            account,
            device: None,
            actor,
        }
    }

    /// The same by this browser in an open session of its own.
    fn in_session(self, session: SessionId) -> Self {
        Self {
            subject: hash("session", &session.to_string()),
            browser: Some(self.subject),
            network: None,
            device: None,
            ..self
        }
    }

    /// The known device of the account, if it is one.
    pub(crate) const fn device(&self) -> Option<DeviceId> {
        self.device
    }

    /// What is counted besides the account, always in this order. The row of the account is locked before both, wherever a
    /// transaction locks it and these: of two transactions that need several, neither holds what the other waits for.
    fn subjects(&self) -> Vec<&[u8]> {
        std::iter::once(self.subject.as_slice())
            .chain(self.network.as_deref())
            .collect()
    }

    /// What attempts wait for each other on.
    fn turn(&self) -> &[u8] {
        self.network.as_deref().unwrap_or(&self.subject)
    }
}

impl Backend {
    /// Counts an attempt before anything is hashed, whether the account exists or not.
    pub(crate) async fn count_password(
        &self,
        email: &str,
        user: Option<&user::Model>,
        origin: &Origin,
    ) -> Result<Counted> {
        let actor = user.map_or_else(
            || Actor::of_nobody(origin),
            |user| Actor::of_user(user, origin),
        );
        self.count(self.by_browser(email, origin, actor).await?)
            .await
    }

    /// The same of the user of an open session, with this address.
    pub(crate) async fn count_own_password(
        &self,
        email: &str,
        member: Member<'_>,
    ) -> Result<Counted> {
        let (principal, actor) = (member.principal(), member.actor());
        let counted = self.by_browser(email, principal.origin(), actor).await?;
        self.count(counted.in_session(principal.session())).await
    }

    async fn by_browser(&self, email: &str, origin: &Origin, actor: Actor) -> Result<Counted> {
        let key = account_key(email);
        let device = if origin.devices.is_empty() {
            None
        } else {
            store::device_cookie::find(self.db.read(), &key, &origin.devices).await?
        };
        Ok(Counted::new(&key, device, actor))
    }

    async fn count(&self, counted: Counted) -> Result<Counted> {
        let now = self.now();
        let tx = self.db.begin_on(counted.turn()).await?;
        let refusal = match judge(&tx, &counted, now).await? {
            Judged::Attempt(Attempt::Allowed) => None,
            Judged::Attempt(Attempt::Wait(until)) => Some(throttled(until, now)),
            Judged::Attempt(Attempt::Disabled) => return Err(Problem::PasswordBlocked.into()),
            Judged::NoTurnLeft => Some(Problem::TooManyWait.into()),
        };
        if refusal.is_some() {
            // After the clock was set back, delays are counted from now: once, not again and again until the clock has caught up.
            for subject in counted.subjects() {
                password_failure::move_back(&tx, subject, now).await?;
            }
        } else {
            let new = New {
                subject: &counted.subject,
                network: counted.network.as_deref(),
                window_start: now.plus(-NETWORK_WINDOW),
                user: counted.actor.id.unwrap_or(NOBODY),
                address: &counted.actor.address,
            };
            password_failure::count(&tx, new, now).await?;
        }
        store::commit(tx).await?;
        refusal.map_or(Ok(counted), Err)
    }

    /// The password was right: the count of its network for this account is reset, or of its known device.
    pub(crate) async fn forget_wrong_passwords(&self, counted: &Counted) -> Result<()> {
        let tx = self.db.begin_on(counted.turn()).await?;
        forget(&tx, counted).await?;
        Ok(store::commit(tx).await?)
    }

    /// Compares a password whose attempt has been counted, and notes a wrong one; one that could not be checked was no attempt.
    pub(crate) async fn verify_counted(
        &self,
        counted: &Counted,
        typed: &str,
        stored: Option<&str>,
    ) -> Result<Verified> {
        let verified = self.hasher.verify(typed, stored).await;
        match &verified {
            Ok(verified) if verified.right => {}
            Ok(_) => {
                self.note_wrong_password(&counted.subject, &counted.actor)
                    .await;
            }
            Err(_) => {
                let tx = self.db.begin_on(counted.turn()).await?;
                password_failure::one_less_for_account(&tx, &counted.account).await?;
                for subject in counted.subjects() {
                    password_failure::one_less(&tx, subject).await?;
                }
                store::commit(tx).await?;
            }
        }
        verified
    }
}

/// The same in a transaction that changes more: each of its statements is correct by itself,
/// concurrently with attempts that are being counted.
pub(crate) async fn forget(tx: &impl Connection, counted: &Counted) -> Result<()> {
    password_failure::forget_account(tx, &counted.account).await?;
    password_failure::forget(tx, &counted.subject).await?;
    if let Some(browser) = &counted.browser {
        password_failure::forget(tx, browser).await?;
    }
    if let Some(network) = &counted.network {
        password_failure::one_less(tx, network).await?;
    }
    Ok(())
}

/// Forgets the wrong passwords of unknown browsers for an account that has a new password.
pub(crate) async fn forget_account(tx: &impl Connection, email_key: &str) -> Result<()> {
    let account = hash("account", &account_key(email_key));
    Ok(password_failure::forget_account(tx, &account).await?)
}

/// Deletes the rows without a failure for long.
pub(crate) async fn forget_old(db: &impl Connection, now: Timestamp) -> Result<u64> {
    password_failure::delete_turns_until(db, now.plus(-TURN_KEPT)).await?;
    let (few, all) = (now.plus(-REMEMBERED), now.plus(-ACCOUNT_REMEMBERED));
    let few = password_failure::delete_accounts_until(db, few, FREE_FAILURES).await?;
    let all = password_failure::delete_accounts_until(db, all, i32::MAX).await?;
    Ok(few + all + password_failure::delete_until(db, now.plus(-REMEMBERED)).await?)
}

/// Inputs that cannot be the address of an account share one counter: such an input may be a
/// password typed into the wrong field, of which not even a hash should stay.
pub(crate) fn account_key(email: &str) -> String {
    account_of(email).unwrap_or_else(|| "@".to_owned())
}

/// The key of what was typed, if it can be the address of an account.
pub(crate) fn account_of(email: &str) -> Option<String> {
    // Of the key that finds the account: another spelling is the same account.
    let key = EmailAddress::key_of(email);
    EmailAddress::has_form(&key).then_some(key)
}

/// Whose requests for another password are counted together: those of a known device, or those for the account with this key by all
/// other browsers.
pub(crate) fn subject_of(key: &str, device: Option<DeviceId>) -> Vec<u8> {
    match device {
        Some(device) => hash("device", &device.to_string()),
        None => hash("account", key),
    }
}

/// The network of a caller, unless it is unknown.
pub(crate) fn network_subject(address: &str) -> Option<Vec<u8>> {
    let known = !address.is_empty();
    known.then(|| hash(&network_of(address), ""))
}

fn hash(whose: &str, account: &str) -> Vec<u8> {
    Sha256::digest(format!("{whose}\n{account}")).to_vec()
}

/// What becomes of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Judged {
    /// It may be made, or it waits.
    Attempt(Attempt),
    /// It waits, and no moment can be promised: all turns are.
    NoTurnLeft,
}

/// Whether the attempt may be made now; one by an unknown browser, or in an open session, is counted for its account.
async fn judge(tx: &impl Connection, counted: &Counted, now: Timestamp) -> Result<Judged> {
    let subjects = counted.subjects();
    let rows = password_failure::list(tx, &subjects).await?;
    let row = |subject: &[u8]| rows.iter().find(|row| row.subject == subject);
    if let Some(own) = row(&counted.subject) {
        let attempt = password_attempt(own.failures, Some(*own.last_failure_at), now);
        if attempt != Attempt::Allowed {
            return Ok(Judged::Attempt(attempt));
        }
    }
    if counted.device.is_some() {
        return Ok(Judged::Attempt(Attempt::Allowed));
    }
    if let Some(network) = &counted.network {
        let turn = turn_of(tx, counted, network, row(network), now).await?;
        if turn != Judged::Attempt(Attempt::Allowed) {
            return Ok(turn);
        }
    }
    let failures = password_failure::count_for_account(tx, &counted.account, now).await?;
    if counted.browser.is_some() {
        return Ok(Judged::Attempt(Attempt::Allowed));
    }
    // Without this one.
    Ok(Judged::Attempt(account_attempt(failures - 1)))
}

/// Whether it is the turn of a network that may have used up its free attempts. Those who have to wait are promised a turn; it is
/// theirs even if others of the network have tried meanwhile. Beyond [`MAX_TURNS`] nobody is told a moment that would not be kept.
async fn turn_of(
    tx: &impl Connection,
    counted: &Counted,
    network: &[u8],
    all: Option<&Model>,
    now: Timestamp,
) -> Result<Judged> {
    let allowed = Ok(Judged::Attempt(Attempt::Allowed));
    let Some(all) = all else {
        return allowed;
    };
    let (first, last) = (*all.first_failure_at, *all.last_failure_at);
    if is_free_network(all.failures, first, now) {
        return allowed;
    }
    let attempt = network_attempt(all.failures, first, last, now);
    let (from, until) = (now.plus(-TURN_KEPT), now.plus(NETWORK_WINDOW));
    if let Some(due) = password_failure::turn(tx, &counted.subject).await?
        && (from..=until).contains(&due)
    {
        if due > now && attempt != Attempt::Allowed {
            return Ok(Judged::Attempt(Attempt::Wait(due)));
        }
        password_failure::end_turn(tx, &counted.subject).await?;
        return allowed;
    }
    let (waiting, latest) = password_failure::turns(tx, network, from, until).await?;
    if waiting == 0 && attempt == Attempt::Allowed {
        return allowed;
    }
    // A moment to come is of a clock that was set back.
    let last = last.min(now);
    let due = next_turn(latest.map_or(last, |latest| latest.max(last)), now);
    if due <= now {
        return allowed;
    }
    if waiting >= MAX_TURNS {
        return Ok(Judged::NoTurnLeft);
    }
    password_failure::promise_turn(tx, network, &counted.subject, due).await?;
    Ok(Judged::Attempt(Attempt::Wait(due)))
}
