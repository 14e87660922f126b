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

/// What happened, in a sentence.
pub const fn of_kind(kind: NoticeKind) -> Key {
    match kind {
        NoticeKind::FactorActivated => mail::kind::FACTOR_ACTIVATED,
        NoticeKind::FactorReplaced => mail::kind::FACTOR_REPLACED,
        NoticeKind::FactorRemoved => mail::kind::FACTOR_REMOVED,
        NoticeKind::FactorsReset => mail::kind::FACTORS_RESET,
        NoticeKind::AccessCodeGiven => mail::kind::ACCESS_CODE_GIVEN,
        NoticeKind::AccessCodeUsed => mail::kind::ACCESS_CODE_USED,
        NoticeKind::RecoveryCodeUsed => mail::kind::RECOVERY_CODE_USED,
        NoticeKind::RecoveryCodesRenewed => mail::kind::RECOVERY_CODES_RENEWED,
        NoticeKind::RecoveryCodesEnded => mail::kind::RECOVERY_CODES_ENDED,
        NoticeKind::PasswordChanged => mail::kind::PASSWORD_CHANGED,
        NoticeKind::PasswordReset => mail::kind::PASSWORD_RESET,
        NoticeKind::AccessRestored => mail::kind::ACCESS_RESTORED,
        NoticeKind::NewDevice => mail::kind::NEW_DEVICE,
        NoticeKind::CodeRefused => mail::kind::CODE_REFUSED,
        NoticeKind::Attempts => mail::kind::ATTEMPTS,
        NoticeKind::EnrolmentElsewhere => mail::kind::ENROLMENT_ELSEWHERE,
    }
}
