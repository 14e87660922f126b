//! Time zones, by the copy of the IANA database that is compiled in: all processes have the same, whatever their machine has.

use crate::error::Result;
use domain::Timestamp;
use jiff::civil::Date;
use jiff::tz::{self, TimeZoneDatabase};
use std::sync::LazyLock;
use store::Connection;

static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Seconds of a day of 24 hours.
const DAY: i64 = 86_400;

/// The name of the zone that an installation begins with.
pub const UTC: &str = "UTC";

/// The regions whose zones are named after a place, which is what people look for. The database has older names too.
const REGIONS: &[&str] = &[
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

/// The names to choose from, in alphabetical order, UTC first.
pub fn names() -> Vec<String> {
    let all = DATABASE.available().map(|name| name.as_str().to_owned());
    let mut places: Vec<String> = all.filter(|name| is_of_a_place(name)).collect();
    places.sort_unstable();
    places.insert(0, UTC.to_owned());
    places
}

fn is_of_a_place(name: &str) -> bool {
    name.split_once('/')
        .is_some_and(|(region, _)| REGIONS.contains(&region))
}

/// A time zone: what day and hour it is there at any moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeZone(tz::TimeZone);

impl TimeZone {
    /// The zone of this name (IANA), also of an older one that a browser may still use.
    pub fn parse(name: &str) -> Option<Self> {
        DATABASE.get(name).ok().map(Self)
    }

    /// The zone of this name; UTC if there is none.
    pub fn of(name: &str) -> Self {
        Self::parse(name).unwrap_or(Self(tz::TimeZone::UTC))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or(UTC)
    }

    /// Minutes east of UTC at a moment.
    pub fn offset_minutes(&self, at: Timestamp) -> i32 {
        let at = jiff::Timestamp::from_second(at.unix()).unwrap_or_default();
        self.0.to_offset(at).seconds().div_euclid(60)
    }

    /// The day at a moment, by its beginning in UTC.
    pub fn day_of(&self, at: Timestamp) -> Timestamp {
        let local = at.plus(i64::from(self.offset_minutes(at)) * 60);
        local.plus(-local.unix().rem_euclid(DAY))
    }

    /// The first moment of a day, which is given by its beginning in UTC.
    pub fn begin_of(&self, day: Timestamp) -> Timestamp {
        self.first_moment(day).unwrap_or(day)
    }

    /// The moment at which a day is over, and the next one begins.
    pub fn end_of(&self, day: Timestamp) -> Timestamp {
        self.begin_of(day.plus(DAY))
    }

    /// None where the calendar of the library ends, thousands of years from now.
    fn first_moment(&self, day: Timestamp) -> Option<Timestamp> {
        let civil = day.civil(0);
        let year = civil.year.try_into().ok()?;
        let (month, day) = (civil.month.try_into().ok()?, civil.day.try_into().ok()?);
        let date = Date::new(year, month, day).ok()?;
        let begin = date
            .to_zoned_datetime(self.0.clone())
            .ok()?
            .start_of_day()
            .ok()?;
        Some(Timestamp::from_unix(begin.timestamp().as_second()))
    }
}

/// The zone of this name, as a browser calls its own; that of the organisation if there is none.
pub(crate) async fn named_or_own(db: &impl Connection, name: &str) -> Result<TimeZone> {
    if let Some(zone) = TimeZone::parse(name) {
        return Ok(zone);
    }
    let own = store::organisation::find(db).await?;
    Ok(TimeZone::of(own.as_ref().map_or(UTC, |row| &row.time_zone)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_those_of_places_and_each_is_a_zone() {
        let names = names();
        assert_eq!(names.first().map(String::as_str), Some(UTC));
        for name in ["Europe/Paris", "America/New_York", "Pacific/Auckland"] {
            assert!(names.iter().any(|one| one == name), "{name}");
        }
        for name in ["EST", "Etc/GMT+5", "US/Pacific", "GMT", "posixrules"] {
            assert!(!names.iter().any(|one| one == name), "{name}");
        }
        for name in &names {
            assert_eq!(TimeZone::parse(name).unwrap().name(), name);
        }
        assert!(names.windows(2).skip(1).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn a_day_begins_and_ends_where_it_is_also_when_the_clock_changes() {
        let day = |text| Timestamp::parse_day(text).unwrap();
        for (zone, date, begin, hours) in [
            ("UTC", "2026-11-03", "2026-11-03T00:00:00Z", 24),
            ("Europe/Paris", "2026-03-29", "2026-03-28T23:00:00Z", 23),
            ("Europe/Paris", "2026-10-25", "2026-10-24T22:00:00Z", 25),
            ("America/New_York", "2026-11-02", "2026-11-02T05:00:00Z", 24),
            ("Pacific/Auckland", "2026-11-03", "2026-11-02T11:00:00Z", 24),
            // Midnight is left out, and the day begins at one.
            (
                "America/Sao_Paulo",
                "2018-11-04",
                "2018-11-04T03:00:00Z",
                23,
            ),
        ] {
            let at = TimeZone::of(zone);
            let (first, end) = (at.begin_of(day(date)), at.end_of(day(date)));
            assert_eq!(first.to_rfc3339(), begin, "{zone}");
            assert_eq!(end.since(first), hours * 3_600, "{zone}");
            assert_eq!(at.day_of(first), day(date), "{zone}");
            assert_eq!(at.day_of(end.plus(-1)), day(date), "{zone}");
            assert_eq!(at.day_of(first.plus(-1)), day(date).plus(-DAY), "{zone}");
        }
    }

    #[test]
    fn summer_and_winter_have_their_offsets_and_what_is_no_zone_is_none() {
        let paris = TimeZone::of("Europe/Paris");
        let day = |text| Timestamp::parse_day(text).unwrap();
        assert_eq!(paris.offset_minutes(day("2026-07-01")), 120);
        assert_eq!(paris.offset_minutes(day("2026-12-01")), 60);
        let nepal = TimeZone::of("Asia/Kathmandu");
        assert_eq!(nepal.offset_minutes(day("2026-12-01")), 345);
        assert!(TimeZone::parse("Asia/Calcutta").is_some());
        for name in ["", "Europe/Nowhere", "../etc/passwd", "Local"] {
            assert_eq!(TimeZone::parse(name), None, "{name}");
            assert_eq!(TimeZone::of(name).name(), UTC);
        }
    }
}
