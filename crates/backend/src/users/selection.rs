//! The users that match the filters of the table: by search, or by segment.

use crate::error::Result;
use domain::{Distribution, Rules, Timestamp, UserId};
use store::Connection;
use store::users_table::{Matching, Segment, Segments, Window, search};
use wire::UserQuery;

/// The users that match a query, at a moment and under its rules.
pub(crate) struct Selection<'a> {
    query: &'a UserQuery,
    at: (&'a Rules, Timestamp),
    by: By,
}

enum By {
    Search(Matching),
    Segment(Segments),
}

impl<'a> Selection<'a> {
    /// Decides how to read them.
    pub(crate) async fn new(
        db: &impl Connection,
        query: &'a UserQuery,
        at: (&'a Rules, Timestamp),
    ) -> Result<Self> {
        let by = match Matching::of(query, db) {
            Some(matching) => By::Search(matching),
            None => By::Segment(Segments::load(db, at.0, at.1).await?),
        };
        Ok(Self { query, at, by })
    }

    /// How many there are of each status, with every filter except the one by status, and the
    /// numbers of those on the page of the query.
    pub(crate) async fn page(&self, db: &impl Connection) -> Result<(Distribution, Vec<UserId>)> {
        match &self.by {
            By::Search(matching) => {
                // The size of the last page is known only with the result: it is cut from a full
                // one.
                let full = Window::of(self.query, self.query.size.rows());
                let (counts, mut ids) = search(db, matching, self.query, &full, self.at).await?;
                let window = Window::of(self.query, total(self.query, &counts));
                ids.truncate(usize::try_from(window.limit).unwrap_or(usize::MAX));
                Ok((counts, window.in_order(ids)))
            }
            By::Segment(segments) => {
                let counts = segments.distribution(|segment| segment.passes(self.query));
                let window = Window::of(self.query, total(self.query, &counts));
                Ok((counts, self.ids(db, &window).await?))
            }
        }
    }

    /// The numbers of those in a window, in the order of the page.
    pub(crate) async fn ids(&self, db: &impl Connection, window: &Window) -> Result<Vec<UserId>> {
        let ids = match &self.by {
            By::Search(matching) => {
                let (_, ids) = search(db, matching, self.query, window, self.at).await?;
                ids
            }
            By::Segment(segments) => {
                segments
                    .ids(db, |segment| self.shows(segment), window)
                    .await?
            }
        };
        Ok(window.in_order(ids))
    }

    /// Whether they are found by search.
    pub(crate) const fn is_search(&self) -> bool {
        matches!(self.by, By::Search(_))
    }

    fn shows(&self, segment: &Segment) -> bool {
        let status = self.query.status;
        segment.passes(self.query) && status.is_none_or(|status| segment.has(status))
    }
}

/// How many users the table lists with a query.
pub(crate) async fn count_listed(
    db: &impl Connection,
    query: &UserQuery,
    at: (&Rules, Timestamp),
) -> Result<u64> {
    let query = query.on_page(1);
    let (counts, _) = Selection::new(db, &query, at).await?.page(db).await?;
    Ok(total(&query, &counts))
}

/// The number of users in the table.
pub(crate) fn total(query: &UserQuery, counts: &Distribution) -> u64 {
    query
        .status
        .map_or_else(|| counts.accounts(), |status| counts.of(status))
}
