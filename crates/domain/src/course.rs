//! How the distribution of the statuses has changed from day to day, and when nobody will be left who has to activate 2FA.

use crate::distribution::Distribution;
use crate::requirement::Policy;
use crate::timestamp::Timestamp;

/// Seconds of a day.
const DAY: i64 = 86_400;
/// The pace is that of this many days.
pub const PACE_DAYS: i64 = 28;
/// Fewer days say nothing of a pace.
const SHORTEST_DAYS: i64 = 7;
/// A day further ahead than this says no more than « not at this pace »: ten years.
const FURTHEST_DAYS: i64 = 3_650;

/// The figures of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayFigures {
    /// The day, by its beginning in UTC.
    pub day: Timestamp,
    /// How many users had each status at its end, or when it was last looked at.
    pub distribution: Distribution,
    /// How many service accounts there were beside them; none of a day that was kept before they stood apart, which may count them.
    pub service_accounts: Option<u64>,
}

/// When everybody whom the rules concern will have activated 2FA, if people go on as they did in the last [`PACE_DAYS`] days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forecast {
    /// There are too few days to tell.
    Unknown,
    /// Nobody is left.
    Reached,
    /// On this day, by its beginning in UTC.
    On(Timestamp),
    /// Never, or not within ten years.
    NotAtThisPace,
}

/// The users who are left: where 2FA is required of everybody those who have to activate it, without the exempted; else all who have
/// not.
pub const fn left(distribution: &Distribution, policy: Policy) -> u64 {
    match policy {
        Policy::Required => distribution.pending,
        Policy::Optional => distribution.pending + distribution.inactive,
    }
}

/// The forecast from the figures of the days so far, in their order. Days before the policy was `made` say nothing of the pace under it.
pub fn forecast(course: &[DayFigures], policy: Policy, made: Timestamp) -> Forecast {
    let Some(last) = course.last() else {
        return Forecast::Unknown;
    };
    let left = left(&last.distribution, policy);
    if left == 0 && last.distribution.total() > 0 {
        return Forecast::Reached;
    }
    let since = last.day.plus(-PACE_DAYS * DAY);
    let counts = |figures: &&DayFigures| figures.day >= since && figures.day.plus(DAY) > made;
    let Some(first) = course.iter().find(counts) else {
        return Forecast::Unknown;
    };
    let days = last.day.since(first.day) / DAY;
    if days < SHORTEST_DAYS {
        return Forecast::Unknown;
    }
    let (before, now) = (first.distribution.active(), last.distribution.active());
    match needed(left, now.saturating_sub(before), days) {
        Some(needed) if needed <= FURTHEST_DAYS => Forecast::On(last.day.plus(needed * DAY)),
        _ => Forecast::NotAtThisPace,
    }
}

/// The days that `left` users take, where `gained` took `days`, rounded up.
fn needed(left: u64, gained: u64, days: i64) -> Option<i64> {
    let days = u64::try_from(days).ok()?;
    let needed = left
        .checked_mul(days)?
        .checked_add(gained.checked_sub(1)?)?
        .checked_div(gained)?;
    i64::try_from(needed).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-12-01.
    const FIRST: i64 = 1_796_083_200;

    const NEVER: Timestamp = Timestamp::from_unix(0);

    fn day(number: i64) -> Timestamp {
        Timestamp::from_unix(FIRST).plus(number * DAY)
    }

    /// A day with these numbers of active, pending and inactive users.
    fn figures(number: i64, active: u64, pending: u64, inactive: u64) -> DayFigures {
        DayFigures {
            day: day(number),
            distribution: Distribution {
                protected: active,
                pending,
                inactive,
                ..Distribution::default()
            },
            service_accounts: Some(0),
        }
    }

    #[test]
    fn those_who_are_left_need_as_long_as_the_pace_says_rounded_up() {
        for (left, expected) in [(10, 7), (11, 8), (20, 14), (1, 1)] {
            let course = [figures(0, 0, 10 + left, 0), figures(7, 10, left, 0)];
            let forecast = forecast(&course, Policy::Required, NEVER);
            assert_eq!(forecast, Forecast::On(day(7 + expected)), "{left}");
        }
    }

    #[test]
    fn the_exempted_are_not_waited_for_and_under_no_rule_for_all_everybody_is() {
        let course = [figures(0, 0, 15, 5), figures(10, 10, 5, 5)];
        assert_eq!(
            forecast(&course, Policy::Required, NEVER),
            Forecast::On(day(15))
        );
        assert_eq!(
            forecast(&course, Policy::Optional, NEVER),
            Forecast::On(day(20))
        );
        let done = [figures(0, 0, 15, 5), figures(10, 15, 0, 5)];
        assert_eq!(forecast(&done, Policy::Required, NEVER), Forecast::Reached);
    }

    #[test]
    fn the_pace_is_that_of_the_last_four_weeks() {
        let course = [
            figures(0, 0, 100, 0),
            figures(20, 60, 40, 0),
            figures(34, 70, 30, 0),
            figures(48, 80, 20, 0),
        ];
        assert_eq!(
            forecast(&course, Policy::Required, NEVER),
            Forecast::On(day(76))
        );
    }

    #[test]
    fn what_was_before_the_rule_says_nothing_of_the_pace() {
        let course = [
            figures(0, 10, 0, 90),
            figures(20, 10, 90, 0),
            figures(27, 20, 80, 0),
        ];
        let pace = |made| forecast(&course, Policy::Required, made);
        assert_eq!(pace(day(20).plus(3_600)), Forecast::On(day(83)));
        assert_eq!(pace(day(21)), Forecast::Unknown);
    }

    #[test]
    fn a_week_is_the_least_that_says_anything() {
        assert_eq!(forecast(&[], Policy::Required, NEVER), Forecast::Unknown);
        let empty = [figures(0, 0, 0, 0)];
        assert_eq!(forecast(&empty, Policy::Required, NEVER), Forecast::Unknown);
        let six = [figures(0, 0, 10, 0), figures(6, 5, 5, 0)];
        assert_eq!(forecast(&six, Policy::Required, NEVER), Forecast::Unknown);
        // The days before were not looked at.
        let gap = [figures(0, 0, 10, 0), figures(60, 5, 5, 0)];
        assert_eq!(forecast(&gap, Policy::Required, NEVER), Forecast::Unknown);
    }

    #[test]
    fn nobody_more_or_too_few_is_never() {
        for active in [0, 10] {
            let course = [figures(0, 10, 10, 0), figures(7, active, 10, 0)];
            let forecast = forecast(&course, Policy::Required, NEVER);
            assert_eq!(forecast, Forecast::NotAtThisPace);
        }
        let slow = [figures(0, 0, 1_000_000, 0), figures(7, 1, 999_999, 0)];
        assert_eq!(
            forecast(&slow, Policy::Required, NEVER),
            Forecast::NotAtThisPace
        );
        let huge = [figures(0, 0, u64::MAX, 0), figures(7, 1, u64::MAX / 2, 0)];
        assert_eq!(
            forecast(&huge, Policy::Required, NEVER),
            Forecast::NotAtThisPace
        );
    }
}
