//! A link to another password, for somebody who has forgotten theirs and asks on the page of the sign-in.
//!
//! The answer is the same, and costs the same, for every address: the request is counted and stored. Whether there is
//! such an account is looked at afterwards, by the task that sends mails. All that the link shows is that somebody reads the mailbox:
//! it stands in for no second factor, and after a reset it proves nothing.

use crate::access::{Actor, Origin};
use crate::context::Backend;
use crate::error::{Result, throttled, with_causes};
use crate::handover::is_held_back;
use crate::link::{ASKED_LIFETIME, NewLink, create};
use crate::password_attempts::{account_key, account_of, network_subject, subject_of};
use domain::problem::Problem;
use domain::throttle::{ASKED_MAILS, ASKED_WINDOW, Attempt, network_attempt};
use domain::{AuditAction, LinkPurpose, NoticeKind, Timestamp};
use store::entity::{password_request, user};
use store::password_request::{New, count_of, insert, next_waiting, of_network, settle};
use store::user::find_enabled_by_key;
use store::{Connection, commit, take_turn_on};

impl Backend {
    /// Asks for a link to another password, for the account with this address if there is one. A network that asks too much is
    /// told to wait, for whatever it asks; nothing tells whether there is such an account, nor whether the bound of its mails is
    /// reached.
    pub async fn ask_for_password(&self, email: &str, origin: &Origin) -> Result<()> {
        let counted = self.count_request(email, origin).await;
        self.noted_of_address(email, origin, counted).await
    }

    async fn count_request(&self, email: &str, origin: &Origin) -> Result<()> {
        if !self.settings.mails {
            return Err(Problem::Unknown.into());
        }
        let key = account_key(email);
        let device = if origin.devices.is_empty() {
            None
        } else {
            store::device_cookie::find(self.db.read(), &key, &origin.devices).await?
        };
        let subject = subject_of(&key, device);
        let network = device
            .is_none()
            .then(|| network_subject(&origin.address))
            .flatten();
        let now = self.now();
        // The network before the subject, always: of two requests, neither holds what the other waits for.
        let tx = match &network {
            None => self.db.begin_on(&subject).await?,
            Some(network) => {
                let tx = self.db.begin_on(network).await?;
                take_turn_on(&tx, &subject).await?;
                tx
            }
        };
        if let Some(network) = &network
            && let Attempt::Wait(until) = judge(&tx, network, now).await?
        {
            return Err(throttled(until, now));
        }
        let mails = count_of(&tx, &subject, now.plus(-ASKED_WINDOW), now).await?;
        let email_key = account_of(email).filter(|_| mails < ASKED_MAILS);
        // What causes no mail counts for the network alone: else a stranger who goes on would prolong the bound of the mails.
        let subject = email_key
            .as_ref()
            .map_or(network.clone(), |_| Some(subject));
        if let Some(subject) = subject {
            let request = New {
                subject,
                network,
                email_key,
                user_agent: &origin.user_agent,
                address: &origin.address,
                at: now,
            };
            insert(&tx, request).await?;
        }
        Ok(commit(tx).await?)
    }

    /// Looks at the requests that wait, and puts a mail into the outbox for each that is for an active account with a password, unless
    /// an admin was just given a code or reset.
    /// A request that fails keeps no other one waiting: it is logged, and looked at again at the next call.
    pub async fn look_at_password_requests(&self) -> Result<()> {
        let mut last = i64::MIN;
        while let Some(request) = next_waiting(self.db.write(), last).await? {
            last = request.id;
            if let Err(error) = self.look_at(request).await {
                tracing::warn!(
                    error.cause = with_causes(&error),
                    "a request for another password could not be looked at"
                );
            }
        }
        Ok(())
    }

    /// One transaction whether there is such an account or not; what differs is what it writes.
    async fn look_at(&self, request: password_request::Model) -> Result<()> {
        let origin = Origin {
            address: request.address,
            user_agent: request.user_agent,
            ..Origin::default()
        };
        let work = self.begin(Actor::of_nobody(&origin)).await?;
        let (tx, now) = (work.tx(), work.now());
        let waited = settle(tx, request.id).await?;
        let late = request.asked_at.plus(ASKED_LIFETIME) <= now;
        let key = request.email_key.filter(|_| waited && !late);
        let Some(user) = with_password(tx, key.as_deref()).await? else {
            return work.commit_unrecorded().await;
        };
        if is_held_back(&work, &user).await? {
            return work.commit_unrecorded().await;
        }
        let id = *user.id;
        let link = NewLink {
            purpose: LinkPurpose::ForgottenPassword,
            user: Some(id),
            giver: None,
            shown: false,
            lifetime: ASKED_LIFETIME,
        };
        let link = create(tx, now, link).await?.id;
        let work = work.by(Actor::of_user(&user, &origin));
        work.mail_link(id, NoticeKind::PasswordAsked, link).await?;
        work.commit(AuditAction::PasswordAsked).await
    }
}

/// How long the network has to wait: fifty requests an hour are free, as with wrong passwords.
async fn judge(tx: &impl Connection, network: &[u8], now: Timestamp) -> Result<Attempt> {
    let asked = of_network(tx, network, now.plus(-ASKED_WINDOW), now).await?;
    Ok(asked.map_or(Attempt::Allowed, |asked| {
        let count = i32::try_from(asked.count).unwrap_or(i32::MAX);
        network_attempt(count, asked.first, asked.last, now)
    }))
}

/// The active account with this key of an address, if it has a password: somebody who has none yet has an invitation.
async fn with_password(tx: &impl Connection, key: Option<&str>) -> Result<Option<user::Model>> {
    let Some(key) = key else {
        return Ok(None);
    };
    let user = find_enabled_by_key(tx, key).await?;
    Ok(user.filter(|user| user.password_hash.is_some()))
}
