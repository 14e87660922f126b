//! Writing notices.

use crate::access::Actor;
use crate::error::Result;
use domain::mail_queue::Urgency;
use domain::notice::{COUNTED, COUNTED_FOR, MAIL_LIFETIME, Repeated};
use domain::{Giver, Language, LinkId, Named, NoticeKind, SessionId, Timestamp, UserId};
use store::Connection;
use store::notice::{
    Again, More, New, Same, ToAdmins, count_more, gather, hide_own_attempts, insert, last_place,
    tell_admins,
};

/// A notice to write: for whom, about what, and by whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewNotice<'a> {
    /// The recipient.
    pub user: UserId,
    /// The subject.
    pub kind: NoticeKind,
    /// Who did it.
    pub actor: &'a Actor,
    /// Who gave the link or access code by which it was done.
    pub given_by: Option<&'a Giver>,
    /// The link that its mail holds.
    pub link: Option<LinkId>,
    /// The address that is mailed, where it is not the user's.
    pub mail_to: Option<&'a str>,
    /// The mail of which it is a sample, and in which language.
    pub sample: Option<(NoticeKind, Language)>,
}

impl<'a> NewNotice<'a> {
    /// A notice by this actor.
    pub(crate) const fn by(actor: &'a Actor, user: UserId, kind: NoticeKind) -> Self {
        Self {
            user,
            kind,
            actor,
            given_by: None,
            link: None,
            mail_to: None,
            sample: None,
        }
    }
}

/// A notice to all other admins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewAdminNotice<'a> {
    /// The subject.
    pub kind: NoticeKind,
    /// The user whom it is about: the account, and how it is called.
    pub about: Option<(UserId, &'a Named)>,
    /// How many accounts it is about.
    pub count: u64,
    /// Who did it.
    pub actor: &'a Actor,
    /// Who gave the link or access code by which it was done.
    pub given_by: Option<&'a Giver>,
}

/// Writes one notice, in the transaction that makes the change. Wrong codes of a day are one notice
/// until it is read, so that an attacker who guesses cannot bury the others; and so are changes of an hour that say the same until it is
/// mailed, so that who makes many fills neither the page nor the queue of mails.
pub(crate) async fn tell(tx: &impl Connection, at: Timestamp, told: NewNotice<'_>) -> Result<()> {
    if let Repeated::Counted(within) = told.kind.repeated()
        && count_up(tx, at.plus(-within), at, told).await?
    {
        return Ok(());
    }
    let own = told.actor.id == Some(told.user);
    let cause = told.actor.id.unwrap_or(told.user);
    let mine = |text: &str| if own { text.to_owned() } else { String::new() };
    let notice = New {
        user: told.user,
        kind: told.kind,
        at,
        given_by: told.given_by.map(Giver::named),
        by: (!own).then(|| told.actor.named()),
        user_agent: mine(&told.actor.user_agent),
        address: mine(&told.actor.address),
        codes_left: codes_left(tx, told).await?,
        link: told.link,
        mail_to: told.mail_to.map(str::to_owned),
        sample: told.sample,
        session: session_of(told),
        attempts_in: attempts_in(told),
        cause,
        place: place(tx, told.kind, Some(cause), at).await?,
    };
    if let Repeated::Gathered(within) = told.kind.repeated()
        && gather(tx, &notice, at.plus(-within)).await?
    {
        return Ok(());
    }
    Ok(insert(tx, notice).await?)
}

/// The place of a mail in the queue.
async fn place(
    tx: &impl Connection,
    kind: NoticeKind,
    cause: Option<UserId>,
    at: Timestamp,
) -> Result<Timestamp> {
    let urgency = Urgency::of(kind);
    let last = match cause {
        Some(cause) => last_place(tx, cause, urgency.kinds(), at.plus(-MAIL_LIFETIME)).await?,
        None => None,
    };
    Ok(urgency.place(last, at))
}

/// Writes one notice to all admins but the one who did it and the one whom it is about, in the transaction that makes the change.
/// Of the user of a link, code or password they learn from where, not a name: anybody may have it.
pub(crate) async fn tell_other_admins(
    tx: &impl Connection,
    at: Timestamp,
    told: NewAdminNotice<'_>,
) -> Result<()> {
    let bearer = told.kind.is_by_a_bearer();
    let about = told.about.map(|(id, _)| id);
    let cause = told.actor.id.or(about);
    let by = told.actor.named();
    let given_by = told.given_by.map(Giver::named);
    let mail_due = if told.kind.is_counted_up() {
        at.plus(COUNTED_FOR)
    } else {
        at
    };
    let notice = ToAdmins {
        kind: told.kind,
        at,
        count: told.count,
        about: told.about.map(|(_, named)| named),
        by: (!bearer).then_some(&by),
        given_by: given_by.as_ref(),
        user_agent: if bearer { &told.actor.user_agent } else { "" },
        address: if bearer { &told.actor.address } else { "" },
        same: match told.kind.repeated() {
            Repeated::Beside | Repeated::Counted(_) => Same::Beside,
            Repeated::Gathered(within) => Same::Gathered(at.plus(-within)),
            Repeated::Omitted(within) => Same::Omitted(at.plus(-within)),
            Repeated::Renumbered(within) => Same::Renumbered(at.plus(-within)),
        },
        cause,
        place: place(tx, told.kind, cause, at).await?,
        mail_due,
    };
    let mut besides: Vec<UserId> = told.actor.id.into_iter().chain(about).collect();
    if told.kind.is_counted_up() {
        let more = More {
            kind: told.kind,
            count: told.count,
            at,
            since: at.plus(-COUNTED),
            by: &told.actor.email,
            mail_due,
        };
        besides.extend(count_more(tx, more).await?);
    }
    Ok(tell_admins(tx, notice, &besides).await?)
}

/// The session that did it. It does not show the notice: its user knows, and if that is somebody
/// else, they cannot hide the notice from the owner.
fn session_of(told: NewNotice<'_>) -> Option<SessionId> {
    told.actor.session.filter(|_| !told.kind.is_an_attempt())
}

/// The session that gave the wrong code of which it tells.
fn attempts_in(told: NewNotice<'_>) -> Option<SessionId> {
    told.actor
        .session
        .filter(|_| told.kind == NoticeKind::CodeRefused)
}

/// Lets a session that has just given a right code no longer show the notice of wrong ones that it alone gave since `since`: their
/// user knows of them. Every other session shows it: somebody who has only the password cannot hide an attempt from its owner.
pub(crate) async fn forgive_own_attempts(
    tx: &impl Connection,
    user: UserId,
    session: SessionId,
    since: Timestamp,
) -> Result<()> {
    Ok(hide_own_attempts(tx, user, NoticeKind::CodeRefused, session, since).await?)
}

async fn codes_left(tx: &impl Connection, told: NewNotice<'_>) -> Result<Option<i64>> {
    if told.kind != NoticeKind::RecoveryCodeUsed {
        return Ok(None);
    }
    let left = store::factor::count_unused_recovery_codes(tx, told.user).await?;
    Ok(i64::try_from(left).ok())
}

/// Counts one more on a notice of after `since` that has not been read; returns whether there was one.
async fn count_up(
    tx: &impl Connection,
    since: Timestamp,
    at: Timestamp,
    told: NewNotice<'_>,
) -> Result<bool> {
    let again = Again {
        user: told.user,
        kind: told.kind,
        at,
        since,
        user_agent: &told.actor.user_agent,
        address: &told.actor.address,
        attempts_in: attempts_in(told),
    };
    Ok(store::notice::count_up(tx, again).await?)
}
