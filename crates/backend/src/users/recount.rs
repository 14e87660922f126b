//! Counts the users again, to compare with the counts that the database keeps.

use crate::access::Manager;
use crate::context::Backend;
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use store::group::{list, recount, set_counts};
use store::segment::{
    ACTIVE, Counted, GENERATION, KEY, Key, ROLE, RULE, UNTIL, counted, kept, replace,
};
use store::{Connection, commit, undo};

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Counting {
    /// The users of a segment.
    Segment(Key),
    /// The members of a group.
    Members(String),
    /// Those among them who have a factor.
    Active(String),
}

/// A kept count that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Of what.
    of: Counting,
    /// The kept count.
    pub kept: i64,
    /// The true count.
    pub counted: i64,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.of {
            Counting::Segment(segment) => write_segment(f, segment)?,
            Counting::Members(group) => write!(f, "members of the group {group:?}")?,
            Counting::Active(group) => {
                write!(f, "members of the group {group:?} with a factor")?;
            }
        }
        write!(f, ": {} kept, {} counted", self.kept, self.counted)
    }
}

fn write_segment(f: &mut fmt::Formatter<'_>, segment: &Key) -> fmt::Result {
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
    Ok(())
}

impl Backend {
    /// Counts every user, and the members of every group, and returns where the kept counts differ; `repair` corrects them. Nobody
    /// can change a user meanwhile.
    pub async fn recount_users(&self, _manager: &Manager, repair: bool) -> Result<Vec<Difference>> {
        let tx = self.db.begin().await?;
        let (kept, counted) = (kept(&tx, KEY).await?, counted(&tx, KEY).await?);
        let mut differences = differences(&kept, &counted);
        let groups = of_groups(&tx, repair).await?;
        if repair && !differences.is_empty() {
            replace(&tx, KEY, &counted).await?;
        }
        differences.extend(groups);
        if repair && !differences.is_empty() {
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
            of: Counting::Segment(segment.clone()),
            kept: kept.get(segment).copied().unwrap_or(0),
            counted: counted.get(segment).copied().unwrap_or(0),
        })
        .filter(|difference| difference.kept != difference.counted)
        .collect()
}

/// Where the kept counts of members differ; `repair` corrects them.
async fn of_groups(tx: &impl Connection, repair: bool) -> Result<Vec<Difference>> {
    let mut counts = recount(tx).await?;
    let mut differences = Vec::new();
    for group in list(tx).await? {
        let (members, active) = counts.remove(&*group.id).unwrap_or_default();
        let before = differences.len();
        let compared = [
            (
                Counting::Members(group.name.clone()),
                group.members,
                members,
            ),
            (Counting::Active(group.name), group.active, active),
        ];
        differences.extend(
            compared
                .into_iter()
                .filter(|(_, kept, counted)| kept != counted)
                .map(|(of, kept, counted)| Difference { of, kept, counted }),
        );
        if repair && differences.len() > before {
            set_counts(tx, *group.id, (members, active)).await?;
        }
    }
    Ok(differences)
}
