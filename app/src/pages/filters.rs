//! The saved filters of the table of users.

use crate::api::filters::ReadFilters;
use crate::components::{
    FlashText, FormAlert, PageHead, Submission, flash_signal, follow_markup, page_of,
    refusal_of_another,
};
use crate::live::read_after;
use crate::reading::First;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use wire::UserQuery;
use wire::path;

/// `/account/users/filters`: the query of the address is the filter that can be saved.
pub struct FiltersPage;

impl FiltersPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let params = use_query_map();
        let query = Memo::new(move |_| params.with(|p| UserQuery::from_params(|name| p.get(name))));
        let question = move || ReadFilters { query: query.get() };
        let (refused, flash) = (refusal_of_another(&[]), flash_signal());
        let action = Submission::of_markup(&[]);
        follow_markup(action, flash);
        page_of(First::of(question), move |shown| {
            let shown = RwSignal::new(shown);
            read_after(shown, question, move || action.version(), || ());
            let above = query.with_untracked(UserQuery::href);
            view! {
                <PageHead title=tr!(filters::TITLE) above=(path::USERS, tr!(frame::USERS)) account=true/>
                <FlashText flash=flash/>
                {refused.clone().map(|error| view! { <FormAlert error=Some(error)/> })}
                <FormAlert error=action.error()/>
                <div
                    class="stack"
                    on:submit=move |event| action.catch(&event)
                    inner_html=move || shown.get()
                ></div>
                <p>
                    <a class="link" href=above>
                        {tr!(filters::BACK)}
                    </a>
                </p>
            }
            .into_any()
        })
    }
}
