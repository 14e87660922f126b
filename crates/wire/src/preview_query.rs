//! Which change of a rule is previewed, as the URL or a form has it: the fields of the form that would make the change.

use crate::path;
use domain::{GroupId, GroupRule, Policy};
use serde::{Deserialize, Serialize};

/// The rule that would change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Previewed {
    /// The policy, to this one.
    Policy(Policy),
    /// What a group requires.
    Group(GroupId, GroupRule),
}

/// A change of a rule that is previewed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "five boxes of a form, all named"
)]
pub struct PreviewQuery {
    /// The rule; none where the fields name none.
    pub rule: Option<Previewed>,
    /// The fields of [`domain::GraceInput`].
    pub time: String,
    /// Likewise.
    pub days: String,
    /// Likewise.
    pub last_day: String,
    /// The time zone of that day (IANA), as a browser calls its own.
    pub zone: String,
    /// Open sessions end. It changes nobody's outcome, but is a field of the form.
    pub end_sessions: bool,
    /// Exemptions end.
    pub end_exemptions: bool,
    /// What is required of single users stays.
    pub keep_individual: bool,
    /// Days count from when they were announced before.
    pub keep_announced: bool,
    /// Only the time changes.
    pub only_time: bool,
}

/// The value of a box that is checked.
const ON: &str = "on";
/// Bytes of a field at the most: the names of time zones are shorter.
const LONGEST: usize = 64;

impl PreviewQuery {
    /// The names of the URL parameters.
    pub const NAMES: [&'static str; 12] = [
        "policy",
        "id",
        "rule",
        "time",
        "days",
        "last_day",
        "zone",
        "end_sessions",
        "end_exemptions",
        "keep_individual",
        "keep_announced",
        "only_time",
    ];

    /// Reads the query from a function that gives the value of a URL parameter. It never fails: what cannot be read is left out.
    pub fn from_params(get: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name| {
            let text = get(name).filter(|text| text.len() <= LONGEST);
            text.unwrap_or_default()
        };
        let checked = |name| get(name).as_deref() == Some(ON);
        let policy = get("policy").and_then(|text| Policy::parse(&text));
        let group = get("id").and_then(|id| id.parse().ok());
        let rule = get("rule").and_then(|text| GroupRule::parse(&text));
        let group = group.zip(rule).map(|(id, rule)| Previewed::Group(id, rule));
        Self {
            rule: policy.map(Previewed::Policy).or(group),
            time: text("time"),
            days: text("days"),
            last_day: text("last_day"),
            zone: text("zone"),
            end_sessions: checked("end_sessions"),
            end_exemptions: checked("end_exemptions"),
            keep_individual: checked("keep_individual"),
            keep_announced: checked("keep_announced"),
            only_time: checked("only_time"),
        }
    }

    /// The URL parameters, in a fixed order.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let mut params = match self.rule {
            None => Vec::new(),
            Some(Previewed::Policy(policy)) => vec![("policy", policy.as_str().to_owned())],
            Some(Previewed::Group(id, rule)) => {
                vec![("id", id.to_string()), ("rule", rule.as_str().to_owned())]
            }
        };
        let texts = [
            ("time", &self.time),
            ("days", &self.days),
            ("last_day", &self.last_day),
            ("zone", &self.zone),
        ];
        let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
        params.extend(texts.map(|(name, text)| (name, text.clone())));
        let boxes = [
            ("end_sessions", self.end_sessions),
            ("end_exemptions", self.end_exemptions),
            ("keep_individual", self.keep_individual),
            ("keep_announced", self.keep_announced),
            ("only_time", self.only_time),
        ];
        let boxes = boxes.into_iter().filter(|(_, checked)| *checked);
        params.extend(boxes.map(|(name, _)| (name, ON.to_owned())));
        params
    }

    /// The path of the preview.
    pub fn href(&self) -> String {
        path::with_all(path::PREVIEW, &self.params())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(params: &[(&str, &str)]) -> PreviewQuery {
        PreviewQuery::from_params(|name| {
            let found = params.iter().find(|(n, _)| *n == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_preview_reads_back_from_its_own_address() {
        for (params, rule) in [
            (
                vec![
                    ("policy", "required"),
                    ("time", "days"),
                    ("days", "14"),
                    ("end_exemptions", "on"),
                ],
                Some(Previewed::Policy(Policy::Required)),
            ),
            (
                vec![
                    ("id", "7"),
                    ("rule", "required"),
                    ("time", "date"),
                    ("last_day", "2026-12-24"),
                    ("zone", "Europe/Paris"),
                ],
                Some(Previewed::Group(GroupId::new(7), GroupRule::Required)),
            ),
        ] {
            let query = read(&params);
            assert_eq!(query.rule, rule);
            let said = query.params();
            let said: Vec<(&str, &str)> = said.iter().map(|(n, v)| (*n, v.as_str())).collect();
            assert_eq!(said, params);
            assert!(query.href().starts_with("/account/preview?"));
        }
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let long = "x".repeat(65);
        let query = read(&[
            ("policy", "maybe"),
            ("id", "7"),
            ("time", &long),
            ("end_sessions", "yes"),
        ]);
        assert_eq!(query, PreviewQuery::default());
    }
}
