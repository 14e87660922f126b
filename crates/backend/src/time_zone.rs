//! Time zones, by the copy of the IANA database that is compiled in: all processes have the same, whatever their machine has.

use domain::Timestamp;
use jiff::tz::{self, TimeZoneDatabase};
use std::sync::LazyLock;

static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

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
