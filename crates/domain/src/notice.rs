//! What users are told about their own account, and admins about other accounts (ASVS 5.0 V6.3.5, V6.3.7; NIST SP 800-63B-4 §4.6).

use crate::help;
use crate::role::Role;
use crate::text_enum::text_enum;
use crate::timestamp::Timestamp;

text_enum! {
    /// What a notice is about. A closed list, so that no secret can get in.
    NoticeKind {
        /// The second factor was activated.
        FactorActivated = "factor-activated",
        /// A new factor replaced the old one.
        FactorReplaced = "factor-replaced",
        /// The second factor was removed by its user.
        FactorRemoved = "factor-removed",
        /// An admin removed the second factor.
        FactorsReset = "factors-reset",
        /// An admin gave a one-time access code.
        AccessCodeGiven = "access-code-given",
        /// A one-time access code was used.
        AccessCodeUsed = "access-code-used",
        /// A recovery code was used.
        RecoveryCodeUsed = "recovery-code-used",
        /// A new set of recovery codes replaced the old one.
        RecoveryCodesRenewed = "recovery-codes-renewed",
        /// A backup was restored: the recovery codes ended, since some may have been used after it was made.
        RecoveryCodesEnded = "recovery-codes-ended",
        /// The password was changed.
        PasswordChanged = "password-changed",
        /// A new password was chosen through a link.
        PasswordReset = "password-reset",
        /// A link made on the machine restored the account as an admin without a second factor.
        AccessRestored = "access-restored",
        /// A sign-in with a kind of browser or system that was new for the account.
        NewDevice = "new-device",
        /// Wrong codes after a right password.
        CodeRefused = "code-refused",
        /// Many failed attempts to sign in within a day.
        Attempts = "attempts",
        /// An enrolment that is not finished was begun from another network or device than before.
        EnrolmentElsewhere = "enrolment-elsewhere",
        /// In answer to a mail, its recipient said that a change of the account was somebody else's.
        AccountSecured = "account-secured",
        /// A link to another password was made.
        LinkGiven = "link-given",
        /// Somebody asked for a link to another password on the page of the sign-in: the mail holds it.
        PasswordAsked = "password-asked",
        /// The account was added, with a link to a first password: the mail holds it.
        Invited = "invited",
        /// 2FA is required of the user, who has not activated it yet: the mail says how.
        Reminder = "reminder",
        /// An admin had a sample of a mail sent to their own address.
        MailSample = "mail-sample",
        /// An admin changed the name or the language.
        ProfileEdited = "profile-edited",
        /// An admin changed the address. The mail goes to the old one.
        AddressChanged = "address-changed",
        /// The role was changed.
        RoleChanged = "role-changed",
        /// To other admins: an account was created as that of an admin.
        AdminCreated = "admin-created",
        /// To other admins: too many accounts of admins were imported to name each of them.
        AdminsImported = "admins-imported",
        /// To other admins: a user became an admin.
        AdminAppointed = "admin-appointed",
        /// To other admins: an admin is none any more.
        AdminDemoted = "admin-demoted",
        /// To other admins: a user belongs to the helpdesk now.
        UserHelpdesk = "user-helpdesk",
        /// To other admins: a user is an auditor now.
        UserAuditor = "user-auditor",
        /// To other admins: somebody of the helpdesk, or an auditor, is an ordinary user now.
        UserWithoutRole = "user-without-role",
        /// To other admins: a link to a password of somebody with a right over others was made.
        AdminLinkGiven = "admin-link-given",
        /// To other admins: a password of such a person was chosen through a link.
        AdminLinkUsed = "admin-link-used",
        /// To other admins: an access code to the account of such a person was given.
        AdminCodeGiven = "admin-code-given",
        /// To other admins: it was used.
        AdminCodeUsed = "admin-code-used",
        /// To other admins: the second factor of such a person was reset.
        AdminReset = "admin-reset",
        /// To other admins: an admin's account was deactivated.
        AdminDisabled = "admin-disabled",
        /// To other admins: an admin's account was activated again.
        AdminEnabled = "admin-enabled",
        /// To other admins: an admin's account was deleted.
        AdminDeleted = "admin-deleted",
        /// To other admins: an admin has taken another name.
        AdminRenamed = "admin-renamed",
        /// To other admins: the address of somebody with a right over others was changed.
        AdminAddressChanged = "admin-address-changed",
        /// To other admins: an admin is exempt from 2FA.
        AdminExempted = "admin-exempted",
        /// To other admins: what required 2FA of an admin was lifted, or the admin has left a group that requires it.
        AdminNotRequired = "admin-not-required",
        /// To other admins: an admin was given more time to activate 2FA.
        AdminMoreTime = "admin-more-time",
        /// To other admins: an act on many users did such a thing to admins, how many of them is its count.
        AdminsFreed = "admins-freed",
        /// To other admins: an admin has removed their own second factor.
        AdminFactorRemoved = "admin-factor-removed",
        /// To other admins: a link that restores an admin was made on the machine.
        AdminRecoveryMade = "admin-recovery-made",
        /// To other admins: it was used.
        AdminRestored = "admin-restored",
        /// To other admins: an enrolment that is not finished was begun from another network or device than before.
        UserEnrolmentElsewhere = "user-enrolment-elsewhere",
        /// To other admins: in answer to a mail, its recipient said that a change of the account was somebody else's.
        UserSecured = "user-secured",
        /// To other admins: one of the helpdesk has helped many users within an hour, by links, access codes and resets.
        UserHelpsMany = "user-helps-many",
    }
}

/// Seconds for which a notice is kept.
pub const LIFETIME: i64 = 90 * 86_400;
/// Whom samples of mails are about: nobody.
pub const SAMPLE_NAME: &str = "Camille Martin";
/// The address of that person, one for documentation (RFC 2606).
pub const SAMPLE_ADDRESS: &str = "camille.martin@example.com";
/// Within [`SAMPLES_WITHIN`] an admin has this many samples of mails sent, at the most.
pub const SAMPLES: u64 = 10;
/// See [`SAMPLES`]; in seconds.
pub const SAMPLES_WITHIN: i64 = 600;
/// Attempts of one kind within this many seconds are one notice, as long as nobody has read it.
pub const GATHERED: i64 = 86_400;
/// Changes of one kind within this many seconds are one notice, as long as nobody has read it and no mail of it was tried.
pub const GATHERED_WAITING: i64 = 3_600;
/// What is counted up while it is unread is mailed this many seconds later, so that the mail says how many there are by then.
pub const COUNTED_FOR: i64 = 60;
/// More is counted up on what happened first within this many seconds: half of [`MAIL_LIFETIME`], so that its mail has time.
pub const COUNTED: i64 = MAIL_LIFETIME / 2;
/// The number of attempts to send a mail.
pub const MAIL_ATTEMPTS: i32 = 12;
/// A mail about something more than this many seconds ago is no longer sent.
pub const MAIL_LIFETIME: i64 = 86_400;
/// What becomes of a notice while its reader has one that says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeated {
    /// It is written beside that one.
    Beside,
    /// It is counted on that one, if that is not older than this number of seconds and nobody has read it.
    Counted(i64),
    /// It is counted on that one, if that is not older than this number of seconds, nobody has read it and no mail of it was tried.
    Gathered(i64),
    /// It is not written, if that one is not older than this number of seconds.
    Omitted(i64),
    /// It is not written, if that one is not older than this number of seconds: what nobody has read has the new number.
    Renumbered(i64),
}

const FIRST_MAIL_DELAY: i64 = 60;
const LONGEST_MAIL_DELAY: i64 = 7_200;

impl NoticeKind {
    /// Whether it reports an attempt that may be a stranger's: that belongs to no session, and is shown in each.
    pub const fn is_an_attempt(self) -> bool {
        matches!(
            self,
            Self::CodeRefused | Self::Attempts | Self::EnrolmentElsewhere
        )
    }

    /// Whether it tells an admin of somebody else's account.
    pub const fn is_of_another(self) -> bool {
        matches!(
            self,
            Self::AdminCreated
                | Self::AdminsImported
                | Self::AdminAppointed
                | Self::AdminDemoted
                | Self::AdminLinkGiven
                | Self::AdminLinkUsed
                | Self::AdminCodeGiven
                | Self::AdminCodeUsed
                | Self::AdminReset
                | Self::AdminDisabled
                | Self::AdminEnabled
                | Self::AdminDeleted
                | Self::AdminRenamed
                | Self::AdminAddressChanged
                | Self::AdminExempted
                | Self::AdminNotRequired
                | Self::AdminMoreTime
                | Self::AdminsFreed
                | Self::AdminFactorRemoved
                | Self::AdminRecoveryMade
                | Self::AdminRestored
                | Self::UserHelpdesk
                | Self::UserAuditor
                | Self::UserWithoutRole
                | Self::UserEnrolmentElsewhere
                | Self::UserSecured
                | Self::UserHelpsMany
        )
    }

    /// Whether it is for the mail alone: it counts as read, as does one whose mail holds a link.
    pub const fn is_for_mail(self) -> bool {
        matches!(self, Self::Reminder | Self::MailSample)
    }

    /// Whether its mail has a link by which somebody who did not make the change secures the account: what puts a factor or a password
    /// of one's own in place of those of the user.
    pub const fn can_be_denied(self) -> bool {
        matches!(
            self,
            Self::FactorActivated
                | Self::FactorReplaced
                | Self::PasswordChanged
                | Self::PasswordReset
        )
    }

    /// Whether somebody who has passwords of users can cause it, once for each of them: an admin hears of one account once in
    /// [`GATHERED`] seconds, and what else is unread is shown before it.
    pub const fn gives_way(self) -> bool {
        matches!(self, Self::UserEnrolmentElsewhere)
    }

    /// What becomes of another notice of this kind that says the same.
    pub const fn repeated(self) -> Repeated {
        match self {
            Self::CodeRefused | Self::Attempts | Self::EnrolmentElsewhere => {
                Repeated::Counted(GATHERED)
            }
            Self::UserEnrolmentElsewhere => Repeated::Omitted(GATHERED),
            Self::UserHelpsMany => Repeated::Renumbered(help::HOUR),
            // Their mails have links of their own, or say something else each time; or one takes the other back, so that what they come to
            // shows in their order: a role, an account that is in use or not.
            Self::PasswordAsked
            | Self::Invited
            | Self::Reminder
            | Self::MailSample
            | Self::NewDevice
            | Self::RecoveryCodeUsed
            | Self::AddressChanged
            | Self::AdminsImported
            | Self::AdminsFreed
            | Self::AdminAppointed
            | Self::AdminDemoted
            | Self::UserHelpdesk
            | Self::UserAuditor
            | Self::UserWithoutRole
            | Self::AdminDisabled
            | Self::AdminEnabled => Repeated::Beside,
            Self::FactorActivated
            | Self::FactorReplaced
            | Self::FactorRemoved
            | Self::FactorsReset
            | Self::AccessCodeGiven
            | Self::AccessCodeUsed
            | Self::RecoveryCodesRenewed
            | Self::RecoveryCodesEnded
            | Self::PasswordChanged
            | Self::PasswordReset
            | Self::AccessRestored
            | Self::AccountSecured
            | Self::LinkGiven
            | Self::ProfileEdited
            | Self::RoleChanged
            | Self::AdminCreated
            | Self::AdminLinkGiven
            | Self::AdminLinkUsed
            | Self::AdminCodeGiven
            | Self::AdminCodeUsed
            | Self::AdminReset
            | Self::AdminDeleted
            | Self::AdminRenamed
            | Self::AdminAddressChanged
            | Self::AdminExempted
            | Self::AdminNotRequired
            | Self::AdminMoreTime
            | Self::AdminFactorRemoved
            | Self::AdminRecoveryMade
            | Self::AdminRestored
            | Self::UserSecured => Repeated::Gathered(GATHERED_WAITING),
        }
    }

    /// Whether it says how many times it happened.
    pub const fn says_how_often(self, count: u64) -> bool {
        count > 1 && matches!(self.repeated(), Repeated::Gathered(_))
    }

    /// Whether more of it by the same person is counted on a notice that an admin has not read, within [`COUNTED`] seconds.
    pub const fn is_counted_up(self) -> bool {
        matches!(self, Self::AdminsFreed)
    }

    /// Whether somebody with this role is told of it: what concerns other accounts is for admins alone, also if it was written for
    /// somebody who was one then.
    pub fn is_for(self, role: Role) -> bool {
        role == Role::Admin || !self.is_of_another()
    }

    /// Whether what it tells of was done through a link, if through a link or code.
    pub const fn is_by_link(self) -> bool {
        matches!(
            self,
            Self::PasswordReset | Self::AccessRestored | Self::AdminLinkUsed | Self::AdminRestored
        )
    }

    /// Whether it was done by somebody who had a link, code or password: from where is known, but not who it was.
    pub const fn is_by_a_bearer(self) -> bool {
        matches!(
            self,
            Self::AdminLinkUsed
                | Self::AdminCodeUsed
                | Self::AdminRestored
                | Self::UserEnrolmentElsewhere
                | Self::UserSecured
        )
    }
}

/// When a mail is tried again if the attempt of this number (from 1) fails; none after the last.
pub fn next_mail(attempt: i32, now: Timestamp) -> Option<Timestamp> {
    if attempt >= MAIL_ATTEMPTS {
        return None;
    }
    let doubled = FIRST_MAIL_DELAY << attempt.clamp(1, 8).saturating_sub(1);
    Some(now.plus(doubled.min(LONGEST_MAIL_DELAY)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_wrong_codes_many_failures_and_enrolments_elsewhere_are_an_attempt() {
        let attempts = NoticeKind::ALL.iter().filter(|kind| kind.is_an_attempt());
        let names: Vec<&str> = attempts.map(|kind| kind.as_str()).collect();
        assert_eq!(names, ["code-refused", "attempts", "enrolment-elsewhere"]);
    }

    #[test]
    fn what_admins_are_told_of_other_accounts_begins_with_admin_or_user() {
        for kind in NoticeKind::ALL {
            let of_user = kind.as_str().starts_with("user");
            let of_admin = kind.as_str().starts_with("admin");
            assert_eq!(kind.is_of_another(), of_user || of_admin, "{kind}");
            assert!(of_user || !kind.gives_way(), "{kind}");
            assert!(kind.is_of_another() || !kind.is_by_a_bearer(), "{kind}");
            for role in Role::ALL {
                let told = *role == Role::Admin || !kind.is_of_another();
                assert_eq!(kind.is_for(*role), told, "{kind}");
            }
        }
    }

    #[test]
    fn only_a_new_factor_or_password_of_ones_own_account_can_be_denied() {
        let denied = NoticeKind::ALL.iter().filter(|kind| kind.can_be_denied());
        let names: Vec<&str> = denied.map(|kind| kind.as_str()).collect();
        assert_eq!(
            names,
            [
                "factor-activated",
                "factor-replaced",
                "password-changed",
                "password-reset"
            ]
        );
    }

    #[test]
    fn a_mail_is_tried_twelve_times_with_growing_pauses_of_two_hours_at_the_most() {
        let now = Timestamp::from_unix(0);
        let pauses: Vec<i64> = (1..)
            .map_while(|attempt| next_mail(attempt, now))
            .map(Timestamp::unix)
            .collect();
        assert_eq!(
            pauses,
            [
                60, 120, 240, 480, 960, 1_920, 3_840, 7_200, 7_200, 7_200, 7_200
            ]
        );
        assert!(pauses.iter().sum::<i64>() < MAIL_LIFETIME);
        assert_eq!(next_mail(0, now), Some(Timestamp::from_unix(60)));
    }
}
