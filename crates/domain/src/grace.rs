//! The time that a rule gives to comply.

use crate::problem::Problem;
use crate::text_enum::text_enum;
use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

/// The most days that a rule gives.
pub const MOST_DAYS: i64 = 180;

/// A deadline by date is at most this many days ahead: what lasts longer is an exemption, which has a reason and stands in a list.
pub const MOST_DAYS_AHEAD: i64 = 366;

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// The time that a rule gives to comply: the grace period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grace {
    /// None: enrolment is forced from the next sign-in on.
    #[default]
    None,
    /// This many days, 1 to [`MOST_DAYS`].
    Days(i64),
    /// Until this moment: the end of a day where the admin was who chose it.
    Until(Timestamp),
}

text_enum! {
    /// From when the days of a rule count that gives some.
    DaysFrom {
        /// From when they were announced before, for those who were there.
        Announced = "announced",
        /// From the change that the entry is about.
        Change = "change",
    }
}

impl DaysFrom {
    /// Of a rule that gives this time; none where it gives no days.
    pub fn of(grace: Grace, is_kept: bool) -> Option<Self> {
        let from = if is_kept {
            Self::Announced
        } else {
            Self::Change
        };
        grace.days().map(|_| from)
    }
}

/// The fields of a form about the time to comply.
#[derive(Debug, Clone, Copy, Default)]
pub struct GraceInput<'a> {
    /// Which of the two others counts: `days`, `date`; anything else for no time.
    pub kind: &'a str,
    /// A number of days, 0 to [`MOST_DAYS`]; 0 gives no time.
    pub days: &'a str,
    /// The last day as `YYYY-MM-DD`, the form of `<input type="date">` (HTML, 2.3.5.2).
    pub last_day: &'a str,
}

impl Grace {
    /// Reads the fields. `end_of` gives the end of a day in the admin's time zone by the day's beginning in UTC; it must be after `now`.
    pub fn parse(
        input: GraceInput<'_>,
        now: Timestamp,
        end_of: impl FnOnce(Timestamp) -> Timestamp,
    ) -> Result<Self, Problem> {
        match input.kind {
            "days" => {
                let days: Option<i64> = input.days.trim().parse().ok();
                match days.filter(|days| (0..=MOST_DAYS).contains(days)) {
                    None => Err(Problem::GraceDays),
                    Some(0) => Ok(Self::None),
                    Some(days) => Ok(Self::Days(days)),
                }
            }
            "date" => {
                let begin = Timestamp::parse_day(input.last_day.trim()).ok_or(Problem::DateForm)?;
                let end = end_of(begin);
                if end <= now {
                    Err(Problem::DeadlinePast)
                } else if end > now.plus((MOST_DAYS_AHEAD + 1) * DAY) {
                    Err(Problem::DeadlineFar)
                } else {
                    Ok(Self::Until(end))
                }
            }
            _ => Ok(Self::None),
        }
    }

    /// The number of days, where it is one.
    pub const fn days(self) -> Option<i64> {
        match self {
            Self::Days(days) => Some(days),
            Self::None | Self::Until(_) => None,
        }
    }

    /// The moment, where it is one.
    pub const fn until(self) -> Option<Timestamp> {
        match self {
            Self::Until(end) => Some(end),
            Self::None | Self::Days(_) => None,
        }
    }

    /// From the columns of a row: a moment counts before days.
    pub const fn kept(days: Option<i64>, until: Option<Timestamp>) -> Self {
        match (days, until) {
            (_, Some(end)) => Self::Until(end),
            (Some(days), None) => Self::Days(days),
            (None, None) => Self::None,
        }
    }
}

/// The time that the policy gives, and what it counts from. A policy that is made again after it was lifted keeps, where the admin
/// wants that, what was announced to those who were there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyTime {
    /// The time that it gives.
    pub grace: Grace,
    /// From when its days count for those who could comply before it was lifted.
    pub announced: Timestamp,
    /// When it was lifted, before it was made.
    pub lifted: Timestamp,
    /// When it was made.
    pub made: Timestamp,
    /// When all exemptions were last ended at once.
    pub exemptions_ended: Timestamp,
}

impl PolicyTime {
    /// Of a policy that has never been made.
    pub const NEVER: Self = Self {
        grace: Grace::None,
        announced: Timestamp::from_unix(0),
        lifted: Timestamp::from_unix(0),
        made: Timestamp::from_unix(0),
        exemptions_ended: Timestamp::from_unix(0),
    };

    /// Of a policy that is made now. `keep_announced`: for those who were there its days count from when they were announced before.
    #[must_use]
    pub const fn make(self, grace: Grace, keep_announced: bool, now: Timestamp) -> Self {
        let made = Self {
            grace,
            made: now,
            ..self
        };
        if keep_announced && self.announced.unix() > 0 {
            made
        } else {
            Self {
                announced: now,
                lifted: now,
                ..made
            }
        }
    }

    /// Of a policy that is lifted now.
    #[must_use]
    pub const fn lift(self, now: Timestamp) -> Self {
        Self {
            lifted: now,
            ..self
        }
    }

    /// The same once all exemptions end.
    #[must_use]
    pub const fn end_exemptions(self, now: Timestamp) -> Self {
        Self {
            exemptions_ended: now,
            ..self
        }
    }

    /// The moment from which days count for somebody who can comply since then.
    pub fn begin(&self, since: Timestamp) -> Timestamp {
        let policy = if since < self.lifted {
            self.announced
        } else {
            self.made
        };
        since.max(policy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-12-01T09:00:00Z.
    const NOW: Timestamp = Timestamp::from_unix(1_796_115_600);

    fn parsed(kind: &str, days: &str, last_day: &str) -> Result<Grace, Problem> {
        let input = GraceInput {
            kind,
            days,
            last_day,
        };
        Grace::parse(input, NOW, |day| day.plus(DAY))
    }

    #[test]
    fn days_are_none_to_a_hundred_and_eighty() {
        assert_eq!(parsed("days", "0", ""), Ok(Grace::None));
        assert_eq!(parsed("days", " 14 ", "x"), Ok(Grace::Days(14)));
        assert_eq!(parsed("days", "180", ""), Ok(Grace::Days(180)));
        for wrong in ["", "181", "-1", "1.5", "deux"] {
            assert_eq!(parsed("days", wrong, ""), Err(Problem::GraceDays));
        }
    }

    #[test]
    fn a_date_is_the_end_of_a_day_that_is_not_over() {
        let end = Timestamp::from_unix(1_796_169_600);
        assert_eq!(parsed("date", "14", "2026-12-01"), Ok(Grace::Until(end)));
        assert_eq!(parsed("date", "", "2026-11-30"), Err(Problem::DeadlinePast));
        assert_eq!(parsed("date", "14", ""), Err(Problem::DateForm));
    }

    #[test]
    fn a_date_is_at_most_a_year_ahead() {
        let last = NOW.plus(MOST_DAYS_AHEAD * DAY).to_day();
        assert!(parsed("date", "", &last).is_ok(), "{last}");
        for far in [
            NOW.plus((MOST_DAYS_AHEAD + 1) * DAY).to_day(),
            "9999-12-31".to_owned(),
        ] {
            assert_eq!(parsed("date", "", &far), Err(Problem::DeadlineFar), "{far}");
        }
    }

    #[test]
    fn whoever_chooses_nothing_gives_no_time() {
        assert_eq!(parsed("", "14", "2026-12-24"), Ok(Grace::None));
        assert_eq!(parsed("none", "", ""), Ok(Grace::None));
    }

    #[test]
    fn what_columns_hold_is_read_back() {
        for grace in [Grace::None, Grace::Days(14), Grace::Until(NOW)] {
            assert_eq!(Grace::kept(grace.days(), grace.until()), grace);
        }
    }

    #[test]
    fn a_policy_made_again_counts_from_when_it_was_announced_only_for_those_who_were_there_before_it_was_lifted()
     {
        let day = |number: i64| NOW.plus(number * DAY);
        let again = PolicyTime::NEVER
            .make(Grace::Days(14), false, day(0))
            .lift(day(4))
            .make(Grace::Days(14), true, day(5));
        for (since, begin) in [(-100, 0), (2, 2), (4, 5), (5, 5), (9, 9)] {
            assert_eq!(again.begin(day(since)), day(begin), "{since}");
        }
        let anew = again.lift(day(6)).make(Grace::Days(7), false, day(7));
        for since in [-100, 2, 6] {
            assert_eq!(anew.begin(day(since)), day(7), "{since}");
        }
    }

    #[test]
    fn what_was_never_announced_cannot_be_kept() {
        let made = PolicyTime::NEVER.make(Grace::Days(14), true, NOW);
        assert_eq!((made.announced, made.lifted), (NOW, NOW));
    }
}
