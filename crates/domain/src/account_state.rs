//! Whether an account can be used.

use crate::text_enum::text_enum;

text_enum! {
    /// Whether somebody can sign in to an account.
    AccountState {
        /// There is a password.
        Usable = "usable",
        /// No password has been chosen, and no link to choose one was ever given.
        NeverInvited = "never-invited",
        /// No password has been chosen with the link that was given, whether it still works or not.
        Invited = "invited",
        /// An admin has deactivated it.
        Deactivated = "deactivated",
    }
}

impl AccountState {
    /// The state of an account that is (`deactivated`) or is not deactivated, with (`has_password`) or without a password, whose user was
    /// (`invited`) or was not given a link to choose one.
    pub const fn of(deactivated: bool, has_password: bool, invited: bool) -> Self {
        match (deactivated, has_password, invited) {
            (true, ..) => Self::Deactivated,
            (false, true, _) => Self::Usable,
            (false, false, false) => Self::NeverInvited,
            (false, false, true) => Self::Invited,
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
        for invited in [false, true] {
            let of =
                |deactivated, has_password| AccountState::of(deactivated, has_password, invited);
            assert_eq!(of(false, true), AccountState::Usable);
            assert_eq!(of(true, true), AccountState::Deactivated);
            assert_eq!(of(true, false), AccountState::Deactivated);
        }
        let without_password = [false, true].map(|invited| AccountState::of(false, false, invited));
        assert_eq!(
            without_password,
            [AccountState::NeverInvited, AccountState::Invited]
        );
        let counting: Vec<_> = AccountState::ALL
            .iter()
            .filter(|state| state.counts())
            .collect();
        assert_eq!(
            counting,
            [
                &AccountState::Usable,
                &AccountState::NeverInvited,
                &AccountState::Invited
            ]
        );
    }
}
