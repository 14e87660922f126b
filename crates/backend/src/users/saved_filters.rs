//! Filters of the table that an admin has saved under a name. They are the admin's own and change nobody: no entry tells of them, and no
//! proof is asked for.

use crate::access::Admin;
use crate::context::Backend;
use crate::error::Result;
use domain::DisplayName;
use domain::fold::fold;
use domain::problem::Problem;
use store::entity::saved_filter;
use store::saved_filter::{delete, insert, list, replace};
use wire::UserQuery;
use wire::view::SavedFilter;

/// Filters that one admin may save.
const MOST: usize = 20;

impl Backend {
    /// The filters that an admin has saved, in the order of that.
    pub async fn saved_filters(&self, admin: Admin<'_>) -> Result<Vec<SavedFilter>> {
        let saved = list(self.db.read(), admin.principal().user()).await?;
        Ok(saved.into_iter().map(view).collect())
    }

    /// Saves a filter under a name; the one that has the name already is replaced. The page is not a part of it.
    pub async fn save_filter(&self, admin: Admin<'_>, name: &str, query: &UserQuery) -> Result<()> {
        let name = DisplayName::parse(name).map_err(Problem::from)?;
        let (user, query) = (admin.principal().user(), query.on_page(1).written());
        let work = self.begin(admin.principal().actor()).await?;
        let saved = list(work.tx(), user).await?;
        let key = fold(name.as_str());
        let same = saved.iter().find(|filter| fold(&filter.name) == key);
        match same {
            Some(filter) => replace(work.tx(), user, filter.id, &query).await?,
            None if saved.len() >= MOST => return Err(Problem::FiltersFull.into()),
            None => insert(work.tx(), user, (name.as_str(), &query), work.now()).await?,
        }
        work.commit_unrecorded().await
    }

    /// Deletes a filter of the admin's own; returns whether there was one.
    pub async fn delete_filter(&self, admin: Admin<'_>, id: i64) -> Result<bool> {
        let work = self.begin(admin.principal().actor()).await?;
        let done = delete(work.tx(), admin.principal().user(), id).await?;
        work.commit_unrecorded().await?;
        Ok(done)
    }
}

fn view(filter: saved_filter::Model) -> SavedFilter {
    SavedFilter {
        id: filter.id,
        href: UserQuery::read(&filter.query).href(),
        name: filter.name,
    }
}
