//! How far a session has progressed.

use crate::text_enum::text_enum;

text_enum! {
    /// What a session with a known user may do. Without a session the caller is anonymous.
    Gate {
        /// The password was right; the second factor is still missing.
        SecondFactor = "second-factor",
        /// A factor must be enrolled, or its recovery codes saved, before anything else.
        Enrolment = "enrolment",
        /// Signed in.
        Open = "open",
    }
}

/// What the gate depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "seven independent facts, all named"
)]
pub struct Standing {
    /// The user has a confirmed factor.
    pub active: bool,
    /// The user's recovery codes are saved.
    pub recovery_saved: bool,
    /// 2FA is required of the user, and no time to comply is left.
    pub due: bool,
    /// This session has proven the factor.
    pub factor_proven: bool,
    /// This session has been open before: a later requirement waits for the next sign-in.
    pub opened: bool,
    /// This session began with a one-time access code, to enrol a new factor in place of the lost
    /// one.
    pub replacing: bool,
    /// An admin has reset the factors, and the password alone enrols no other one.
    pub reset: bool,
}

/// Decides how far a session has progressed.
pub const fn gate(standing: Standing) -> Gate {
    if standing.replacing {
        Gate::Enrolment
    } else if standing.active {
        if !standing.factor_proven {
            Gate::SecondFactor
        } else if !standing.recovery_saved {
            Gate::Enrolment
        } else {
            Gate::Open
        }
    } else if standing.reset {
        Gate::SecondFactor
    } else if standing.due && !standing.opened {
        Gate::Enrolment
    } else {
        Gate::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = Standing> {
        (0..128).map(|bits: u8| Standing {
            active: bits & 1 != 0,
            recovery_saved: bits & 2 != 0,
            due: bits & 4 != 0,
            factor_proven: bits & 8 != 0,
            opened: bits & 16 != 0,
            replacing: bits & 32 != 0,
            reset: bits & 64 != 0,
        })
    }

    #[test]
    fn no_session_of_a_user_with_a_factor_opens_without_that_factor() {
        for s in all().filter(|s| s.active && !s.factor_proven) {
            let expected = if s.replacing {
                Gate::Enrolment
            } else {
                Gate::SecondFactor
            };
            assert_eq!(gate(s), expected, "{s:?}");
        }
    }

    #[test]
    fn a_session_that_came_in_by_an_access_code_gets_no_further_than_enrolment() {
        for s in all().filter(|s| s.replacing) {
            assert_eq!(gate(s), Gate::Enrolment, "{s:?}");
        }
    }

    #[test]
    fn a_user_without_a_factor_whose_time_is_over_gets_no_further_than_enrolment() {
        for s in all().filter(|s| !s.active && !s.reset && s.due && !s.opened) {
            assert_eq!(gate(s), Gate::Enrolment, "{s:?}");
        }
    }

    #[test]
    fn after_a_reset_the_password_alone_gets_nowhere_and_an_access_code_to_the_enrolment() {
        for s in all().filter(|s| !s.active && s.reset) {
            let expected = if s.replacing {
                Gate::Enrolment
            } else {
                Gate::SecondFactor
            };
            assert_eq!(gate(s), expected, "{s:?}");
        }
    }

    #[test]
    fn recovery_codes_are_saved_before_the_gate_opens() {
        for s in all().filter(|s| s.active && s.factor_proven && !s.replacing) {
            let expected = if s.recovery_saved {
                Gate::Open
            } else {
                Gate::Enrolment
            };
            assert_eq!(gate(s), expected, "{s:?}");
        }
    }

    #[test]
    fn a_session_that_was_open_before_the_requirement_runs_on() {
        for s in all().filter(|s| !s.active && !s.reset && s.opened && !s.replacing) {
            assert_eq!(gate(s), Gate::Open, "{s:?}");
        }
    }

    #[test]
    fn a_user_without_a_factor_who_needs_none_yet_signs_in_with_the_password() {
        for s in all().filter(|s| !s.active && !s.reset && !s.due && !s.replacing) {
            assert_eq!(gate(s), Gate::Open, "{s:?}");
        }
    }
}
