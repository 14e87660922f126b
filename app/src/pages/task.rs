//! The page of what goes on beside requests, or of all of it.

use crate::api::task::{FROM, TaskShown};
use crate::components::{
    FormAlert, PageHead, Submission, flash_signal, follow_markup, localise_markup, page_of,
    refusal_of_another,
};
use crate::live::follow_events;
use crate::reading::{First, Question, reread};
use domain::EventKind;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::time::Duration;
use wire::path;

/// Pause after a look that has failed.
const PAUSE: Duration = Duration::from_secs(2);

/// A kind of such tasks.
pub struct TaskPage<Q> {
    /// The question for one task, or for all of them by the number 0; the second number is what the address says of where to go on.
    pub ask: fn(i64, u64) -> Q,
    /// The title.
    pub title: fn() -> String,
    /// The name of the part of the address that says why nothing was begun.
    pub told: &'static str,
    /// What each of its values says.
    pub text: fn(&str) -> String,
}

impl<Q> Clone for TaskPage<Q> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Q> Copy for TaskPage<Q> {}

impl<Q> TaskPage<Q>
where
    Q: Question<Shown = TaskShown, Output = TaskShown> + Send + Sync + 'static,
{
    /// Renders the page. Its forms are sent from within it.
    pub fn render(self) -> AnyView {
        let params = use_params_map();
        let id = Memo::new(move |_| {
            params
                .with(|p| p.get("id")?.parse::<i64>().ok())
                .unwrap_or(0)
        });
        let query = use_query_map();
        let from = Memo::new(move |_| {
            query
                .with(|query| query.get(FROM)?.parse::<u64>().ok())
                .unwrap_or(0)
        });
        let page = First::of(move || (self.ask)(id.get(), from.get()));
        let lost = refusal_of_another(&[]);
        let told = query.with_untracked(|query| query.get(self.told));
        let action = Submission::of_markup(&[]);
        follow_markup(action, flash_signal());
        page_of(page, move |shown| {
            let shown = RwSignal::new(shown);
            self.follow((id.get_untracked(), from.get_untracked()), shown);
            self.go_on(id.get_untracked(), shown);
            let told = told.as_deref().map(self.text);
            localise_markup(move || shown.track());
            view! {
                <PageHead title=(self.title)() above=(path::USERS, tr!(frame::USERS)) account=true/>
                {lost.clone().map(|error| view! { <FormAlert error=Some(error)/> })}
                <FormAlert error=action.error()/>
                {told
                    .map(|text| {
                        view! {
                            <p class="message message--plain" role="alert">
                                {text}
                            </p>
                        }
                    })}
                <div class="stack task" on:submit=move |event| action.catch(&event)>
                    <div class="stack" inner_html=move || shown.with(|shown| shown.html.clone())></div>
                    <div inner_html=move || shown.with(|shown| shown.plan.clone())></div>
                    <div inner_html=move || shown.with(|shown| shown.start.clone())></div>
                </div>
            }
            .into_any()
        })
    }

    /// Goes on with a plan as long as there is more of it and the page is open.
    fn go_on(self, id: i64, shown: RwSignal<TaskShown>) {
        Effect::new(move |_| {
            let next = shown.with(|shown| shown.next);
            if next == 0 {
                return;
            }
            spawn_local(async move {
                match reread((self.ask)(id, next)).await {
                    Some(now) => {
                        shown.try_set(now);
                    }
                    None => {
                        set_timeout(move || shown.try_update(|_| ()).unwrap_or_default(), PAUSE);
                    }
                }
            });
        });
    }

    /// Shows how far a task has come. What somebody is choosing stays.
    fn follow(self, (id, from): (i64, u64), shown: RwSignal<TaskShown>) {
        let concerns = move |event: domain::Event| {
            event.kind != EventKind::Log && (id == 0 || shown.with_untracked(|shown| shown.runs))
        };
        follow_events(concerns, move |_| async move {
            let Some(now) = reread((self.ask)(id, from)).await else {
                return false;
            };
            shown.try_set(now);
            true
        });
    }
}
