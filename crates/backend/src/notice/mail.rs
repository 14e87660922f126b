//! The outbox: notices that wait to be mailed. They survive a restart, and each is sent by one of
//! several processes.

use super::read::view;
use crate::context::Backend;
use crate::error::Result;
use crate::link::{ASKED_LIFETIME, INVITATION_LIFETIME, InvitationLink};
use crate::rules::{self, requiring_groups, situation_of, situation_with_password};
use domain::notice::{MAIL_LIFETIME, next_mail};
use domain::{
    Deadline, DeadlineBy, Event, EventKind, Language, NoticeId, NoticeKind, Rules, Situation,
    Timestamp, UserId,
};
use store::column::OrNewer;
use store::deliverability::note;
use store::entity::{notice, user};
use store::notice::{give_mail_up, next_due, take};
use wire::view::AccountNotice;

/// A mail to be sent now.
#[derive(Debug, Clone)]
pub struct DueMail {
    /// What it is about.
    pub notice: AccountNotice,
    /// The user who is told.
    pub user: UserId,
    /// The recipient's address.
    pub email: String,
    /// The recipient's name.
    pub name: String,
    /// The language.
    pub language: Language,
    /// The link that it holds, if it holds one. It is made for this attempt and stored nowhere.
    pub link: Option<InvitationLink>,
    /// The link by which the account is secured, if what it tells of can be denied. It is made for this attempt.
    pub securing: Option<InvitationLink>,
    /// The mail of which it is a sample, if it is one. The language is that of the sample then.
    pub sample: Option<NoticeKind>,
    /// What is so of the recipient's sign-in at this moment; in a mail with a link to a password, once that is chosen.
    pub situation: Situation,
    /// How long there is time to activate 2FA, where that is so ([`Situation::InTime`]).
    pub time_left: Option<TimeLeft>,
    /// Whether this is the last attempt.
    pub last: bool,
}

/// How long a user has time to activate 2FA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeLeft {
    /// Until when, and by which rule.
    pub deadline: Deadline,
    /// The names of the groups whose rule that is, if it is one of groups.
    pub groups: Vec<String>,
    /// When that was read.
    pub now: Timestamp,
}

impl Backend {
    /// Takes the next mail that is due; of several processes one gets it. It counts as tried: if no result is reported, it is due
    /// again after a pause, up to a number of times and a day.
    pub async fn take_due_mail(&self) -> Result<Option<DueMail>> {
        loop {
            let now = self.now();
            let after = now.plus(-MAIL_LIFETIME);
            let Some((row, user)) = next_due(self.db.write(), after, now).await? else {
                return Ok(None);
            };
            if let Some(mail) = self.take(row, user, now).await? {
                return Ok(Some(mail));
            }
        }
    }

    /// Takes this mail; none if another process was faster, if it is about admins and the user is none any more, if its link has ended, or
    /// if it reminds of what is done or not required any more.
    async fn take(
        &self,
        row: notice::Model,
        user: user::Model,
        now: Timestamp,
    ) -> Result<Option<DueMail>> {
        let (id, link_id) = (*row.id, row.link_id);
        let mail_to = row.mail_to.clone();
        let next = next_mail(row.mail_attempts + 1, now);
        if !take(self.db.write(), &row, next).await? {
            return Ok(None);
        }
        let sample = row.sample_of.as_ref().and_then(OrNewer::known);
        let language = row.sample_language.map_or(*user.language, |it| *it);
        let Some(notice) = view(row).filter(|notice| notice.kind.is_for(*user.role)) else {
            give_mail_up(self.db.write(), id).await?;
            return Ok(None);
        };
        let rules = rules::load(self.db.read()).await?;
        let situation = match link_id {
            Some(_) => situation_with_password(&user, &rules, now),
            None => situation_of(&user, &rules, now),
        };
        if notice.kind == NoticeKind::Reminder && !situation.asks_for_activation() {
            give_mail_up(self.db.write(), id).await?;
            return Ok(None);
        }
        let time_left = match situation {
            Situation::InTime => self.time_left(&user, &rules, now).await?,
            _ => None,
        };
        let link = match link_id {
            None => None,
            Some(link) => {
                let link = self
                    .link_to_mail(*link, *user.id, lifetime(notice.kind))
                    .await?;
                if link.is_none() {
                    give_mail_up(self.db.write(), id).await?;
                    return Ok(None);
                }
                link
            }
        };
        // The readers of a former address must not lock the account.
        let securing = if notice.kind.can_be_denied() && mail_to.is_none() {
            self.link_to_secure(&user, now).await?
        } else {
            None
        };
        Ok(Some(DueMail {
            link,
            securing,
            notice,
            sample,
            user: *user.id,
            email: mail_to.unwrap_or(user.email),
            name: user.name,
            language,
            situation,
            time_left,
            last: next.is_none(),
        }))
    }

    async fn time_left(
        &self,
        user: &user::Model,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Option<TimeLeft>> {
        let Some(deadline) = rules::deadline_of(user, rules, now) else {
            return Ok(None);
        };
        let groups = match deadline.by() {
            DeadlineBy::Group => requiring_groups(self.db.read(), *user.id).await?,
            DeadlineBy::Person | DeadlineBy::Policy => Vec::new(),
        };
        Ok(Some(TimeLeft {
            deadline,
            groups,
            now,
        }))
    }

    /// Records that a mail was handed to the mail server.
    pub async fn mail_sent(&self, notice: &AccountNotice) -> Result<()> {
        let told = (notice.id, notice.count);
        Ok(store::notice::mail_sent(self.db.write(), told, self.now()).await?)
    }

    /// Records that the mail server refuses the address of a mail, or took a mail to it. Open windows learn of what is new. What was sent
    /// to an address of before says nothing of the present one.
    pub async fn note_delivery(&self, mail: &DueMail, delivered: bool) -> Result<()> {
        let user = store::profile::find(self.db.read(), mail.user).await?;
        let refused = user.is_some_and(|user| user.undeliverable_since.is_some());
        if refused != delivered {
            return Ok(());
        }
        let (tx, now) = (self.db.begin().await?, self.now());
        let since = (!delivered).then_some(now);
        if note(&tx, mail.user, &mail.email, since).await? {
            let event = Event::about(EventKind::User, mail.user);
            store::event::insert(&tx, now, std::iter::once(event)).await?;
        }
        Ok(store::commit(tx).await?)
    }

    /// Records that a mail will never be sent.
    pub async fn mail_impossible(&self, id: NoticeId) -> Result<()> {
        Ok(give_mail_up(self.db.write(), id).await?)
    }
}

/// Seconds for which the link in a mail of this kind is valid.
const fn lifetime(kind: NoticeKind) -> i64 {
    match kind {
        NoticeKind::PasswordAsked => ASKED_LIFETIME,
        _ => INVITATION_LIFETIME,
    }
}
