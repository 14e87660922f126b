//! The report for auditors.

#[cfg(feature = "ssr")]
pub mod markup;

use crate::arguments::Arguments;
use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use domain::Timestamp;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};
use wire::ReportQuery;

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportShown {
    /// The first day, by its beginning in UTC.
    pub from: Timestamp,
    /// The last day, likewise.
    pub to: Timestamp,
    /// Markup that the server alone makes: the browser would have to load the code for it.
    pub html: String,
}

/// The report of a period, whose days are written `YYYY-MM-DD`; without them that of the last ninety days.
#[server(prefix = "/api", endpoint = "report", input = GetUrl, output = Answer)]
pub async fn read_report(
    #[server(default)] from: String,
    #[server(default)] to: String,
) -> Result<ReportShown, AppError> {
    crate::ssr::run(async move |backend, me| {
        let reader = me.reader()?;
        let query =
            ReportQuery::from_params(|name| Some(if name == "from" { &from } else { &to }.clone()));
        let report = backend.report(reader, query).await?;
        let exemptions = backend.report_exemptions(reader, None).await?;
        let changes = backend.report_changes(reader, report.period, None).await?;
        Ok(ReportShown {
            from: report.period.from,
            to: report.period.to,
            html: markup::of(&report, &exemptions, &changes),
        })
    })
    .await
}

impl ReadReport {
    /// The question for a query.
    pub fn of(query: ReportQuery) -> Self {
        let day = |day: Option<Timestamp>| day.map_or_else(String::new, Timestamp::to_day);
        Self {
            from: day(query.from),
            to: day(query.to),
        }
    }
}

impl Question for ReadReport {
    type Shown = ReportShown;

    fn arguments(&self) -> Arguments {
        Arguments::Query(format!("from={}&to={}", self.from, self.to))
    }
}
