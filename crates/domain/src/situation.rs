//! What is so of somebody's sign-in.

use crate::account_state::AccountState;
use crate::reset::ResetProof;
use crate::status::TwoFactorStatus;

/// What is so of somebody's sign-in, said the same way wherever it is said: in the tooltip of a shield, on the user's page, in dialogs,
/// in mails. The first that applies counts.
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
    /// 2FA has to be activated, and there is time to: the password is enough until then.
    InTime,
    /// The status says it all.
    Usual(TwoFactorStatus),
}

impl Situation {
    /// What is so of an account in this state, after a reset that asks for this proof, with this status; `in_time` where 2FA has to be
    /// activated and there is time to.
    pub fn of(
        state: AccountState,
        reset: Option<ResetProof>,
        status: TwoFactorStatus,
        in_time: bool,
    ) -> Self {
        let has_password = state == AccountState::Usable;
        match (state, reset) {
            (AccountState::Deactivated, _) => Self::Deactivated,
            (_, Some(proof)) => Self::Reset {
                proof,
                has_password,
            },
            (AccountState::NeverInvited | AccountState::Invited, None) => Self::WithoutPassword {
                pending: status == TwoFactorStatus::Pending && !in_time,
            },
            (AccountState::Usable, None) if in_time => Self::InTime,
            (AccountState::Usable, None) => Self::Usual(status),
        }
    }

    /// Whether the user can sign in by what they have: a password, and a second factor where there is one.
    pub const fn can_sign_in(self) -> bool {
        matches!(self, Self::InTime | Self::Usual(_))
    }

    /// Whether there is something to remind the user of: 2FA has to be activated, and the user can sign in for it.
    pub const fn asks_for_activation(self) -> bool {
        matches!(self, Self::InTime | Self::Usual(TwoFactorStatus::Pending))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deactivated_account_is_that_before_anything_else() {
        for reset in [None, Some(ResetProof::Code)] {
            for status in TwoFactorStatus::ALL {
                let found = Situation::of(AccountState::Deactivated, reset, *status, false);
                assert_eq!(found, Situation::Deactivated);
            }
        }
    }

    #[test]
    fn after_a_reset_what_has_to_be_proven_comes_before_the_status() {
        for (state, has_password) in [(AccountState::Usable, true), (AccountState::Invited, false)]
        {
            let proof = ResetProof::CodeOrNewPassword;
            let found = Situation::of(state, Some(proof), TwoFactorStatus::Pending, true);
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
                let found = Situation::of(state, None, *status, false);
                assert_eq!(found, Situation::WithoutPassword { pending });
            }
            let usual = Situation::of(AccountState::Usable, None, *status, false);
            assert_eq!(usual, Situation::Usual(*status));
        }
    }

    #[test]
    fn only_those_who_can_sign_in_and_have_no_factor_though_they_must_are_asked_to_activate_one() {
        for state in AccountState::ALL {
            for reset in [None, Some(ResetProof::Code)] {
                for status in TwoFactorStatus::ALL {
                    for in_time in [false, *status == TwoFactorStatus::Pending] {
                        let found = Situation::of(*state, reset, *status, in_time);
                        let usable = *state == AccountState::Usable && reset.is_none();
                        assert_eq!(found.can_sign_in(), usable, "{found:?}");
                        let asked = usable && *status == TwoFactorStatus::Pending;
                        assert_eq!(found.asks_for_activation(), asked, "{found:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn while_there_is_time_nothing_is_forced_at_the_next_sign_in() {
        let of = |state| Situation::of(state, None, TwoFactorStatus::Pending, true);
        assert_eq!(of(AccountState::Usable), Situation::InTime);
        let invited = of(AccountState::Invited);
        assert_eq!(invited, Situation::WithoutPassword { pending: false });
    }
}
