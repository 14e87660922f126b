//! What one person may hand to an admin: a link to a password and an access code together open an account, so they do not come
//! from the same hands within a day (separation of duty, NIST SP 800-53 AC-5).

use crate::timestamp::Timestamp;

/// What is handed over to open an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// A link to a new password.
    Link,
    /// An access code in place of the second factor.
    AccessCode,
}

/// Seconds between the two means from the same giver to the same admin.
pub const APART: i64 = 86_400;

impl Means {
    /// What together with this one opens an account.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Link => Self::AccessCode,
            Self::AccessCode => Self::Link,
        }
    }
}

/// Whether it is too soon after the other means was given. A moment in the future, from before the clock was set back, is too
/// soon as well.
pub fn too_soon(other: Option<Timestamp>, now: Timestamp) -> bool {
    other.is_some_and(|given| given > now.plus(-APART))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attack_25_the_other_means_is_given_a_day_later_at_the_earliest() {
        let at = Timestamp::from_unix;
        assert!(!too_soon(None, at(0)));
        assert!(too_soon(Some(at(0)), at(APART - 1)));
        assert!(!too_soon(Some(at(0)), at(APART)));
        assert!(too_soon(Some(at(1)), at(0)));
    }
}
