//! What a mail advises to do, and the page on which to look.

use super::text::{Key, mail};
use domain::NoticeKind;
use wire::path;

/// The end of a mail that holds no link to a password.
pub(super) struct Advice {
    /// What to do, up to the page on which to look.
    pub do_this: &'static [Key],
    /// That page.
    pub page: &'static str,
    /// Why the mail is sent.
    pub why: Key,
}

const OWN: Advice = Advice {
    do_this: &[mail::YOURS, mail::NOT_YOURS],
    page: path::ME,
    why: mail::AUTOMATIC,
};

/// What a mail of this kind advises.
pub(super) const fn advice(kind: NoticeKind) -> Advice {
    match kind {
        NoticeKind::EnrolmentElsewhere => Advice {
            do_this: &[mail::YOURS, mail::ENROL],
            ..OWN
        },
        NoticeKind::AddressChanged => Advice {
            do_this: &[mail::YOURS, mail::OLD_ADDRESS],
            ..OWN
        },
        NoticeKind::RecoveryCodesEnded => Advice {
            do_this: &[mail::RENEW],
            ..OWN
        },
        NoticeKind::AccountSecured => Advice {
            do_this: &[mail::SECURED],
            ..OWN
        },
        NoticeKind::FactorActivated
        | NoticeKind::FactorReplaced
        | NoticeKind::FactorRemoved
        | NoticeKind::FactorsReset
        | NoticeKind::AccessCodeGiven
        | NoticeKind::AccessCodeUsed
        | NoticeKind::RecoveryCodeUsed
        | NoticeKind::RecoveryCodesRenewed
        | NoticeKind::PasswordChanged
        | NoticeKind::PasswordReset
        | NoticeKind::AccessRestored
        | NoticeKind::NewDevice
        | NoticeKind::CodeRefused
        | NoticeKind::Attempts
        | NoticeKind::LinkGiven
        | NoticeKind::PasswordAsked
        | NoticeKind::Invited
        | NoticeKind::Reminder
        | NoticeKind::MailSample
        | NoticeKind::ProfileEdited
        | NoticeKind::RoleChanged => OWN,
        NoticeKind::UserEnrolmentElsewhere => Advice {
            do_this: &[mail::ASK, mail::NOT_THEIRS],
            page: path::SECURITY,
            why: mail::AUTOMATIC_USERS,
        },
        NoticeKind::UserSecured => Advice {
            do_this: &[mail::HELP],
            page: path::AUDIT,
            why: mail::AUTOMATIC_SECURED,
        },
        NoticeKind::AdminCreated
        | NoticeKind::AdminsImported
        | NoticeKind::AdminAppointed
        | NoticeKind::AdminDemoted
        | NoticeKind::AdminLinkGiven
        | NoticeKind::AdminLinkUsed
        | NoticeKind::AdminCodeGiven
        | NoticeKind::AdminCodeUsed
        | NoticeKind::AdminReset
        | NoticeKind::AdminDisabled
        | NoticeKind::AdminEnabled
        | NoticeKind::AdminDeleted
        | NoticeKind::AdminRenamed
        | NoticeKind::AdminAddressChanged
        | NoticeKind::AdminRecoveryMade
        | NoticeKind::AdminRestored
        | NoticeKind::UserHelpdesk
        | NoticeKind::UserAuditor
        | NoticeKind::UserWithoutRole => Advice {
            do_this: &[mail::KNOWN, mail::NOT_KNOWN],
            page: path::AUDIT,
            why: mail::AUTOMATIC_ADMINS,
        },
    }
}
