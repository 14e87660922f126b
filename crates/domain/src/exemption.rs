//! What an admin may add to an exemption: why, and until when.

use crate::problem::Problem;
use crate::reason::Reason;
use crate::text_enum::text_enum;
use crate::timestamp::Timestamp;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The separator between the last day and the reason in the detail of an audit entry.
const SEPARATOR: &str = " · ";

/// What is kept as the reason of an exemption that a file makes, which has no reasons. It is said in the language of the reader; no reason
/// that an admin gives begins with a space.
pub const FROM_FILE: &str = " file";

/// What is kept as the author of a rule that the command line makes; no name begins with a space.
pub const COMMAND_LINE: &str = " command-line";

text_enum! {
    /// Who is exempt.
    ExemptionKind {
        /// A person, until a moment.
        ForATime = "for-a-time",
        /// A person, for good.
        ForGood = "for-good",
        /// An account that no person signs in to.
        ServiceAccount = "service-account",
    }
}

impl ExemptionKind {
    /// The kind where none was chosen: an exemption with an end is for a time.
    pub const fn by_end(until: Option<Timestamp>) -> Self {
        match until {
            Some(_) => Self::ForATime,
            None => Self::ForGood,
        }
    }
}

/// What an admin decides of an exemption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemption {
    /// Who is exempt.
    pub kind: ExemptionKind,
    /// The reason.
    pub reason: Reason,
    /// The moment from which it no longer applies: the end of a day where the admin was who chose it.
    pub until: Option<Timestamp>,
}

/// The fields of a form about an exemption.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExemptionInput<'a> {
    /// Who is exempt; without a choice [`ExemptionKind::by_end`].
    pub kind: Option<ExemptionKind>,
    /// The reason.
    pub reason: &'a str,
    /// The last day as `YYYY-MM-DD`, the form of `<input type="date">` (HTML, 2.3.5.2); may be left out.
    pub last_day: &'a str,
}

impl Exemption {
    /// Reads the fields. `end_of` gives the end of a day in the admin's time zone by the day's beginning in UTC; it must be after `now`. A
    /// reason is asked for; an exemption for a time has an end, one for good has none.
    pub fn parse(
        input: ExemptionInput<'_>,
        now: Timestamp,
        end_of: impl FnOnce(Timestamp) -> Timestamp,
    ) -> Result<Self, Problem> {
        let until = match input.last_day.trim() {
            "" => None,
            day => {
                let begin = Timestamp::parse_day(day).ok_or(Problem::DateForm)?;
                Some(end_of(begin))
            }
        };
        if until.is_some_and(|end| end <= now) {
            return Err(Problem::DatePast);
        }
        let kind = input.kind.unwrap_or(ExemptionKind::by_end(until));
        match (kind, until) {
            (ExemptionKind::ForATime, None) | (ExemptionKind::ForGood, Some(_)) => {
                return Err(Problem::EndOfKind);
            }
            _ => {}
        }
        Ok(Self {
            kind,
            reason: Reason::parse(input.reason)?,
            until,
        })
    }
}

/// The last day of an exemption that ends at `until`, as `YYYY-MM-DD`, by the minutes east of UTC at a moment.
pub fn last_day(until: Timestamp, offset_minutes: impl FnOnce(Timestamp) -> i32) -> String {
    let last = until.plus(-1);
    last.day_at(offset_minutes(last))
}

/// The end of an exemption in the detail of an audit entry: its last day in UTC, or the moment if no day ends then.
pub fn write_end(until: Timestamp) -> String {
    if until.unix().rem_euclid(DAY) == 0 {
        last_day(until, |_| 0)
    } else {
        until.to_rfc3339()
    }
}

/// An exemption in the detail of an audit entry, in version 1: the end, the reason, or both.
pub fn write_detail(until: Option<Timestamp>, reason: &str) -> String {
    let reason = (!reason.is_empty()).then(|| reason.to_owned());
    let parts: Vec<String> = until.map(write_end).into_iter().chain(reason).collect();
    parts.join(SEPARATOR)
}

/// End and reason from the output of [`write_detail`].
pub fn read_detail(detail: &str) -> (Option<Timestamp>, &str) {
    let (day, reason) = detail.split_once(SEPARATOR).unwrap_or((detail, ""));
    match Timestamp::parse_day(day) {
        Some(day) => (Some(day.plus(DAY)), reason),
        None => (None, detail),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-03T14:30:00Z.
    const NOW: Timestamp = Timestamp::from_unix(1_793_716_200);

    const fn in_utc(day: Timestamp) -> Timestamp {
        day.plus(DAY)
    }

    const fn input<'a>(reason: &'a str, last_day: &'a str) -> ExemptionInput<'a> {
        ExemptionInput {
            kind: None,
            reason,
            last_day,
        }
    }

    fn parsed(reason: &str, day: &str) -> Result<(String, Option<i64>), Problem> {
        let exemption = Exemption::parse(input(reason, day), NOW, in_utc)?;
        let detail = write_detail(exemption.until, exemption.reason.as_str());
        Ok((detail, exemption.until.map(Timestamp::unix)))
    }

    #[test]
    fn a_reason_is_asked_for_and_the_last_day_may_be_left_out() {
        assert_eq!(parsed("  ", ""), Err(Problem::ReasonMissing));
        assert_eq!(parsed("", "2026-12-31"), Err(Problem::ReasonMissing));
        assert_eq!(parsed(" congé ", ""), Ok(("congé".to_owned(), None)));
        assert_eq!(
            parsed("congé", " 2026-11-03 "),
            Ok(("2026-11-03 · congé".to_owned(), Some(1_793_750_400)))
        );
    }

    #[test]
    fn for_a_time_needs_an_end_for_good_has_none_and_a_service_account_may_have_one() {
        use ExemptionKind as Kind;
        let day = "2026-12-31";
        for (kind, last_day, expected) in [
            (None, "", Ok(Kind::ForGood)),
            (None, day, Ok(Kind::ForATime)),
            (Some(Kind::ForATime), "", Err(Problem::EndOfKind)),
            (Some(Kind::ForATime), day, Ok(Kind::ForATime)),
            (Some(Kind::ForGood), "", Ok(Kind::ForGood)),
            (Some(Kind::ForGood), day, Err(Problem::EndOfKind)),
            (Some(Kind::ServiceAccount), "", Ok(Kind::ServiceAccount)),
            (Some(Kind::ServiceAccount), day, Ok(Kind::ServiceAccount)),
        ] {
            let input = ExemptionInput {
                kind,
                ..input("sauvegarde", last_day)
            };
            let read = Exemption::parse(input, NOW, in_utc).map(|exemption| exemption.kind);
            assert_eq!(read, expected, "{kind:?} {last_day}");
        }
    }

    #[test]
    fn a_last_day_that_is_over_is_refused_and_today_is_not() {
        assert_eq!(parsed("", "2026-11-02"), Err(Problem::DatePast));
        let midnight = Timestamp::from_unix(1_793_750_400);
        let today = input("congé", "2026-11-03");
        let at = |now| Exemption::parse(today, now, in_utc).map(|e| e.until);
        assert_eq!(at(midnight.plus(-1)), Ok(Some(midnight)));
        assert_eq!(at(midnight), Err(Problem::DatePast));
    }

    #[test]
    fn the_day_is_the_admins_own_wherever_that_is() {
        // 20:00 on 2 November five hours west of UTC, where the next day has begun already; and ten hours east of it.
        let evening = Timestamp::from_unix(1_793_667_600);
        for (hours, today, yesterday) in [
            (-5, "2026-11-02", "2026-11-01"),
            (10, "2026-11-03", "2026-11-02"),
        ] {
            let end_of = |day: Timestamp| day.plus(DAY - hours * 3_600);
            let read =
                |day| Exemption::parse(input("congé", day), evening, end_of).map(|e| e.until);
            let end = read(today).unwrap().unwrap();
            assert!(end > evening && end.since(evening) < DAY);
            assert_eq!(read(yesterday), Err(Problem::DatePast));
            let offset = i32::try_from(hours * 60).unwrap();
            assert_eq!(last_day(end, |_| offset), today);
            assert_eq!(write_end(end), end.to_rfc3339());
        }
    }

    #[test]
    fn what_is_no_day_or_no_reason_is_refused() {
        assert_eq!(parsed("", "31.12.2026"), Err(Problem::DateForm));
        assert_eq!(parsed("a\nb", ""), Err(Problem::Unknown));
    }

    #[test]
    fn the_detail_of_an_audit_entry_is_read_back() {
        for (detail, day, reason) in [
            ("", None, ""),
            ("congé", None, "congé"),
            ("congé · parental", None, "congé · parental"),
            ("2026-12-31", Some("2026-12-31"), ""),
            ("2026-12-31 · congé", Some("2026-12-31"), "congé"),
        ] {
            let (read, text) = read_detail(detail);
            assert_eq!(read.map(write_end).as_deref(), day, "{detail}");
            assert_eq!(text, reason, "{detail}");
        }
        let end = Timestamp::from_unix(1_798_761_600);
        assert_eq!(last_day(end, |_| 0), "2026-12-31");
    }
}
