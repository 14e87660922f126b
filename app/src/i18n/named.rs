//! The texts that values of closed lists have: each function is exhaustive, so a further value does not compile without
//! its text.

pub mod bulk;
mod flash;
mod security_event;
mod status;

pub use bulk::bulk_kind;
pub use flash::{flash, flash_about_user};
pub use security_event::security_event;
pub use status::{
    account_filter, own_status_text, own_status_title, situation, status_label, status_title,
};

use super::Key;
use super::key::{self, variable};
use domain::problem::Problem;
use domain::step_up::Proof;
use domain::{AuditAction, ExemptionKind, FirstLink, Language, Locale, NoticeKind, Role};
use wire::RequirementFilter;

/// What is wrong with what was given.
pub const fn problem(value: Problem) -> Key {
    match value {
        Problem::EmailMissing => key::problem::EMAIL_MISSING,
        Problem::EmailForm => key::problem::EMAIL_FORM,
        Problem::EmailTooLong => key::problem::EMAIL_TOO_LONG,
        Problem::EmailCharacter => key::problem::EMAIL_CHARACTER,
        Problem::EmailLookalike => key::problem::EMAIL_LOOKALIKE,
        Problem::EmailTaken => key::problem::EMAIL_TAKEN,
        Problem::NameMissing => key::problem::NAME_MISSING,
        Problem::NameTooLong => key::problem::NAME_TOO_LONG,
        Problem::NameCharacter => key::problem::NAME_CHARACTER,
        Problem::OrganisationTooLong => key::problem::ORGANISATION_TOO_LONG,
        Problem::OrganisationCharacter => key::problem::ORGANISATION_CHARACTER,
        Problem::ContactTooLong => key::problem::CONTACT_TOO_LONG,
        Problem::ContactCharacter => key::problem::CONTACT_CHARACTER,
        Problem::SentenceTooLong => key::problem::SENTENCE_TOO_LONG,
        Problem::SentenceCharacter => key::problem::SENTENCE_CHARACTER,
        Problem::ReminderDays => key::problem::REMINDER_DAYS,
        Problem::TimeZoneUnknown => key::problem::TIME_ZONE_UNKNOWN,
        Problem::PasswordTooShort => key::problem::PASSWORD_TOO_SHORT,
        Problem::PasswordTooLong => key::problem::PASSWORD_TOO_LONG,
        Problem::PasswordOwnWords => key::problem::PASSWORD_OWN_WORDS,
        Problem::PasswordCommon => key::problem::PASSWORD_COMMON,
        Problem::PasswordsDiffer => key::problem::PASSWORDS_DIFFER,
        Problem::Credentials => key::problem::CREDENTIALS,
        Problem::CurrentPassword => key::problem::CURRENT_PASSWORD,
        Problem::CodeForm => key::problem::CODE_FORM,
        Problem::CodeWrong => key::problem::CODE_WRONG,
        Problem::PasswordBlocked => key::problem::PASSWORD_BLOCKED,
        Problem::TooManyWait => key::problem::TOO_MANY_WAIT,
        Problem::AccessCodeWrong => key::problem::ACCESS_CODE_WRONG,
        Problem::CodeUsed => key::problem::CODE_USED,
        Problem::FactorBlocked => key::problem::FACTOR_BLOCKED,
        Problem::EnrolmentGone => key::problem::ENROLMENT_GONE,
        Problem::CodesNotSaved => key::problem::CODES_NOT_SAVED,
        Problem::TwoFactorRequired => key::problem::TWO_FACTOR_REQUIRED,
        Problem::ReasonMissing => key::problem::REASON_MISSING,
        Problem::ReasonTooLong => key::problem::REASON_TOO_LONG,
        Problem::DateForm => key::problem::DATE_FORM,
        Problem::DatePast => key::problem::DATE_PAST,
        Problem::EndOfKind => key::problem::END_OF_KIND,
        Problem::GraceDays => key::problem::GRACE_DAYS,
        Problem::NoDeadline => key::problem::NO_DEADLINE,
        Problem::DeadlinePast => key::problem::DEADLINE_PAST,
        Problem::DeadlineFar => key::problem::DEADLINE_FAR,
        Problem::PolicyChanged => key::problem::POLICY_CHANGED,
        Problem::ChangedMeanwhile => key::problem::CHANGED_MEANWHILE,
        Problem::UndoTooLate => key::problem::UNDO_TOO_LATE,
        Problem::LastAdmin => key::problem::LAST_ADMIN,
        Problem::LinkGone => key::problem::LINK_GONE,
        Problem::OwnFactorMissing => key::problem::OWN_FACTOR_MISSING,
        Problem::OwnAccount => key::problem::OWN_ACCOUNT,
        Problem::OwnExemption => key::problem::OWN_EXEMPTION,
        Problem::OrdinaryUsersOnly => key::problem::ORDINARY_USERS_ONLY,
        Problem::ResetOfAdmin => key::problem::RESET_OF_ADMIN,
        Problem::NoFactor => key::problem::NO_FACTOR,
        Problem::ReminderPointless => key::problem::REMINDER_POINTLESS,
        Problem::RemindedLately => key::problem::REMINDED_LATELY,
        Problem::GroupName => key::problem::GROUP_NAME,
        Problem::GroupTaken => key::problem::GROUP_TAKEN,
        Problem::FiltersFull => key::problem::FILTERS_FULL,
        Problem::GroupsFull => key::problem::GROUPS_FULL,
        Problem::NobodyChosen => key::problem::NOBODY_CHOSEN,
        Problem::Unknown => key::problem::UNKNOWN,
    }
}

/// What was done, as the audit log says it.
pub const fn action(value: AuditAction) -> Key<(variable::target,)> {
    match value {
        AuditAction::SetUp => key::audit::SET_UP.ignoring(),
        AuditAction::RecoveryLinkMade => key::audit::RECOVERY_LINK_MADE,
        AuditAction::AdminRecovered => key::audit::ADMIN_RECOVERED.ignoring(),
        AuditAction::KeysRotated => key::audit::KEYS_ROTATED.ignoring(),
        AuditAction::DatabaseRestored => key::audit::DATABASE_RESTORED.ignoring(),
        AuditAction::UserCreated => key::audit::USER_CREATED,
        AuditAction::UsersImported => key::audit::USERS_IMPORTED.ignoring(),
        AuditAction::Invited => key::audit::INVITED,
        AuditAction::Reminded => key::audit::REMINDED,
        AuditAction::AccountSecured => key::audit::ACCOUNT_SECURED.ignoring(),
        AuditAction::PasswordAsked => key::audit::PASSWORD_ASKED.ignoring(),
        AuditAction::PasswordChosen => key::audit::PASSWORD_CHOSEN.ignoring(),
        AuditAction::PasswordChanged => key::audit::PASSWORD_CHANGED.ignoring(),
        AuditAction::ProfileChanged => key::audit::PROFILE_CHANGED.ignoring(),
        AuditAction::UserEdited => key::audit::USER_EDITED,
        AuditAction::AddressChanged => key::audit::ADDRESS_CHANGED,
        AuditAction::SignedIn => key::audit::SIGNED_IN.ignoring(),
        AuditAction::CodeRefused => key::audit::CODE_REFUSED.ignoring(),
        AuditAction::SignedOut => key::audit::SIGNED_OUT.ignoring(),
        AuditAction::DeviceForgotten => key::audit::DEVICE_FORGOTTEN.ignoring(),
        AuditAction::SessionEnded => key::audit::SESSION_ENDED.ignoring(),
        AuditAction::SessionsEnded => key::audit::SESSIONS_ENDED,
        AuditAction::FactorActivated => key::audit::FACTOR_ACTIVATED.ignoring(),
        AuditAction::FactorReplaced => key::audit::FACTOR_REPLACED.ignoring(),
        AuditAction::FactorDeactivated => key::audit::FACTOR_DEACTIVATED.ignoring(),
        AuditAction::RecoveryCodesRenewed => key::audit::RECOVERY_CODES_RENEWED.ignoring(),
        AuditAction::RecoveryCodeUsed => key::audit::RECOVERY_CODE_USED.ignoring(),
        AuditAction::SteppedUp => key::audit::STEPPED_UP.ignoring(),
        AuditAction::AccessCodeGiven => key::audit::ACCESS_CODE_GIVEN,
        AuditAction::AccessCodeUsed => key::audit::ACCESS_CODE_USED.ignoring(),
        AuditAction::UserRequired => key::audit::USER_REQUIRED,
        AuditAction::UserNotRequired => key::audit::USER_NOT_REQUIRED,
        AuditAction::UserRequirementLifted => key::audit::USER_REQUIREMENT_LIFTED,
        AuditAction::UserExempted => key::audit::USER_EXEMPTED,
        AuditAction::UserFollowsPolicy => key::audit::USER_FOLLOWS_POLICY,
        AuditAction::ExemptionEnded => key::audit::EXEMPTION_ENDED,
        AuditAction::DeadlineExtended => key::audit::DEADLINE_EXTENDED,
        AuditAction::FactorsReset => key::audit::FACTORS_RESET,
        AuditAction::RoleChanged => key::audit::ROLE_CHANGED,
        AuditAction::UserDisabled => key::audit::USER_DISABLED,
        AuditAction::UserEnabled => key::audit::USER_ENABLED,
        AuditAction::UserDeleted => key::audit::USER_DELETED,
        AuditAction::PolicyRequired => key::audit::POLICY_REQUIRED.ignoring(),
        AuditAction::PolicyOptional => key::audit::POLICY_OPTIONAL.ignoring(),
        AuditAction::PolicyTimeChanged => key::audit::POLICY_TIME_CHANGED.ignoring(),
        AuditAction::PolicyUndone => key::audit::POLICY_UNDONE.ignoring(),
        AuditAction::GroupCreated => key::audit::GROUP_CREATED.ignoring(),
        AuditAction::GroupRenamed => key::audit::GROUP_RENAMED.ignoring(),
        AuditAction::GroupDeleted => key::audit::GROUP_DELETED.ignoring(),
        AuditAction::GroupRequired => key::audit::GROUP_REQUIRED.ignoring(),
        AuditAction::GroupNotRequired => key::audit::GROUP_NOT_REQUIRED.ignoring(),
        AuditAction::MemberAdded => key::audit::MEMBER_ADDED,
        AuditAction::MembersImported => key::audit::MEMBERS_IMPORTED.ignoring(),
        AuditAction::MemberRemoved => key::audit::MEMBER_REMOVED,
        AuditAction::OrganisationChanged => key::audit::ORGANISATION_CHANGED.ignoring(),
        AuditAction::AuditExported => key::audit::AUDIT_EXPORTED.ignoring(),
        AuditAction::BulkBegun => key::audit::BULK_BEGUN.ignoring(),
        AuditAction::BulkCancelled => key::audit::BULK_CANCELLED.ignoring(),
        AuditAction::BulkUndone => key::audit::BULK_UNDONE.ignoring(),
        AuditAction::UsersExported => key::audit::USERS_EXPORTED.ignoring(),
        AuditAction::ReportExported => key::audit::REPORT_EXPORTED.ignoring(),
        AuditAction::LinksExported => key::audit::LINKS_EXPORTED.ignoring(),
    }
}

/// What a notice tells of.
pub enum What {
    /// Something about the reader's own account, or about nobody in particular.
    Plain(Key),
    /// Something about another account.
    Named(Key<(variable::name,)>),
}

/// What a notice tells of.
pub const fn notice(value: NoticeKind) -> What {
    use key::activity::{admin, kind, user};
    match value {
        NoticeKind::FactorActivated => What::Plain(kind::FACTOR_ACTIVATED),
        NoticeKind::FactorReplaced => What::Plain(kind::FACTOR_REPLACED),
        NoticeKind::FactorRemoved => What::Plain(kind::FACTOR_REMOVED),
        NoticeKind::FactorsReset => What::Plain(kind::FACTORS_RESET),
        NoticeKind::AccessCodeGiven => What::Plain(kind::ACCESS_CODE_GIVEN),
        NoticeKind::AccessCodeUsed => What::Plain(kind::ACCESS_CODE_USED),
        NoticeKind::RecoveryCodeUsed => What::Plain(kind::RECOVERY_CODE_USED),
        NoticeKind::RecoveryCodesRenewed => What::Plain(kind::RECOVERY_CODES_RENEWED),
        NoticeKind::RecoveryCodesEnded => What::Plain(kind::RECOVERY_CODES_ENDED),
        NoticeKind::PasswordChanged => What::Plain(kind::PASSWORD_CHANGED),
        NoticeKind::PasswordReset => What::Plain(kind::PASSWORD_RESET),
        NoticeKind::AccessRestored => What::Plain(kind::ACCESS_RESTORED),
        NoticeKind::NewDevice => What::Plain(kind::NEW_DEVICE),
        NoticeKind::CodeRefused => What::Plain(kind::CODE_REFUSED),
        NoticeKind::Attempts => What::Plain(kind::ATTEMPTS),
        NoticeKind::EnrolmentElsewhere => What::Plain(kind::ENROLMENT_ELSEWHERE),
        NoticeKind::LinkGiven => What::Plain(kind::LINK_GIVEN),
        NoticeKind::AccountSecured => What::Plain(kind::ACCOUNT_SECURED),
        NoticeKind::PasswordAsked => What::Plain(kind::PASSWORD_ASKED),
        NoticeKind::Invited => What::Plain(kind::INVITED),
        NoticeKind::Reminder => What::Plain(kind::REMINDER),
        NoticeKind::MailSample => What::Plain(kind::MAIL_SAMPLE),
        NoticeKind::ProfileEdited => What::Plain(kind::PROFILE_EDITED),
        NoticeKind::AddressChanged => What::Plain(kind::ADDRESS_CHANGED),
        NoticeKind::RoleChanged => What::Plain(kind::ROLE_CHANGED),
        NoticeKind::AdminsImported => What::Plain(kind::ADMINS_IMPORTED),
        NoticeKind::AdminsFreed => What::Plain(kind::ADMINS_FREED),
        NoticeKind::AdminCreated => What::Named(admin::CREATED),
        NoticeKind::AdminAppointed => What::Named(admin::APPOINTED),
        NoticeKind::AdminDemoted => What::Named(admin::DEMOTED),
        NoticeKind::AdminLinkGiven => What::Named(admin::LINK_GIVEN),
        NoticeKind::AdminLinkUsed => What::Named(admin::LINK_USED),
        NoticeKind::AdminCodeGiven => What::Named(admin::CODE_GIVEN),
        NoticeKind::AdminCodeUsed => What::Named(admin::CODE_USED),
        NoticeKind::AdminReset => What::Named(admin::RESET),
        NoticeKind::AdminDisabled => What::Named(admin::DISABLED),
        NoticeKind::AdminEnabled => What::Named(admin::ENABLED),
        NoticeKind::AdminDeleted => What::Named(admin::DELETED),
        NoticeKind::AdminRenamed => What::Named(admin::RENAMED),
        NoticeKind::AdminAddressChanged => What::Named(admin::ADDRESS_CHANGED),
        NoticeKind::AdminExempted => What::Named(admin::EXEMPTED),
        NoticeKind::AdminNotRequired => What::Named(admin::NOT_REQUIRED),
        NoticeKind::AdminMoreTime => What::Named(admin::MORE_TIME),
        NoticeKind::AdminFactorRemoved => What::Named(admin::FACTOR_REMOVED),
        NoticeKind::AdminRecoveryMade => What::Named(admin::RECOVERY_MADE),
        NoticeKind::AdminRestored => What::Named(admin::RESTORED),
        NoticeKind::UserHelpdesk => What::Named(user::HELPDESK),
        NoticeKind::UserAuditor => What::Named(user::AUDITOR),
        NoticeKind::UserWithoutRole => What::Named(user::WITHOUT_ROLE),
        NoticeKind::UserSecured => What::Named(user::SECURED),
        NoticeKind::UserHelpsMany => What::Named(user::HELPS_MANY),
        NoticeKind::UserEnrolmentElsewhere => What::Named(user::ENROLMENT_ELSEWHERE),
    }
}

/// A language in its own words.
pub const fn language(value: Language) -> Key {
    match value {
        Language::Fr => key::language::FR,
        Language::En => key::language::EN,
        Language::De => key::language::DE,
        Language::Es => key::language::ES,
        Language::It => key::language::IT,
        Language::Nl => key::language::NL,
    }
}

/// A language as a choice: in some there are no pages, which somebody of that language reads in that of the browser.
pub fn offered_language(value: Language) -> String {
    let name = super::text(language(value), &[], &[]);
    if Locale::of(value).is_some() {
        name
    } else {
        super::text(key::language::NO_PAGES, &["language"], &[name])
    }
}

/// A role.
pub const fn role(value: Role) -> Key {
    match value {
        Role::User => key::role::USER,
        Role::Helpdesk => key::role::HELPDESK,
        Role::Auditor => key::role::AUDITOR,
        Role::Admin => key::role::ADMIN,
    }
}

/// A role, as the filter of the table names it.
pub const fn role_filter(value: Role) -> Key {
    match value {
        Role::User => key::users::role::USER,
        Role::Helpdesk => key::users::role::HELPDESK,
        Role::Auditor => key::users::role::AUDITOR,
        Role::Admin => key::users::role::ADMIN,
    }
}

/// A rule, as the filter of the table names it.
pub const fn requirement_filter(value: RequirementFilter) -> Key {
    match value {
        RequirementFilter::Required => key::users::requirement::REQUIRED,
        RequirementFilter::Optional => key::users::requirement::OPTIONAL,
        RequirementFilter::Individual => key::users::requirement::INDIVIDUAL,
        RequirementFilter::Exempt => key::users::requirement::EXEMPT,
        RequirementFilter::Unprotected => key::users::requirement::UNPROTECTED,
        RequirementFilter::InTime => key::users::requirement::IN_TIME,
        RequirementFilter::Overdue => key::users::requirement::OVERDUE,
    }
}

/// Who is exempt.
pub const fn exemption_kind(value: ExemptionKind) -> Key {
    match value {
        ExemptionKind::ForATime => key::exemption_kind::FOR_A_TIME,
        ExemptionKind::ForGood => key::exemption_kind::FOR_GOOD,
        ExemptionKind::ServiceAccount => key::exemption_kind::SERVICE_ACCOUNT,
    }
}

/// How a new user gets the link to a first password, and what that means.
pub const fn first_link(value: FirstLink) -> (Key, Key) {
    use key::new_user::link::{later, mailed, shown};
    match value {
        FirstLink::Mailed => (mailed::LABEL, mailed::HINT),
        FirstLink::Shown => (shown::LABEL, shown::HINT),
        FirstLink::Later => (later::LABEL, later::HINT),
    }
}

/// Why a proof is asked for.
pub const fn proof(value: Proof) -> Key {
    match value {
        Proof::Code => key::step_up::text::CODE,
        Proof::Password => key::step_up::text::PASSWORD,
    }
}

/// A month, January being 1, in its short form.
pub const fn month(value: u8) -> Key {
    match value {
        1 => key::month::_1,
        2 => key::month::_2,
        3 => key::month::_3,
        4 => key::month::_4,
        5 => key::month::_5,
        6 => key::month::_6,
        7 => key::month::_7,
        8 => key::month::_8,
        9 => key::month::_9,
        10 => key::month::_10,
        11 => key::month::_11,
        _ => key::month::_12,
    }
}
