//! In which order mails are sent. There is one queue, and a mail server may take few of them: what warns goes before the rest, and the
//! mails of one account keep those of no other waiting.

use crate::notice::{MAIL_LIFETIME, NoticeKind};
use crate::timestamp::Timestamp;

/// How much a mail hurries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// Somebody waits for its link, which is soon of no use.
    Asked,
    /// It tells of a change, or of a way in, that may be somebody else's.
    Warning,
    /// It can wait.
    Other,
}

/// Seconds between the places of two mails of one account.
pub const STEP: i64 = 600;

impl Urgency {
    /// Of the mail of a notice.
    pub const fn of(kind: NoticeKind) -> Self {
        match kind {
            NoticeKind::PasswordAsked => Self::Asked,
            NoticeKind::Invited
            | NoticeKind::Reminder
            | NoticeKind::MailSample
            | NoticeKind::ProfileEdited
            | NoticeKind::AdminRenamed
            | NoticeKind::CodeRefused
            | NoticeKind::Attempts
            | NoticeKind::EnrolmentElsewhere
            | NoticeKind::UserEnrolmentElsewhere
            | NoticeKind::RecoveryCodesEnded => Self::Other,
            _ => Self::Warning,
        }
    }

    /// The notices whose mails are of this urgency.
    pub fn kinds(self) -> impl Iterator<Item = NoticeKind> {
        let all = NoticeKind::ALL.iter().copied();
        all.filter(move |kind| Self::of(*kind) == self)
    }

    /// How many seconds earlier than it was written it counts as written: a mail of the next urgency that is older is not sent any more.
    const fn lead(self) -> i64 {
        match self {
            Self::Asked => 2 * MAIL_LIFETIME,
            Self::Warning => MAIL_LIFETIME,
            Self::Other => 0,
        }
    }

    /// The place in the queue, the first of which is sent first, of a mail that is written now. `last` is the last place of those of the
    /// same urgency that the same account has caused and that still wait. So the mails of all accounts take turns, and with very many
    /// of them one account loses its lead over what can wait, too.
    pub fn place(self, last: Option<Timestamp>, now: Timestamp) -> Timestamp {
        let first = now.plus(-self.lead());
        last.map_or(first, |last| first.max(last.plus(STEP)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp::from_unix(10_000_000);

    #[test]
    fn a_link_that_was_asked_for_goes_before_warnings_and_these_before_the_rest() {
        let waits = Urgency::Other.place(None, T.plus(1 - MAIL_LIFETIME));
        let warns = Urgency::Warning.place(None, T);
        let asked = Urgency::Asked.place(None, T);
        assert!(asked < warns && warns < waits);
        assert!(warns < Urgency::Warning.place(None, T.plus(1)));
    }

    #[test]
    fn the_second_mail_of_an_account_goes_behind_the_first_ones_of_ten_minutes() {
        let first = Urgency::Warning.place(None, T);
        let second = Urgency::Warning.place(Some(first), T);
        assert!(Urgency::Warning.place(None, T.plus(STEP - 1)) < second);
        assert!(second < Urgency::Warning.place(None, T.plus(STEP + 1)));
        let late = Urgency::Warning.place(Some(first), T.plus(2 * STEP));
        assert_eq!(late, first.plus(2 * STEP), "it is not held back");
    }

    #[test]
    fn an_account_with_very_many_warnings_loses_its_lead_over_what_can_wait() {
        let mut last = None;
        for _ in 0..150 {
            last = Some(Urgency::Warning.place(last, T));
        }
        assert!(last > Some(Urgency::Other.place(None, T)));
    }

    #[test]
    fn what_tells_of_a_new_factor_password_link_or_code_warns() {
        use NoticeKind as Kind;
        let warns = [
            Kind::FactorActivated,
            Kind::FactorReplaced,
            Kind::FactorRemoved,
            Kind::PasswordChanged,
            Kind::PasswordReset,
            Kind::LinkGiven,
            Kind::AccessCodeGiven,
            Kind::NewDevice,
            Kind::AccountSecured,
            Kind::UserSecured,
            Kind::UserHelpsMany,
            Kind::AdminLinkGiven,
            Kind::AdminCodeGiven,
            Kind::AdminReset,
            Kind::AdminAddressChanged,
        ];
        assert!(
            warns
                .map(Urgency::of)
                .iter()
                .all(|it| *it == Urgency::Warning)
        );
        let asked: Vec<Kind> = Urgency::Asked.kinds().collect();
        assert_eq!(asked, [Kind::PasswordAsked]);
    }
}
