//! Whether an account can be used.

use crate::text_enum::text_enum;

text_enum! {
    /// Whether somebody can sign in to an account.
    AccountState {
        /// There is a password.
        Usable = "usable",
        /// No password has been chosen yet.
        WithoutPassword = "no-password",
        /// An admin has deactivated it.
        Deactivated = "deactivated",
    }
}

impl AccountState {
    /// The state of an account that is (`deactivated`) or is not deactivated, with (`has_password`) or without a password.
    pub const fn of(deactivated: bool, has_password: bool) -> Self {
        match (deactivated, has_password) {
            (true, _) => Self::Deactivated,
            (false, true) => Self::Usable,
            (false, false) => Self::WithoutPassword,
        }
    }

    /// Whether it counts in figures about two-factor authentication: nobody can sign in to a deactivated account.
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Deactivated)
    }
}

#[cfg(test)]
mod tests {
    use super::AccountState;

    #[test]
    fn a_deactivated_account_is_that_first_and_counts_in_no_figure() {
        assert_eq!(AccountState::of(false, true), AccountState::Usable);
        assert_eq!(
            AccountState::of(false, false),
            AccountState::WithoutPassword
        );
        assert_eq!(AccountState::of(true, true), AccountState::Deactivated);
        assert_eq!(AccountState::of(true, false), AccountState::Deactivated);
        let counting: Vec<_> = AccountState::ALL
            .iter()
            .filter(|state| state.counts())
            .collect();
        assert_eq!(
            counting,
            [&AccountState::Usable, &AccountState::WithoutPassword]
        );
    }
}
