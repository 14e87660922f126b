//! What a mail advises to do, and the page on which to look.

use super::text::{Key, mail};
use domain::{NoticeKind, Situation, TwoFactorStatus};
use wire::path;

/// The end of a mail that holds no link to a password.
pub(super) struct Advice {
    /// What to do, up to the page on which to look.
    pub do_this: Vec<Step>,
    /// That page.
    pub page: &'static str,
    /// Why the mail is sent.
    pub why: Key,
}

/// A paragraph of an advice.
pub(super) enum Step {
    /// This text.
    Text(Key),
    /// What is so of the reader's sign-in.
    Situation,
}

/// About the reader's own account.
const fn own(do_this: Vec<Step>) -> Advice {
    Advice {
        do_this,
        page: path::ME,
        why: mail::AUTOMATIC,
    }
}

/// What a mail of this kind advises somebody of whose sign-in this is so.
pub(super) fn advice(kind: NoticeKind, situation: Situation) -> Advice {
    use Step::Text;
    match kind {
        NoticeKind::EnrolmentElsewhere if may_enrol(situation) => {
            own(vec![Text(mail::YOURS), Text(mail::ENROL)])
        }
        NoticeKind::EnrolmentElsewhere => own(vec![
            Step::Situation,
            Text(mail::YOURS),
            otherwise(situation),
        ]),
        NoticeKind::AddressChanged => own(vec![Text(mail::YOURS), Text(mail::OLD_ADDRESS)]),
        NoticeKind::RecoveryCodesEnded => match situation {
            Situation::Usual(TwoFactorStatus::Protected | TwoFactorStatus::Voluntary) => {
                own(vec![Text(mail::RENEW)])
            }
            _ => own(vec![Step::Situation, Text(mail::LOOK)]),
        },
        NoticeKind::AccountSecured => own(vec![
            Text(mail::SECURED),
            Step::Situation,
            Text(match situation {
                Situation::InTime
                | Situation::Usual(_)
                | Situation::Reset {
                    has_password: true, ..
                } => mail::ANOTHER_PASSWORD,
                Situation::Deactivated
                | Situation::Reset { .. }
                | Situation::WithoutPassword { .. } => mail::LOOK,
            }),
        ]),
        NoticeKind::FactorsReset => own(vec![Step::Situation, Text(mail::TELL)]),
        NoticeKind::FactorActivated
        | NoticeKind::FactorReplaced
        | NoticeKind::FactorRemoved
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
        | NoticeKind::RoleChanged => own(vec![Text(mail::YOURS), otherwise(situation)]),
        NoticeKind::UserEnrolmentElsewhere => Advice {
            do_this: vec![Text(mail::ASK), Text(mail::NOT_THEIRS)],
            page: path::SECURITY,
            why: mail::AUTOMATIC_USERS,
        },
        NoticeKind::UserHelpsMany => Advice {
            do_this: vec![Text(mail::KNOWN), Text(mail::STOP_HELPER)],
            page: path::AUDIT,
            why: mail::AUTOMATIC_HELPED,
        },
        NoticeKind::UserSecured => Advice {
            do_this: vec![Text(mail::HELP)],
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
        | NoticeKind::AdminExempted
        | NoticeKind::AdminNotRequired
        | NoticeKind::AdminMoreTime
        | NoticeKind::AdminsFreed
        | NoticeKind::AdminFactorRemoved
        | NoticeKind::AdminRecoveryMade
        | NoticeKind::AdminRestored
        | NoticeKind::UserHelpdesk
        | NoticeKind::UserAuditor
        | NoticeKind::UserWithoutRole => Advice {
            do_this: vec![Text(mail::KNOWN), Text(mail::NOT_KNOWN)],
            page: path::AUDIT,
            why: mail::AUTOMATIC_ADMINS,
        },
    }
}

/// Whether somebody who has chosen a password with the link of a mail needs something else to sign in, or is asked to activate 2FA.
pub(super) const fn awaits_more_than_a_password(situation: Situation) -> bool {
    situation.asks_for_activation() || matches!(situation, Situation::Reset { .. })
}

/// Whether an enrolment that was begun can still be finished.
const fn may_enrol(situation: Situation) -> bool {
    situation.asks_for_activation()
        || matches!(situation, Situation::Usual(TwoFactorStatus::Inactive))
}

/// What to do if it was somebody else: only those who can sign in can change anything themselves.
const fn otherwise(situation: Situation) -> Step {
    Step::Text(if situation.can_sign_in() {
        mail::NOT_YOURS
    } else {
        mail::TELL
    })
}
