//! The users that the filters of the table let through: by search, or by kind.

use super::kind::{Kind, distribution, kinds};
use super::place::Window;
use super::search::{count, matching, search};
use super::walk::walk;
use crate::error::Result;
use domain::{Cursor, Distribution, Rules, Timestamp, UserId, UserQuery};
use sea_orm::{Condition, ConnectionTrait};

/// The users that a query lets through, at a moment and under its rules.
pub(crate) struct Filtered<'a> {
    query: &'a UserQuery,
    at: (&'a Rules, Timestamp),
    by: By,
}

enum By {
    Search(Condition),
    Kind(Vec<Kind>),
}

impl<'a> Filtered<'a> {
    /// Finds out how to read them.
    pub(crate) async fn new(
        db: &impl ConnectionTrait,
        query: &'a UserQuery,
        at: (&'a Rules, Timestamp),
    ) -> Result<Self> {
        let by = match matching(&query.search, db.get_database_backend()) {
            Some(matching) => By::Search(matching),
            None => By::Kind(kinds(db, at.0, at.1).await?),
        };
        Ok(Self { query, at, by })
    }

    /// How many there are of each status, and the numbers of those on the page that the query asks
    /// for. A search reads its matches for both, at the same time where one can do without the
    /// other.
    pub(crate) async fn page(
        &self,
        db: &impl ConnectionTrait,
    ) -> Result<(Distribution, Vec<UserId>)> {
        if matches!(self.query.cursor, Some(Cursor::End)) {
            let counts = self.counts(db).await?;
            let total = total(self.query, &counts);
            let ids = self.ids(db, &Window::of(self.query, total)).await?;
            return Ok((counts, ids));
        }
        // Only the last page depends on how many there are.
        let window = Window::of(self.query, 0);
        tokio::try_join!(self.counts(db), self.ids(db, &window))
    }

    /// How many there are of each status, with every filter but the one by status.
    async fn counts(&self, db: &impl ConnectionTrait) -> Result<Distribution> {
        match &self.by {
            By::Search(matching) => count(db, matching, self.query, self.at).await,
            By::Kind(kinds) => {
                let passing = kinds.iter().filter(|kind| kind.passes(self.query));
                Ok(distribution(passing))
            }
        }
    }

    /// The numbers of those in a window, in the order of the page.
    pub(crate) async fn ids(
        &self,
        db: &impl ConnectionTrait,
        window: &Window,
    ) -> Result<Vec<UserId>> {
        let mut ids = match &self.by {
            By::Search(matching) => search(db, matching, self.query, window, self.at).await?,
            By::Kind(kinds) => {
                let shown: Vec<&Kind> = kinds.iter().filter(|kind| self.shows(kind)).collect();
                let everybody = shown.len() == kinds.len();
                walk(db, &shown, everybody, window, self.at).await?
            }
        };
        if window.backwards {
            ids.reverse();
        }
        Ok(ids)
    }

    fn shows(&self, kind: &Kind) -> bool {
        let status = self.query.status;
        kind.passes(self.query) && status.is_none_or(|status| kind.status == status)
    }
}

/// How many users the table has.
pub(crate) fn total(query: &UserQuery, counts: &Distribution) -> u64 {
    query
        .status
        .map_or_else(|| counts.total(), |status| counts.of(status))
}
