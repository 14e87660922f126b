//! The single interface to counts and pages by segment.

use super::keyset::walk;
use super::segment::Segment;
use super::sort_key::Window;
use crate::Connection;
use crate::error::Result;
use crate::segment::{KEY, kept};
use domain::{Distribution, Rules, Timestamp, UserId};

/// Every segment, under the rules and at a moment: how many users a filter matches, and which of them are on a page.
#[derive(Debug)]
pub struct Segments {
    all: Vec<Segment>,
    rules: Rules,
    now: Timestamp,
}

impl Segments {
    /// Reads them.
    pub async fn load(db: &impl Connection, rules: &Rules, now: Timestamp) -> Result<Self> {
        let rows = kept(db, KEY).await?;
        let all = rows
            .into_iter()
            .map(|counted| Segment::of(counted, rules, now));
        Ok(Self {
            all: all.collect::<Result<_>>()?,
            rules: *rules,
            now,
        })
    }

    /// How many of the users in these segments have each status, deactivated accounts apart.
    pub fn distribution(&self, filter: impl Fn(&Segment) -> bool) -> Distribution {
        let mut counts = Distribution::default();
        for segment in self.all.iter().filter(|segment| filter(segment)) {
            if segment.state.counts() {
                counts.add(segment.status, segment.users);
            } else {
                counts.deactivated += segment.users;
            }
        }
        counts
    }

    /// How many users are in these segments, with or without a deactivated account.
    pub fn count(&self, filter: impl Fn(&Segment) -> bool) -> u64 {
        self.distribution(filter).accounts()
    }

    /// The numbers of the users of these segments in a window, in the direction of reading (keyset pagination).
    pub async fn ids(
        &self,
        db: &impl Connection,
        filter: impl Fn(&Segment) -> bool,
        window: &Window,
    ) -> Result<Vec<UserId>> {
        let shown: Vec<&Segment> = self.all.iter().filter(|segment| filter(segment)).collect();
        let everybody = shown.len() == self.all.len();
        walk(db, &shown, everybody, window, (&self.rules, self.now)).await
    }

    /// All of them.
    #[cfg(test)]
    pub fn all(&self) -> &[Segment] {
        &self.all
    }
}
