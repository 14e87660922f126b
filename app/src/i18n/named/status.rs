//! The texts of a status.

use crate::i18n::Key;
use crate::i18n::key::{self, variable};
use domain::{ResetProof, Situation, TwoFactorStatus};
use wire::AccountFilter;

/// A status, briefly.
pub const fn status_label(value: TwoFactorStatus) -> Key {
    match value {
        TwoFactorStatus::Protected => key::status::protected::LABEL,
        TwoFactorStatus::Voluntary => key::status::voluntary::LABEL,
        TwoFactorStatus::Pending => key::status::pending::LABEL,
        TwoFactorStatus::Inactive => key::status::inactive::LABEL,
    }
}

/// A status in a sentence.
pub const fn status_title(value: TwoFactorStatus) -> Key {
    match value {
        TwoFactorStatus::Protected => key::status::protected::TITLE,
        TwoFactorStatus::Voluntary => key::status::voluntary::TITLE,
        TwoFactorStatus::Pending => key::status::pending::TITLE,
        TwoFactorStatus::Inactive => key::status::inactive::TITLE,
    }
}

/// What is so of a user's sign-in.
pub const fn situation(value: Situation) -> Key<(variable::name,)> {
    use ResetProof::{Code, CodeOrNewPassword};
    match value {
        Situation::Deactivated => key::situation::DEACTIVATED.ignoring(),
        Situation::Reset {
            proof,
            has_password,
        } => match (proof, has_password) {
            (Code, true) => key::situation::RESET_CODE,
            (Code, false) => key::situation::RESET_BOTH,
            (CodeOrNewPassword, true) => key::situation::RESET_CODE_OR_LINK,
            (CodeOrNewPassword, false) => key::situation::RESET_LINK,
        },
        Situation::WithoutPassword { pending: true } => key::situation::NO_PASSWORD_PENDING,
        Situation::WithoutPassword { pending: false } => key::situation::NO_PASSWORD_YET,
        Situation::InTime => key::situation::IN_TIME,
        Situation::Usual(status) => match status {
            TwoFactorStatus::Protected => key::status::protected::MEANING,
            TwoFactorStatus::Voluntary => key::status::voluntary::MEANING,
            TwoFactorStatus::Pending => key::status::pending::MEANING,
            TwoFactorStatus::Inactive => key::status::inactive::MEANING,
        },
    }
}

/// The filter by account.
pub const fn account_filter(value: AccountFilter) -> Key {
    match value {
        AccountFilter::Usable => key::users::account::USABLE,
        AccountFilter::NeverInvited => key::users::account::NEVER_INVITED,
        AccountFilter::Invited => key::users::account::INVITED,
        AccountFilter::Deactivated => key::users::account::DEACTIVATED,
        AccountFilter::People => key::users::account::PEOPLE,
        AccountFilter::Service => key::users::account::SERVICE,
    }
}

/// The user's own status.
pub const fn own_status_title(value: TwoFactorStatus) -> Key {
    match value {
        TwoFactorStatus::Protected => key::me::status::protected::TITLE,
        TwoFactorStatus::Voluntary => key::me::status::voluntary::TITLE,
        TwoFactorStatus::Pending => key::me::status::pending::TITLE,
        TwoFactorStatus::Inactive => key::me::status::inactive::TITLE,
    }
}

/// What the status means, said to the user whose status it is.
pub const fn own_status_text(value: TwoFactorStatus) -> Key {
    match value {
        TwoFactorStatus::Protected => key::me::status::protected::TEXT,
        TwoFactorStatus::Voluntary => key::me::status::voluntary::TEXT,
        TwoFactorStatus::Pending => key::me::status::pending::TEXT,
        TwoFactorStatus::Inactive => key::me::status::inactive::TEXT,
    }
}
