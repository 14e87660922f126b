//! Acting on many users at once.

use crate::api::bulk::{BulkShown, CHANGED, ReadBulk, TOLD};
use crate::components::{FormAlert, PageHead, page_of, refusal_of_another};
use crate::live::follow_events;
use crate::reading::{First, reread};
use domain::EventKind;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use wire::path;

/// `/account/users/bulk`, and `/account/users/bulk/{id}`.
pub struct BulkPage;

impl BulkPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let params = use_params_map();
        let id = Memo::new(move |_| {
            params
                .with(|p| p.get("id")?.parse::<i64>().ok())
                .unwrap_or(0)
        });
        let page = First::of(move || ReadBulk { id: id.get() });
        let lost = refusal_of_another(&[]);
        let told = use_query_map().with_untracked(|query| query.get(TOLD));
        page_of(page, move |shown| {
            let shown = RwSignal::new(shown);
            follow(id.get_untracked(), shown);
            view! {
                <PageHead title=tr!(bulk::TITLE) above=(path::USERS, tr!(frame::USERS)) account=true/>
                {lost.clone().map(|error| view! { <FormAlert error=Some(error)/> })}
                {told
                    .as_deref()
                    .map(|what| {
                        let text = if what == CHANGED {
                            tr!(bulk::PLAN_CHANGED)
                        } else {
                            tr!(problem::NOBODY_CHOSEN)
                        };
                        view! {
                            <p class="message message--plain" role="alert">
                                {text}
                            </p>
                        }
                    })}
                <div class="stack" inner_html=move || shown.with(|shown| shown.html.clone())></div>
            }
            .into_any()
        })
    }
}

/// Shows how far an operation has come. What somebody is choosing stays.
fn follow(id: i64, shown: RwSignal<BulkShown>) {
    let concerns = move |event: domain::Event| {
        event.kind != EventKind::Log && (id == 0 || shown.with_untracked(|shown| shown.runs))
    };
    follow_events(concerns, move |_| async move {
        let Some(now) = reread(ReadBulk { id }).await else {
            return false;
        };
        shown.try_set(now);
        true
    });
}
