//! Filters of the table that somebody who sees it has saved under a name. They are for oneself and change nobody: no entry tells of them, and no
//! proof is asked for.

use crate::access::Staff;
use crate::context::Backend;
use crate::error::Result;
use domain::fold::fold;
use domain::problem::Problem;
use domain::{DisplayName, SavedFilterId};
use store::entity::saved_filter;
use store::saved_filter::{delete, insert, list, replace};
use wire::UserQuery;
use wire::view::SavedFilter;

/// Filters that one user may save.
const MOST: usize = 20;

impl Backend {
    /// The filters that a user has saved, in the order of that.
    pub async fn saved_filters(&self, staff: impl Into<Staff<'_>>) -> Result<Vec<SavedFilter>> {
        let saved = list(self.db.read(), staff.into().principal().user()).await?;
        Ok(saved.into_iter().map(view).collect())
    }

    /// Saves a filter under a name; the one that has the name already is replaced. The page is not a part of it.
    pub async fn save_filter(
        &self,
        staff: impl Into<Staff<'_>>,
        name: &str,
        query: &UserQuery,
    ) -> Result<()> {
        let name = DisplayName::parse(name).map_err(Problem::from)?;
        let principal = staff.into().principal();
        let (user, query) = (principal.user(), query.on_page(1).written());
        let work = self.begin(principal.actor()).await?;
        let saved = list(work.tx(), user).await?;
        let key = fold(name.as_str());
        let same = saved.iter().find(|filter| fold(&filter.name) == key);
        match same {
            Some(filter) => replace(work.tx(), user, *filter.id, &query).await?,
            None if saved.len() >= MOST => return Err(Problem::FiltersFull.into()),
            None => insert(work.tx(), user, (name.as_str(), &query), work.now()).await?,
        }
        work.commit_unrecorded().await
    }

    /// Deletes a filter that the user has saved; returns whether there was one.
    pub async fn delete_filter(
        &self,
        staff: impl Into<Staff<'_>>,
        id: SavedFilterId,
    ) -> Result<bool> {
        let principal = staff.into().principal();
        let work = self.begin(principal.actor()).await?;
        let done = delete(work.tx(), principal.user(), id).await?;
        work.commit_unrecorded().await?;
        Ok(done)
    }
}

fn view(filter: saved_filter::Model) -> SavedFilter {
    SavedFilter {
        id: *filter.id,
        href: UserQuery::read(&filter.query).href(),
        name: filter.name,
    }
}
