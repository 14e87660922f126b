//! Which part of the list of exemptions is shown, as the URL has it.

use crate::path;
use domain::{ExemptionKind, UserId};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Exemptions on one page.
pub const EXEMPTIONS_PAGE_SIZE: u64 = 50;

/// After which exemption a page begins: its end, its beginning and its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExemptionCursor {
    /// The end in seconds since the Unix epoch; the largest number for never.
    pub end: i64,
    /// When it was made, in seconds since the Unix epoch.
    pub at: i64,
    /// Whose it is.
    pub user: UserId,
}

impl fmt::Display for ExemptionCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.end, self.at, self.user)
    }
}

impl FromStr for ExemptionCursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split('.');
        let mut next = || parts.next().ok_or(());
        let (end, at, user) = (next()?, next()?, next()?);
        let number = |text: &str| text.parse().map_err(|_| ());
        let cursor = Self {
            end: number(end)?,
            at: number(at)?,
            user: user.parse().map_err(|_| ())?,
        };
        if parts.next().is_none() {
            Ok(cursor)
        } else {
            Err(())
        }
    }
}

/// Filter and position in the list of exemptions. Reading it never fails: unknown values are left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExemptionQuery {
    /// Only exemptions of this kind.
    pub kind: Option<ExemptionKind>,
    /// Only exemptions after this one.
    pub after: Option<ExemptionCursor>,
}

impl ExemptionQuery {
    /// Reads the query from a function that gives the value of a URL parameter.
    pub fn from_params(get: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            kind: get("kind").and_then(|kind| ExemptionKind::parse(&kind)),
            after: get("after").and_then(|after| after.parse().ok()),
        }
    }

    /// The URL parameters that differ from the default, in a fixed order.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let kind = self.kind.map(|kind| ("kind", kind.as_str().to_owned()));
        let after = self.after.map(|after| ("after", after.to_string()));
        kind.into_iter().chain(after).collect()
    }

    /// The path of the list with this query.
    pub fn href(&self) -> String {
        path::with_all(path::EXEMPTIONS, &self.params())
    }

    /// The same filter from another position on.
    #[must_use]
    pub const fn after(self, after: Option<ExemptionCursor>) -> Self {
        Self { after, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(params: &[(&str, String)]) -> ExemptionQuery {
        ExemptionQuery::from_params(|name| {
            let found = params.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| value.clone())
        })
    }

    #[test]
    fn a_query_reads_back_from_its_own_parameters() {
        let after = ExemptionCursor {
            end: i64::MAX,
            at: 1_800_000_000,
            user: UserId::new(12),
        };
        for query in [
            ExemptionQuery::default(),
            ExemptionQuery {
                kind: Some(ExemptionKind::ServiceAccount),
                after: Some(after),
            },
        ] {
            assert_eq!(read(&query.params()), query);
        }
    }

    #[test]
    fn what_is_no_kind_or_no_position_is_left_out() {
        for after in ["", "1", "1.2", "1.2.3.4", "a.b.c", "1.2.x"] {
            let params = [("kind", "none".to_owned()), ("after", after.to_owned())];
            assert_eq!(read(&params), ExemptionQuery::default(), "{after}");
        }
    }
}
