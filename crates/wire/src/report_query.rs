//! Of which days the report for auditors is, as the URL or a form has it.

use crate::path;
use domain::Timestamp;

/// The first and the last day. Reading it never fails: what is no day is left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReportQuery {
    /// The first day, by its beginning in UTC; it is meant where the organisation is.
    pub from: Option<Timestamp>,
    /// The last day, likewise.
    pub to: Option<Timestamp>,
}

impl ReportQuery {
    /// The names of the URL parameters.
    pub const NAMES: [&'static str; 2] = ["from", "to"];

    /// Reads the query from a function that gives the value of a URL parameter.
    pub fn from_params(get: impl Fn(&str) -> Option<String>) -> Self {
        let day = |name| Timestamp::parse_day(get(name)?.trim());
        Self {
            from: day("from"),
            to: day("to"),
        }
    }

    /// The URL parameters, in a fixed order.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        [("from", self.from), ("to", self.to)]
            .into_iter()
            .filter_map(|(name, day)| Some((name, day?.to_day())))
            .collect()
    }

    /// The path of the report with this query.
    pub fn href(&self) -> String {
        path::with_all(path::REPORT, &self.params())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(params: &[(&str, &str)]) -> ReportQuery {
        ReportQuery::from_params(|name| {
            let found = params.iter().find(|(n, _)| *n == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_report_reads_back_from_its_own_address() {
        let query = read(&[("from", "2026-09-01"), ("to", " 2026-11-29 ")]);
        assert_eq!(
            query.href(),
            "/account/report?from=2026-09-01&to=2026-11-29"
        );
        let params = query.params();
        let borrowed: Vec<(&str, &str)> = params.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(read(&borrowed), query);
    }

    #[test]
    fn what_is_no_day_is_left_out() {
        let nonsense = [("from", "2026-02-30"), ("to", "today")];
        assert_eq!(read(&nonsense), ReportQuery::default());
        assert_eq!(ReportQuery::default().href(), "/account/report");
    }
}
