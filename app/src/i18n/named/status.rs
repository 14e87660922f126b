//! The texts of a status.

use crate::i18n::Key;
use crate::i18n::key::{self, variable};
use domain::TwoFactorStatus;

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

/// What a status means for a user.
pub const fn status_meaning(value: TwoFactorStatus) -> Key<(variable::name,)> {
    match value {
        TwoFactorStatus::Protected => key::status::protected::MEANING,
        TwoFactorStatus::Voluntary => key::status::voluntary::MEANING,
        TwoFactorStatus::Pending => key::status::pending::MEANING,
        TwoFactorStatus::Inactive => key::status::inactive::MEANING,
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
