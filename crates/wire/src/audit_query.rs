//! Which part of the audit log is shown or exported, as the URL or a form has it.

use crate::path;
use crate::query::{looked_at, read_looked_at};
use domain::audit::AuditAction;
use domain::ids::{EntryId, UserId};
use domain::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

/// Entries on one page.
pub const AUDIT_PAGE_SIZE: u64 = 50;
/// The longest name of a zone that is looked at: the longest one of all has 32 characters.
const LONGEST_ZONE: usize = 64;

/// Filters and position in the audit log. Reading it never fails: unknown values are left out, so
/// that a link that was cut or typed by hand still shows a log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    /// Part of the name of the user who acted.
    #[serde(deserialize_with = "read_looked_at")]
    pub actor: String,
    /// Part of the name of the user acted on.
    #[serde(deserialize_with = "read_looked_at")]
    pub target: String,
    /// Only entries on this account, or by its user.
    pub account: Option<UserId>,
    /// Only entries of this kind.
    pub action: Option<AuditAction>,
    /// The first day, by its beginning in UTC; it is meant in `zone`.
    pub from: Option<Timestamp>,
    /// The last day, by its beginning in UTC; it is meant in `zone`.
    pub to: Option<Timestamp>,
    /// The time zone of the days (IANA), as a browser calls its own; empty: that of the organisation, and where there are no days.
    #[serde(default)]
    pub zone: String,
    /// Only entries before this one; none for the newest.
    pub before: Option<EntryId>,
}

impl AuditQuery {
    /// The names of the URL parameters.
    pub const NAMES: [&'static str; 8] = [
        "actor", "target", "account", "action", "from", "to", "zone", "before",
    ];

    /// Reads the query from a function that gives the value of a URL parameter.
    pub fn from_params(get: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name| get(name).unwrap_or_default();
        let from = Timestamp::parse_day(text("from").trim());
        let to = Timestamp::parse_day(text("to").trim());
        let zone = if from.is_some() || to.is_some() {
            zone(&text("zone"))
        } else {
            String::new()
        };
        Self {
            actor: looked_at(&text("actor")),
            target: looked_at(&text("target")),
            account: text("account").parse().ok(),
            action: AuditAction::parse(&text("action")),
            from,
            to,
            zone,
            before: text("before")
                .parse()
                .ok()
                .filter(|id: &EntryId| id.get() > 0),
        }
    }

    /// The URL parameters that differ from the default, in a fixed order.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let name = |text: &String| (!text.is_empty()).then(|| text.clone());
        [
            ("actor", name(&self.actor)),
            ("target", name(&self.target)),
            ("account", self.account.map(|id| id.to_string())),
            ("action", self.action.map(|a| a.as_str().to_owned())),
            ("from", self.from.map(Timestamp::to_day)),
            ("to", self.to.map(Timestamp::to_day)),
            ("zone", name(&self.zone)),
            ("before", self.before.map(|id| id.to_string())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }

    /// The path of the log with this query.
    pub fn href(&self) -> String {
        path::with_all(path::AUDIT, &self.params())
    }

    /// The same filters from another position on; none for the newest entries.
    #[must_use]
    pub fn before(&self, before: Option<EntryId>) -> Self {
        Self {
            before,
            ..self.clone()
        }
    }

    /// Whether there is any filter.
    pub fn is_filtered(&self) -> bool {
        self.before(None) != Self::default()
    }
}

/// What can be the name of a zone; anything else is none.
fn zone(text: &str) -> String {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte);
    let is_name = text.len() <= LONGEST_ZONE && text.bytes().all(sign);
    if is_name { text } else { "" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::MAX_SEARCH;

    fn read(params: &[(&str, &str)]) -> AuditQuery {
        AuditQuery::from_params(|name| {
            params
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, v)| (*v).to_owned())
        })
    }

    #[test]
    fn names_have_a_bound_when_they_come_as_json_too() {
        let sent = AuditQuery {
            actor: "x".repeat(3_000),
            target: "y ".repeat(3_000),
            ..AuditQuery::default()
        };
        let json = serde_json::to_string(&sent).unwrap();
        let read: AuditQuery = serde_json::from_str(&json).unwrap();
        assert_eq!(read.actor.len(), MAX_SEARCH);
        assert_eq!(read.target, "y y y y y y y y");
    }

    #[test]
    fn a_query_with_everything_reads_back_from_its_own_parameters() {
        let query = AuditQuery {
            actor: "Léa & co".into(),
            target: "Max".into(),
            account: Some(UserId::new(12)),
            action: Some(AuditAction::FactorsReset),
            from: Timestamp::parse_day("2026-11-01"),
            to: Timestamp::parse_day("2026-11-03"),
            zone: "America/New_York".into(),
            before: Some(EntryId::new(7)),
        };
        let params = query.params();
        let borrowed: Vec<(&str, &str)> = params.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(read(&borrowed), query);
        let names: Vec<&str> = params.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, AuditQuery::NAMES);
        assert_eq!(
            query.href(),
            "/account/audit?actor=L%C3%A9a%20%26%20co&target=Max&account=12&action=factors-reset\
             &from=2026-11-01&to=2026-11-03&zone=America%2FNew_York&before=7"
        );
        assert_eq!(query.before(None).before, None);
    }

    #[test]
    fn the_default_leaves_the_address_bare() {
        assert_eq!(AuditQuery::default().href(), "/account/audit");
        assert_eq!(read(&[]), AuditQuery::default());
    }

    #[test]
    fn nonsense_in_the_address_is_left_out() {
        let nonsense = [
            ("actor", "  "),
            ("action", "DROP TABLE"),
            ("from", "yesterday"),
            ("to", "2026-02-30"),
            ("before", "-1"),
        ];
        assert_eq!(read(&nonsense), AuditQuery::default());
        assert_eq!(read(&[("before", "0")]).before, None);
        assert_eq!(read(&[("before", "x")]).before, None);
        let long = read(&[("target", &"é".repeat(500))]);
        assert_eq!(long.target.chars().count(), MAX_SEARCH);
    }

    #[test]
    fn each_single_filter_counts_as_a_filter_and_the_place_does_not() {
        for params in [
            ("actor", "a"),
            ("target", "a"),
            ("action", "signed-in"),
            ("from", "2026-01-01"),
            ("to", "2026-01-01"),
        ] {
            assert!(read(&[params]).is_filtered(), "{params:?}");
        }
        assert!(!read(&[("before", "9")]).is_filtered());
    }

    #[test]
    fn a_zone_is_kept_with_days_alone_and_only_what_can_be_one() {
        let day = ("to", "2026-11-03");
        for zone in ["Europe/Paris", "Etc/GMT+5"] {
            assert_eq!(read(&[day, ("zone", zone)]).zone, zone);
            assert_eq!(read(&[("zone", zone)]), AuditQuery::default());
        }
        let long = "x".repeat(65);
        for zone in ["", "é", "a b", "../<b>", &long] {
            assert_eq!(read(&[day, ("zone", zone)]), read(&[day]), "{zone}");
        }
    }
}
