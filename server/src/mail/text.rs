//! The keys of the texts of mails: constants that the build makes from the files of all languages.

// The names of variables are those of the files.
#![allow(non_camel_case_types)]

use domain::{Locale, NoticeKind};
use std::marker::PhantomData;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// The key of a text. `V` is a tuple of its variables, in alphabetical order.
pub struct Key<V = ()> {
    name: &'static str,
    variables: PhantomData<fn(V)>,
}

impl<V> Key<V> {
    const fn of(name: &'static str) -> Self {
        Self {
            name,
            variables: PhantomData,
        }
    }

    /// The name in the files.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

/// A text in the language of the mail, and its variables as `name = value` in alphabetical order.
macro_rules! text {
    ($locale:expr, $key:expr $(, $name:ident = $value:expr)* $(,)?) => {
        rust_i18n::t!(
            Key::<($(variable::$name,)*)>::name(&$key),
            locale = $locale.as_str()
            $(, $name = $value)*
        )
        .into_owned()
    };
}

pub(super) use text;

/// Without line breaks: a value within a line must not begin another.
pub(super) fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// The name of a month, 1 to 12.
pub const fn month(number: u8) -> Key {
    use mail::month;
    match number {
        1 => month::_1,
        2 => month::_2,
        3 => month::_3,
        4 => month::_4,
        5 => month::_5,
        6 => month::_6,
        7 => month::_7,
        8 => month::_8,
        9 => month::_9,
        10 => month::_10,
        11 => month::_11,
        _ => month::_12,
    }
}

/// What happened, in a sentence.
pub enum What {
    /// About the reader's own account, or about nobody in particular.
    Plain(Key),
    /// About another account.
    Named(Key<(variable::name,)>),
}

/// What happened, in a sentence.
pub const fn of_kind(value: NoticeKind) -> What {
    use mail::{admin, kind, user};
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
        NoticeKind::AccountSecured => What::Plain(kind::ACCOUNT_SECURED),
        NoticeKind::LinkGiven => What::Plain(kind::LINK_GIVEN),
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
        NoticeKind::UserEnrolmentElsewhere => What::Named(user::ENROLMENT_ELSEWHERE),
        NoticeKind::UserHelpsMany => What::Named(user::HELPS_MANY),
        NoticeKind::UserHelpdesk => What::Named(user::HELPDESK),
        NoticeKind::UserAuditor => What::Named(user::AUDITOR),
        NoticeKind::UserWithoutRole => What::Named(user::WITHOUT_ROLE),
        NoticeKind::UserSecured => What::Named(user::SECURED),
    }
}
