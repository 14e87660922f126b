//! What is so of somebody's sign-in.

use crate::account_state::AccountState;
use crate::reset::ResetProof;
use crate::status::TwoFactorStatus;

/// What is so of somebody's sign-in, said the same way wherever it is said: in the tooltip of a shield, on the user's page, in dialogs.
/// The first that applies counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Situation {
    /// Nobody can sign in to the account.
    Deactivated,
    /// The second factor was reset: this has to be proven before another one is enrolled.
    Reset {
        /// What has to be proven.
        proof: ResetProof,
        /// Whether there is a password.
        has_password: bool,
    },
    /// No password has been chosen, so the user cannot sign in yet.
    WithoutPassword {
        /// Whether a second factor is to be enrolled then.
        pending: bool,
    },
    /// The status says it all.
    Usual(TwoFactorStatus),
}

impl Situation {
    /// What is so of an account in this state, after a reset that asks for this proof, with this status.
    pub fn of(state: AccountState, reset: Option<ResetProof>, status: TwoFactorStatus) -> Self {
        let has_password = state == AccountState::Usable;
        match (state, reset) {
            (AccountState::Deactivated, _) => Self::Deactivated,
            (_, Some(proof)) => Self::Reset {
                proof,
                has_password,
            },
            (AccountState::NeverInvited | AccountState::Invited, None) => Self::WithoutPassword {
                pending: status == TwoFactorStatus::Pending,
            },
            (AccountState::Usable, None) => Self::Usual(status),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deactivated_account_is_that_before_anything_else() {
        for reset in [None, Some(ResetProof::Code)] {
            for status in TwoFactorStatus::ALL {
                let found = Situation::of(AccountState::Deactivated, reset, *status);
                assert_eq!(found, Situation::Deactivated);
            }
        }
    }

    #[test]
    fn after_a_reset_what_has_to_be_proven_comes_before_the_status() {
        for (state, has_password) in [(AccountState::Usable, true), (AccountState::Invited, false)]
        {
            let proof = ResetProof::CodeOrNewPassword;
            let found = Situation::of(state, Some(proof), TwoFactorStatus::Pending);
            assert_eq!(
                found,
                Situation::Reset {
                    proof,
                    has_password
                }
            );
        }
    }

    #[test]
    fn without_a_password_nobody_signs_in_whatever_the_status() {
        for status in TwoFactorStatus::ALL {
            let pending = *status == TwoFactorStatus::Pending;
            for state in [AccountState::NeverInvited, AccountState::Invited] {
                let found = Situation::of(state, None, *status);
                assert_eq!(found, Situation::WithoutPassword { pending });
            }
            let usual = Situation::of(AccountState::Usable, None, *status);
            assert_eq!(usual, Situation::Usual(*status));
        }
    }
}
