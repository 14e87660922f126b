//! Counts the users again, to compare with the counts that the database keeps.

use crate::access::Manager;
use crate::context::Backend;
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use store::segment::{
    ACTIVE, Counted, GENERATION, KEY, Key, ROLE, RULE, UNTIL, counted, kept, replace,
};
use store::{commit, undo};

/// A segment of users whose kept count is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The segment.
    segment: Key,
    /// The kept count.
    pub kept: i64,
    /// The true count.
    pub counted: i64,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let segment = &self.segment;
        let factor = if segment.number(&ACTIVE) == 1 {
            "with"
        } else {
            "without"
        };
        write!(f, "role {}, {factor} a factor, ", segment.text(&ROLE))?;
        let (rule, until) = (segment.text(&RULE), segment.number(&UNTIL));
        if rule.is_empty() {
            f.write_str("no rule")?;
        } else {
            write!(
                f,
                "rule {rule} of generation {}",
                segment.number(&GENERATION)
            )?;
            if until != 0 {
                write!(f, " until {until}")?;
            }
        }
        write!(f, ": {} kept, {} counted", self.kept, self.counted)
    }
}

impl Backend {
    /// Counts every user and returns where the kept counts differ; `repair` corrects them. Nobody
    /// can change a user meanwhile.
    pub async fn recount_users(&self, _manager: &Manager, repair: bool) -> Result<Vec<Difference>> {
        let tx = self.db.begin().await?;
        let (kept, counted) = (kept(&tx, KEY).await?, counted(&tx, KEY).await?);
        let differences = differences(&kept, &counted);
        if repair && !differences.is_empty() {
            replace(&tx, KEY, &counted).await?;
            commit(tx).await?;
        } else {
            undo(tx).await?;
        }
        Ok(differences)
    }
}

fn differences(kept: &[Counted], counted: &[Counted]) -> Vec<Difference> {
    let by_key = |all: &[Counted]| -> BTreeMap<Key, i64> {
        let pairs = all.iter().map(|each| (each.key.clone(), each.users));
        pairs.collect()
    };
    let (kept, counted) = (by_key(kept), by_key(counted));
    let keys: BTreeSet<&Key> = kept.keys().chain(counted.keys()).collect();
    keys.into_iter()
        .map(|segment| Difference {
            segment: segment.clone(),
            kept: kept.get(segment).copied().unwrap_or(0),
            counted: counted.get(segment).copied().unwrap_or(0),
        })
        .filter(|difference| difference.kept != difference.counted)
        .collect()
}
