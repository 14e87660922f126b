//! The report for auditors: the rules in force, the figures, the exemptions with their reasons, what was changed of the rules in a
//! period, and what was verified of the log. Lists are read in parts, so that their length does not matter.

use crate::access::Reader;
use crate::audit::{Done, LogCheck};
use crate::context::Backend;
use crate::error::Result;
use crate::time_zone::{TimeZone, UTC};
use domain::{AuditAction, AuditDetail, EntryId, Timestamp};
use store::organisation;
use wire::view::{Entry, ExemptionRow, GroupRow, Overview};
use wire::{ExemptionCursor, ReportQuery};

/// Exemptions, or changes, that are read at once: what the page shows, and what a file holds in memory.
pub const REPORT_STEP: u64 = 500;
/// The days of a period that nobody has chosen, today included.
const DAYS: i64 = 90;
const DAY: i64 = 86_400;
/// The log is followed from its beginning where it has at most this many entries: some seconds' work. Of a longer one the report
/// verifies the end, and says so.
const FOLLOWED: i64 = 100_000;

/// The days of a report, where the organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day, by its beginning in UTC.
    pub from: Timestamp,
    /// The last day, likewise.
    pub to: Timestamp,
    /// The first moment of the first day.
    pub begin: Timestamp,
    /// The moment at which the last day is over.
    pub end: Timestamp,
}

impl Period {
    /// The period that a query asks for: the last day is today, and the first one 90 days back, unless it says otherwise. A first
    /// day after the last one is the last one, and the other way round.
    fn of(query: ReportQuery, zone: &TimeZone, now: Timestamp) -> Self {
        let last = query.to.unwrap_or_else(|| zone.day_of(now));
        let usual = last.plus(-(DAYS - 1) * DAY);
        let first = query.from.unwrap_or(usual);
        let (from, to) = (first.min(last), first.max(last));
        Self {
            from,
            to,
            begin: zone.begin_of(from),
            end: zone.end_of(to),
        }
    }

    /// The query that asks for it again.
    pub const fn query(&self) -> ReportQuery {
        ReportQuery {
            from: Some(self.from),
            to: Some(self.to),
        }
    }
}

/// What the report says apart from its lists.
#[derive(Debug, Clone)]
pub struct Report {
    /// The name of the organisation; may be empty.
    pub organisation: String,
    /// When it was made.
    pub at: Timestamp,
    /// The time zone of the organisation, in which it is read.
    pub zone: TimeZone,
    /// The days whose changes it lists.
    pub period: Period,
    /// The rule for all, and the figures.
    pub overview: Overview,
    /// All groups, by name.
    pub groups: Vec<GroupRow>,
    /// What was verified of the log.
    pub log: LogCheck,
    /// The whole address of the report.
    pub url: String,
}

impl Backend {
    /// The report without its lists. The log is verified for it.
    pub async fn report(
        &self,
        reader: impl Into<Reader<'_>>,
        query: ReportQuery,
    ) -> Result<Report> {
        let reader = reader.into();
        let now = self.now();
        let own = organisation::find(self.db.read()).await?;
        let zone = TimeZone::of(own.as_ref().map_or(UTC, |row| &row.time_zone));
        let period = Period::of(query, &zone, now);
        Ok(Report {
            organisation: own.map(|row| row.name).unwrap_or_default(),
            at: now,
            overview: self.security_overview(reader).await?,
            groups: self.groups(reader).await?,
            log: self.check_log(reader, FOLLOWED).await?,
            url: format!("{}{}", self.settings.public_url, period.query().href()),
            zone,
            period,
        })
    }

    /// Records that somebody exports the report; `format` is a word for the entry's detail.
    pub async fn begin_report_export(
        &self,
        reader: impl Into<Reader<'_>>,
        format: &'static str,
    ) -> Result<()> {
        let work = self.begin(reader.into().principal().actor()).await?;
        let exported = Done::from(AuditAction::ReportExported);
        let format = AuditDetail::Format(format.to_owned());
        work.commit(exported.with(format)).await
    }

    /// The exemptions that apply now after a position, and where the next ones begin, unless these are the last.
    pub async fn report_exemptions(
        &self,
        reader: impl Into<Reader<'_>>,
        after: Option<ExemptionCursor>,
    ) -> Result<(Vec<ExemptionRow>, Option<ExemptionCursor>)> {
        self.exemptions_after(reader.into(), (None, after), REPORT_STEP)
            .await
    }

    /// What was changed of the rules in the period, newest first, before an entry; and where the next ones begin, unless these are the
    /// last.
    pub async fn report_changes(
        &self,
        reader: impl Into<Reader<'_>>,
        period: Period,
        before: Option<EntryId>,
    ) -> Result<(Vec<Entry>, Option<EntryId>)> {
        self.changes_of_rules(
            reader.into(),
            (period.begin, period.end),
            before,
            REPORT_STEP,
        )
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Timestamp {
        Timestamp::parse_day(text).unwrap()
    }

    fn paris() -> TimeZone {
        TimeZone::of("Europe/Paris")
    }

    #[test]
    fn the_usual_period_is_the_last_ninety_days_where_the_organisation_is() {
        // Half past eleven in the evening in UTC is the next day in Paris.
        let now = day("2026-11-28").plus(23 * 3_600 + 1_800);
        let period = Period::of(ReportQuery::default(), &paris(), now);
        assert_eq!(period.to, day("2026-11-29"));
        assert_eq!(period.from, day("2026-09-01"));
        assert_eq!(period.begin, day("2026-09-01").plus(-7_200), "in summer");
        assert_eq!(period.end, day("2026-11-30").plus(-3_600), "in winter");
    }

    #[test]
    fn a_first_day_after_the_last_one_is_the_last_one_and_the_other_way_round() {
        let query = ReportQuery {
            from: Some(day("2026-11-20")),
            to: Some(day("2026-11-10")),
        };
        let period = Period::of(query, &paris(), day("2026-11-29"));
        assert_eq!(
            (period.from, period.to),
            (day("2026-11-10"), day("2026-11-20"))
        );
        assert!(period.begin < period.end);
    }
}
