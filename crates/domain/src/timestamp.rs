//! Moments and their form on the calendar.

use serde::{Deserialize, Serialize};

const DAY: i64 = 86_400;

/// A moment in seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// A moment on the calendar (proleptic Gregorian), at some offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    /// The year, e.g. 2026.
    pub year: i64,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute, 0 to 59.
    pub minute: u8,
    /// The second, 0 to 59.
    pub second: u8,
}

impl Timestamp {
    /// The moment this many seconds after the Unix epoch.
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the Unix epoch.
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// The moment `seconds` later.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this moment; negative when `earlier` is the later one.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The civil form at an offset of `offset_minutes` east of UTC.
    pub fn civil(self, offset_minutes: i32) -> Civil {
        let local = self.0.saturating_add(i64::from(offset_minutes) * 60);
        let seconds = local.rem_euclid(DAY);
        let (year, month, day) = civil_from_days(local.div_euclid(DAY));
        Civil {
            year,
            month,
            day,
            hour: small(seconds / 3600),
            minute: small(seconds / 60 % 60),
            second: small(seconds % 60),
        }
    }

    /// The day in UTC, e.g. `2026-11-03` (RFC 3339, full-date).
    pub fn to_day(self) -> String {
        self.day_at(0)
    }

    /// The day at an offset of `offset_minutes` east of UTC, e.g. `2026-11-03`.
    pub fn day_at(self, offset_minutes: i32) -> String {
        let c = self.civil(offset_minutes);
        format!("{:04}-{:02}-{:02}", c.year, c.month, c.day)
    }

    /// The last second of the day that ends at this moment, where a moment is `offset_minutes(moment)` minutes east of UTC; none if no day
    /// ends then.
    pub fn last_of_day(self, offset_minutes: impl FnOnce(Self) -> i32) -> Option<Self> {
        let last = self.plus(-1);
        // By the offset of before: where the clocks go forward at midnight, the next day begins at one.
        let civil = last.civil(offset_minutes(last));
        matches!((civil.hour, civil.minute, civil.second), (23, 59, 59)).then_some(last)
    }

    /// The beginning in UTC of a day written `YYYY-MM-DD` (RFC 3339, full-date); none if the
    /// calendar has no such day.
    pub fn parse_day(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut part = |length| {
            let digits = parts.next()?;
            let whole = digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit());
            digits.parse::<i64>().ok().filter(|_| whole)
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        let begin = Self(days_from_civil(year, month, day).saturating_mul(DAY));
        // Days that do not exist, such as 30 February, convert back to other days.
        (begin.to_day() == text).then_some(begin)
    }

    /// RFC 3339 in UTC, e.g. `2026-11-03T14:05:00Z`.
    pub fn to_rfc3339(self) -> String {
        let c = self.civil(0);
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            c.year, c.month, c.day, c.hour, c.minute, c.second
        )
    }
}

fn small(value: i64) -> u8 {
    u8::try_from(value).unwrap_or_default()
}

/// Days since 1970-01-01 to year, month and day, counted in eras of 400 years that start in March.
fn civil_from_days(days: i64) -> (i64, u8, u8) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, small(month), small(day))
}

/// Days since 1970-01-01 of a day on the calendar: the inverse of [`civil_from_days`].
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn known_moments_have_their_known_civil_form() {
        let cases = [
            (0, "1970-01-01T00:00:00Z"),
            (951_827_696, "2000-02-29T12:34:56Z"),
            (1_111_111_109, "2005-03-18T01:58:29Z"),
            (20_000_000_000, "2603-10-11T11:33:20Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (4_102_444_799, "2099-12-31T23:59:59Z"),
        ];
        for (unix, text) in cases {
            assert_eq!(Timestamp::from_unix(unix).to_rfc3339(), text);
        }
    }

    #[test]
    fn an_offset_moves_the_civil_form_over_midnight() {
        let civil = Timestamp::from_unix(23 * 3600).civil(120);
        assert_eq!((civil.day, civil.hour), (2, 1));
    }

    #[test]
    fn a_day_is_read_as_its_beginning_and_written_the_same_way() {
        for (text, unix) in [
            ("1970-01-01", 0),
            ("1969-12-31", -86_400),
            ("2000-02-29", 951_782_400),
            ("2026-03-01", 1_772_323_200),
            ("2026-12-31", 1_798_675_200),
            ("0000-01-01", -62_167_219_200),
            ("9999-12-31", 253_402_214_400),
        ] {
            let day = Timestamp::parse_day(text);
            assert_eq!(day.map(Timestamp::unix), Some(unix), "{text}");
            assert_eq!(Timestamp::from_unix(unix + 86_399).to_day(), text);
        }
    }

    #[test]
    fn every_day_of_four_centuries_is_read_back() {
        for day in 0..146_097 {
            let at = Timestamp::from_unix(day * 86_400);
            assert_eq!(Timestamp::parse_day(&at.to_day()), Some(at));
        }
    }

    #[test]
    fn what_the_calendar_lacks_is_no_day() {
        for text in [
            "",
            "2026",
            "2026-02-30",
            "2025-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-01-00",
            "2026-1-1",
            "+026-01-01",
            "2026-01-01-",
            "2026-01-01T00:00",
            "12026-01-01",
            "31/12/2026",
        ] {
            assert_eq!(Timestamp::parse_day(text), None, "{text}");
        }
    }

    #[test]
    fn adding_never_overflows() {
        assert_eq!(Timestamp::from_unix(i64::MAX).plus(1).unix(), i64::MAX);
    }

    #[test]
    fn a_moment_ends_a_day_where_the_last_second_before_it_is_one() {
        let midnight = Timestamp::from_unix(1_785_542_400);
        let before = midnight.plus(-1);
        assert_eq!(midnight.last_of_day(|_| 0), Some(before));
        assert_eq!(midnight.plus(1).last_of_day(|_| 0), None);
        assert_eq!(midnight.last_of_day(|_| 120), None);
        let in_paris = midnight.plus(-7_200);
        assert_eq!(in_paris.last_of_day(|_| 120), Some(in_paris.plus(-1)));
        // The clocks go forward at midnight: the next day begins at one.
        let forward = |at| if at < midnight { 0 } else { 60 };
        assert_eq!(midnight.last_of_day(forward), Some(before));
    }
}
