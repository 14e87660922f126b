//! Numbers and moments in the words of the interface's language, the same on server and browser.

use crate::i18n::named;
use crate::locale::locale;
pub use crate::locale::number;
use domain::{Locale, Timestamp};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A share, rounded to a tenth of a percent.
pub fn percent(per_mille: u64) -> String {
    let (whole, tenth) = (per_mille / 10, per_mille % 10);
    match locale() {
        Locale::Fr => format!("{whole},{tenth}\u{a0}%"),
        Locale::En => format!("{whole}.{tenth}%"),
    }
}

/// A share, rounded to a whole percent.
pub fn whole_percent(per_mille: u64) -> String {
    let whole = (per_mille + 5) / 10;
    match locale() {
        Locale::Fr => format!("{whole}\u{a0}%"),
        Locale::En => format!("{whole}%"),
    }
}

/// A day: « 3 nov. 2026 ».
pub fn date(at: Timestamp, offset_minutes: i32) -> String {
    let civil = at.civil(offset_minutes);
    let month = tr!(named::month(civil.month));
    let day = match civil.day {
        1 => tr!(date::FIRST),
        day => day.to_string(),
    };
    tr!(date::ORDER, day = day, month = month, year = civil.year)
}

/// A day and the minute: « 3 nov. 2026, 15:24 ».
pub fn date_time(at: Timestamp, offset_minutes: i32) -> String {
    let civil = at.civil(offset_minutes);
    format!(
        "{}, {:02}:{:02}",
        date(at, offset_minutes),
        civil.hour,
        civil.minute
    )
}

/// Until when something is, where the offset of a moment is what `zone` says: its last day where it ends with a day, as the field for that
/// day shows it; else the day and the minute.
pub fn until(at: Timestamp, zone: impl Fn(Timestamp) -> i32) -> String {
    match at.last_of_day(&zone) {
        Some(last) => date(last, zone(last)),
        None => date_time(at, zone(at)),
    }
}

/// The minute of the day: « 15:24 ».
pub fn time(at: Timestamp, offset_minutes: i32) -> String {
    let civil = at.civil(offset_minutes);
    format!("{:02}:{:02}", civil.hour, civil.minute)
}

/// How long ago: « à l’instant », « il y a 4 min », up to a week; the day before that.
pub fn ago(at: Timestamp, now: Timestamp, offset_minutes: i32) -> String {
    match now.since(at) {
        ..MINUTE => tr!(time::NOW),
        seconds @ MINUTE..HOUR => tr!(time::MINUTES, count = seconds / MINUTE),
        seconds @ HOUR..DAY => tr!(time::HOURS, count = seconds / HOUR),
        seconds if seconds < 7 * DAY => tr!(time::DAYS, count = seconds / DAY),
        _ => date(at, offset_minutes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::prelude::{Owner, provide_context};

    fn within<T>(locale: Locale, work: impl FnOnce() -> T) -> T {
        Owner::new().with(|| {
            provide_context(locale);
            work()
        })
    }

    #[test]
    fn numbers_follow_the_language() {
        let numbers = || [0, 999, 1_200, 1_000_000].map(number);
        assert_eq!(
            within(Locale::Fr, numbers),
            ["0", "999", "1\u{202F}200", "1\u{202F}000\u{202F}000"]
        );
        assert_eq!(
            within(Locale::En, numbers),
            ["0", "999", "1,200", "1,000,000"]
        );
    }

    #[test]
    fn shares_follow_the_language() {
        assert_eq!(within(Locale::Fr, || percent(677)), "67,7\u{a0}%");
        assert_eq!(within(Locale::En, || percent(1000)), "100.0%");
        assert_eq!(within(Locale::Fr, || whole_percent(774)), "77\u{a0}%");
        assert_eq!(within(Locale::En, || whole_percent(775)), "78%");
    }

    #[test]
    fn what_ends_with_a_day_ends_on_that_day() {
        let midnight = Timestamp::from_unix(1_793_664_000);
        let until = |at, offset: i32| within(Locale::Fr, || super::until(at, |_| offset));
        assert_eq!(until(midnight, 0), "2\u{a0}nov. 2026");
        assert_eq!(until(midnight, 60), "3\u{a0}nov. 2026, 01:00");
        assert_eq!(until(midnight.plus(30), 0), "3\u{a0}nov. 2026, 00:00");
        // The clocks go forward as the day ends.
        let forward = |at: Timestamp| if at < midnight { 0 } else { 60 };
        let text = within(Locale::Fr, || super::until(midnight, forward));
        assert_eq!(text, "2\u{a0}nov. 2026");
    }

    #[test]
    fn moments_follow_the_language_and_the_offset() {
        let at = Timestamp::from_unix(1_793_716_200);
        assert_eq!(
            within(Locale::Fr, || date_time(at, 0)),
            "3\u{a0}nov. 2026, 14:30"
        );
        assert_eq!(time(at, -60), "13:30");
        assert_eq!(
            within(Locale::En, || date_time(at, 600)),
            "4\u{a0}Nov 2026, 00:30"
        );
    }

    #[test]
    fn the_first_of_a_month_is_written_as_the_language_does() {
        let first = || date(Timestamp::from_unix(1_793_491_200), 0);
        assert_eq!(within(Locale::Fr, first), "1er\u{a0}nov. 2026");
        assert_eq!(within(Locale::En, first), "1\u{a0}Nov 2026");
    }

    #[test]
    fn the_recent_past_is_told_by_its_distance() {
        let now = Timestamp::from_unix(1_793_716_200);
        let texts = || {
            [0, 59, 60, 3_599, 3_600, 86_399, 86_400, 604_799, 604_800]
                .map(|seconds| ago(now.plus(-seconds), now, 0))
        };
        assert_eq!(
            within(Locale::Fr, texts),
            [
                "à l’instant",
                "à l’instant",
                "il y a 1\u{a0}min",
                "il y a 59\u{a0}min",
                "il y a 1\u{a0}h",
                "il y a 23\u{a0}h",
                "il y a 1\u{a0}j",
                "il y a 6\u{a0}j",
                "27\u{a0}oct. 2026",
            ]
        );
    }
}
