//! The report for auditors as a file: one table, whose first column says what a line is about.

use super::{Exported, Format};
use backend::access::Reader;
use backend::audit::Verdict;
use backend::report::{Period, Report};
use backend::{Backend, Result};
use domain::csv_cell::{Separator, separated_line};
use domain::{EntryId, Named, Timestamp, TwoFactorStatus};
use serde_json::{Map, Value};
use wire::path;
use wire::view::{Entry, ExemptionRow};
use wire::{ExemptionCursor, ReportQuery};

/// The columns.
const COLUMNS: &[&str] = &[
    "section", "at", "what", "name", "email", "value", "count", "by", "by_email", "until", "reason",
];

/// The report.
#[derive(Debug)]
pub enum AuditorReport {}

/// A line: a value for each column.
type Line = [String; 11];

/// Which list goes on, and where.
#[derive(Debug, Clone, Copy)]
pub enum ReportCursor {
    /// The exemptions, after one.
    Exemptions(Period, Option<ExemptionCursor>),
    /// The changes, before one.
    Changes(Period, Option<EntryId>),
}

impl Exported for AuditorReport {
    type Query = ReportQuery;
    type Row = Line;
    type Cursor = ReportCursor;

    const PAGE: &'static str = path::REPORT;
    const FIELDS: &'static [&'static str] = &ReportQuery::NAMES;
    const COLUMNS: &'static [&'static str] = COLUMNS;

    fn query(get: &dyn Fn(&str) -> Option<String>) -> ReportQuery {
        ReportQuery::from_params(get)
    }

    fn fields(query: &ReportQuery) -> Vec<(&'static str, String)> {
        query.params()
    }

    async fn begin(
        backend: &Backend,
        reader: Reader<'_>,
        _query: &Self::Query,
        format: Format,
    ) -> Result<()> {
        backend
            .begin_report_export(reader, format.extension())
            .await
    }

    async fn part(
        backend: &Backend,
        reader: Reader<'_>,
        query: &ReportQuery,
        after: Option<ReportCursor>,
    ) -> Result<(Vec<Line>, Option<ReportCursor>)> {
        match after {
            None => {
                let report = backend.report(reader, *query).await?;
                let next = ReportCursor::Exemptions(report.period, None);
                Ok((head(&report), Some(next)))
            }
            Some(ReportCursor::Exemptions(period, after)) => {
                let (rows, next) = backend.report_exemptions(reader, after).await?;
                let next = next.map_or(ReportCursor::Changes(period, None), |next| {
                    ReportCursor::Exemptions(period, Some(next))
                });
                Ok((rows.into_iter().map(exemption).collect(), Some(next)))
            }
            Some(ReportCursor::Changes(period, before)) => {
                let (entries, next) = backend.report_changes(reader, period, before).await?;
                let next = next.map(|next| ReportCursor::Changes(period, Some(next)));
                Ok((entries.into_iter().map(change).collect(), next))
            }
        }
    }

    fn csv(row: &Line, by: Separator) -> String {
        let cells: Vec<&str> = row.iter().map(String::as_str).collect();
        separated_line(by, &cells)
    }

    fn json(row: &Line) -> Value {
        let said = COLUMNS.iter().zip(row).filter(|(_, text)| !text.is_empty());
        let fields = said.map(|(name, text)| match (*name, text.parse::<u64>()) {
            ("count", Ok(count)) => ((*name).to_owned(), Value::from(count)),
            _ => ((*name).to_owned(), Value::from(text.as_str())),
        });
        Value::Object(fields.collect::<Map<_, _>>())
    }
}

/// A line of a section, with these of the columns.
fn line<const N: usize>(section: &str, cells: [(&str, String); N]) -> Line {
    let mut cells = Vec::from(cells);
    cells.push(("section", section.to_owned()));
    std::array::from_fn(|at| {
        let column = COLUMNS.get(at);
        let cell = cells.iter_mut().find(|(name, _)| Some(name) == column);
        cell.map(|(_, text)| std::mem::take(text))
            .unwrap_or_default()
    })
}

fn moment(at: Option<Timestamp>) -> String {
    at.map(Timestamp::to_rfc3339).unwrap_or_default()
}

fn name(by: Option<&Named>) -> String {
    by.map(|by| by.name.clone()).unwrap_or_default()
}

fn email(by: Option<&Named>) -> String {
    by.and_then(|by| by.email.clone()).unwrap_or_default()
}

/// All but the lists.
fn head(report: &Report) -> Vec<Line> {
    let overview = &report.overview;
    let mut lines = vec![
        line(
            "report",
            [
                ("at", moment(Some(report.at))),
                ("name", report.organisation.clone()),
                ("value", report.url.clone()),
            ],
        ),
        period("from", report.period.from),
        period("to", report.period.to),
        line(
            "rule",
            [
                ("what", "policy".to_owned()),
                ("value", overview.policy.as_str().to_owned()),
                ("at", moment(overview.since)),
                ("by", name(overview.by.as_ref())),
                ("by_email", email(overview.by.as_ref())),
            ],
        ),
    ];
    lines.extend(report.groups.iter().map(|group| {
        line(
            "rule",
            [
                ("what", "group".to_owned()),
                ("name", group.name.clone()),
                ("value", group.requires.as_str().to_owned()),
                ("count", group.members.to_string()),
            ],
        )
    }));
    let statuses = TwoFactorStatus::ALL
        .iter()
        .map(|status| (status.as_str(), overview.distribution.of(*status)));
    let others = [
        ("service-accounts", overview.service_accounts),
        ("exempt", overview.consequences.exempt),
        ("individual", overview.consequences.individual),
    ];
    lines.extend(statuses.chain(others).map(|(what, count)| {
        let count = ("count", count.to_string());
        line("figure", [("what", what.to_owned()), count])
    }));
    lines.extend(report.groups.iter().map(|group| {
        line(
            "figure",
            [
                ("what", "group-active".to_owned()),
                ("name", group.name.clone()),
                ("value", group.members.to_string()),
                ("count", group.active.to_string()),
            ],
        )
    }));
    lines.push(log(report));
    lines
}

fn period(what: &str, day: Timestamp) -> Line {
    line(
        "period",
        [("what", what.to_owned()), ("value", day.to_day())],
    )
}

/// What was verified of the log: the whole chain, or its end alone.
fn log(report: &Report) -> Line {
    let log = &report.log;
    let what = if log.is_followed { "chain" } else { "end" };
    let found = match log.verdict {
        Verdict::Holds(_) => "holds".to_owned(),
        Verdict::Broken(broken) => broken.to_string(),
    };
    line(
        "log",
        [
            ("at", moment(Some(log.at))),
            ("what", what.to_owned()),
            ("value", log.head.clone()),
            ("count", log.entries.to_string()),
            ("until", log.last.to_string()),
            ("reason", found),
        ],
    )
}

fn exemption(row: ExemptionRow) -> Line {
    let kind = row.kind.map(|kind| kind.as_str().to_owned());
    line(
        "exemption",
        [
            ("at", moment(row.since)),
            ("what", kind.unwrap_or_default()),
            ("name", row.name),
            ("email", row.email),
            ("by", name(row.by.as_ref())),
            ("by_email", email(row.by.as_ref())),
            ("until", moment(row.until)),
            ("reason", row.reason.unwrap_or_default()),
        ],
    )
}

fn change(entry: Entry) -> Line {
    line(
        "change",
        [
            ("at", entry.at.to_rfc3339()),
            ("what", entry.action.as_str().to_owned()),
            ("name", entry.target),
            ("email", entry.target_email),
            ("value", entry.detail.to_string()),
            ("by", entry.actor),
            ("by_email", entry.actor_email),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_values_in_their_columns_and_an_object_those_that_there_are() {
        let row = line(
            "figure",
            [("count", "7".to_owned()), ("what", "pending".to_owned())],
        );
        assert_eq!(
            AuditorReport::csv(&row, Separator::Comma),
            "figure,,pending,,,,7,,,,\r\n"
        );
        let expected = serde_json::json!({ "section": "figure", "what": "pending", "count": 7 });
        assert_eq!(AuditorReport::json(&row), expected);
    }
}
