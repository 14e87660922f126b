//! The filter by account.

use domain::account_state::AccountState;
use domain::text_enum;

text_enum! {
    /// The filter by account: its state, or whether a person uses it.
    AccountFilter {
        /// Those of [`AccountState::Usable`].
        Usable = "usable",
        /// Those of [`AccountState::NeverInvited`].
        NeverInvited = "never-invited",
        /// Those of [`AccountState::Invited`].
        Invited = "invited",
        /// Those of [`AccountState::Deactivated`].
        Deactivated = "deactivated",
        /// Those that count in figures: neither deactivated nor exempt as a service account.
        People = "people",
        /// Those that are exempt as service accounts, deactivated ones apart.
        Service = "service",
    }
}

impl AccountFilter {
    /// Whether it lists an account in this state that is or is not exempt as a service account.
    pub fn lists(self, state: AccountState, is_service: bool) -> bool {
        match self {
            Self::Usable => state == AccountState::Usable,
            Self::NeverInvited => state == AccountState::NeverInvited,
            Self::Invited => state == AccountState::Invited,
            Self::Deactivated => state == AccountState::Deactivated,
            Self::People => state.counts() && !is_service,
            Self::Service => state.counts() && is_service,
        }
    }
}

impl From<AccountState> for AccountFilter {
    fn from(state: AccountState) -> Self {
        match state {
            AccountState::Usable => Self::Usable,
            AccountState::NeverInvited => Self::NeverInvited,
            AccountState::Invited => Self::Invited,
            AccountState::Deactivated => Self::Deactivated,
        }
    }
}
