//! What the shield shows.

use crate::text_enum::text_enum;

text_enum! {
    /// The status of a user's two-factor authentication: a pure function of (active, required).
    TwoFactorStatus {
        /// Active and required: the green, filled shield with a check mark.
        Protected = "protected",
        /// Active by the user's own choice: the orange shield with a check mark.
        Voluntary = "voluntary",
        /// Required, to be activated at the next sign-in: the orange shield with an exclamation mark.
        Pending = "pending",
        /// Neither active nor required: the red shield without a mark.
        Inactive = "inactive",
    }
}

impl TwoFactorStatus {
    /// The status of a user with (`active`) or without a confirmed factor, of whom 2FA is
    /// (`required`) or is not required.
    pub const fn of(active: bool, required: bool) -> Self {
        match (active, required) {
            (true, true) => Self::Protected,
            (true, false) => Self::Voluntary,
            (false, true) => Self::Pending,
            (false, false) => Self::Inactive,
        }
    }

    /// Whether the user has a confirmed factor.
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Protected | Self::Voluntary)
    }

    /// Whether 2FA is required of the user.
    pub const fn is_required(self) -> bool {
        matches!(self, Self::Protected | Self::Pending)
    }
}

#[cfg(test)]
mod tests {
    use super::TwoFactorStatus;

    #[test]
    fn each_combination_of_active_and_required_has_its_own_status_and_gives_both_back() {
        for active in [false, true] {
            for required in [false, true] {
                let status = TwoFactorStatus::of(active, required);
                assert_eq!(
                    (status.is_active(), status.is_required()),
                    (active, required)
                );
            }
        }
    }

    #[test]
    fn the_text_form_of_each_status_reads_back_as_itself() {
        for status in TwoFactorStatus::ALL {
            assert_eq!(TwoFactorStatus::parse(status.as_str()), Some(*status));
        }
        assert_eq!(TwoFactorStatus::parse("green"), None);
    }
}
