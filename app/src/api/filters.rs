//! Filters of the table of users that somebody who sees it has saved.

#[cfg(feature = "ssr")]
pub mod markup;

use crate::arguments::Arguments;
use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use domain::SavedFilterId;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use wire::UserQuery;

/// The page of the saved filters, as markup that the server alone makes; this query can be saved. It only reads, but by POST, so that
/// search terms do not get into logs of URLs.
#[server(prefix = "/api", endpoint = "filters", input = Json, output = Answer)]
pub async fn read_filters(query: UserQuery) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        let saved = backend.saved_filters(me.staff()?).await?;
        Ok(markup::page(&saved, &query))
    })
    .await
}

impl Question for ReadFilters {
    type Shown = String;

    fn arguments(&self) -> Arguments {
        Arguments::json(self)
    }
}

/// Saves a query, as an address has it, under a name; leads to the table with it.
#[server(prefix = "/api", endpoint = "filters/save", output = Answer)]
pub async fn save_filter(name: String, query: String) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        let query = UserQuery::read(&query).on_page(1);
        backend.save_filter(me.staff()?, &name, &query).await?;
        Ok(crate::ssr::redirect_or_return_to(
            &query.href(),
            crate::flash::Flash::FilterSaved,
        ))
    })
    .await
}

/// Deletes a saved filter.
#[server(prefix = "/api", endpoint = "filters/delete", output = Answer)]
pub async fn delete_filter(id: SavedFilterId) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        let deleted = backend.delete_filter(me.staff()?, id).await?;
        let flash = crate::flash::Flash::FilterDeleted.if_changed(deleted);
        let told = crate::ssr::redirect_or_return(flash);
        Ok(told.as_str().to_owned())
    })
    .await
}
