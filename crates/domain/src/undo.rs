//! For how long a change of the rules for all can be taken back, and to what.

use crate::problem::Problem;
use crate::requirement::Rules;
use crate::timestamp::Timestamp;

/// How many seconds it can be undone.
pub const UNDO_SECONDS: i64 = 600;

/// The last change of the rules for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastChange {
    /// Its number: each change has the next one.
    pub number: i64,
    /// When it was made.
    pub at: Timestamp,
    /// The rules before it.
    pub before: Rules,
}

impl LastChange {
    /// The moment from which it can no longer be undone.
    pub fn until(&self) -> Timestamp {
        self.at.plus(UNDO_SECONDS)
    }

    /// Whether it can be undone at `now`.
    pub fn can_be_undone(&self, now: Timestamp) -> bool {
        now < self.until()
    }

    /// The rules that undoing it gives. It was asked for the change with this number: the rules may have been changed again since.
    pub fn undo(&self, asked: i64, now: Timestamp) -> Result<Rules, Problem> {
        if asked != self.number {
            Err(Problem::PolicyChanged)
        } else if self.can_be_undone(now) {
            Ok(self.before)
        } else {
            Err(Problem::UndoTooLate)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grace::PolicyTime;
    use crate::requirement::Policy;

    const BEFORE: Rules = Rules {
        policy: Policy::Required,
        required_generation: 3,
        exempt_generation: 7,
        time: PolicyTime::NEVER,
    };
    const LAST: LastChange = LastChange {
        number: 5,
        at: Timestamp::from_unix(1_000),
        before: BEFORE,
    };

    #[test]
    fn a_change_can_be_undone_for_ten_minutes_and_not_a_second_longer() {
        let at = |second| LAST.undo(5, Timestamp::from_unix(second));
        assert_eq!(at(1_000), Ok(BEFORE));
        assert_eq!(at(1_599), Ok(BEFORE));
        assert_eq!(at(1_600), Err(Problem::UndoTooLate));
        assert!(!LAST.can_be_undone(LAST.until()));
    }

    #[test]
    fn only_the_last_change_can_be_undone() {
        for other in [4, 6] {
            let undone = LAST.undo(other, Timestamp::from_unix(1_000));
            assert_eq!(undone, Err(Problem::PolicyChanged));
        }
    }
}
