//! Step-up: a new proof of identity before a sensitive action (ASVS 5.0 V7.5.1).

use crate::text_enum::text_enum;
use crate::timestamp::Timestamp;

/// Seconds for which a proof allows sensitive actions.
pub const FRESH: i64 = 300;

text_enum! {
    /// What a user has to prove.
    Proof {
        /// The second factor: a code of the authenticator app or a recovery code.
        Code = "code",
        /// The password: of users without a second factor.
        Password = "password",
    }
}

impl Proof {
    /// The proof that is asked of a user with (`active`) or without a confirmed factor.
    pub const fn of(active: bool) -> Self {
        if active { Self::Code } else { Self::Password }
    }
}

/// Whether a session whose last proof was at `proven` may do something sensitive at `now`. A proof
/// from the future, after the clock was set back, does not count.
pub fn is_fresh(proven: Option<Timestamp>, now: Timestamp) -> bool {
    proven.is_some_and(|at| (0..=FRESH).contains(&now.since(at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix(10_000);

    #[test]
    fn a_proof_is_good_for_five_minutes_to_the_second() {
        assert!(is_fresh(Some(NOW), NOW));
        assert!(is_fresh(Some(NOW), NOW.plus(300)));
        assert!(!is_fresh(Some(NOW), NOW.plus(301)));
    }

    #[test]
    fn without_a_proof_or_with_one_from_the_future_nothing_is_fresh() {
        assert!(!is_fresh(None, NOW));
        assert!(!is_fresh(Some(NOW.plus(1)), NOW));
    }

    #[test]
    fn a_user_with_a_factor_proves_that_and_one_without_the_password() {
        assert_eq!(Proof::of(true), Proof::Code);
        assert_eq!(Proof::of(false), Proof::Password);
    }
}
