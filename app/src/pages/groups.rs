//! Groups of users.

use crate::api::groups::{GroupsAsked, ReadGroups};
use crate::components::{
    FlashText, FormAlert, PageHead, Submission, flash_signal, follow_markup, localise_markup,
    make_modal, page_of, refusal_of_another,
};
use crate::live::{keep_current, read_after, unless_dialog};
use crate::reading::First;
use domain::{EventKind, GroupId};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use wire::UserQuery;
use wire::path;

/// `/account/groups`, and `/account/groups/{id}`.
pub struct GroupsPage;

impl GroupsPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let (params, query) = (use_params_map(), use_query_map());
        let asked = Memo::new(move |_| {
            // No group has this number: an invalid number is not found either.
            let number = |id: String| id.parse().unwrap_or(GroupId::new(0));
            let get = |name: &str| query.with(|query| query.get(name));
            GroupsAsked {
                id: params.with(|params| params.get("id")).map(number),
                members: UserQuery::from_params(get),
                find: get("find").unwrap_or_default(),
                dialog: get("dialog").unwrap_or_default(),
            }
        });
        let page = First::of(move || ReadGroups { asked: asked.get() });
        let (refused, flash) = (refusal_of_another(&[]), flash_signal());
        let action = Submission::of_markup(&[]);
        follow_markup(action, flash);
        page_of(page, move |shown| {
            let asked = asked.get_untracked();
            let all = asked.id.is_none();
            let shown = RwSignal::new(shown);
            let again = move || ReadGroups {
                asked: asked.clone(),
            };
            read_after(shown, again.clone(), move || action.version(), || ());
            keep_current(shown, again, |event| {
                !matches!(
                    event.kind,
                    EventKind::Log | EventKind::Sessions | EventKind::Attempts
                )
            });
            localise_markup(move || shown.track());
            let content = NodeRef::new();
            let leave = make_modal(content);
            let head = if all {
                view! { <PageHead title=tr!(frame::GROUPS) account=true/> }.into_any()
            } else {
                let name = shown.with_untracked(|shown| shown.name.clone());
                view! { <PageHead title=name above=(path::GROUPS, tr!(frame::GROUPS)) account=true/> }.into_any()
            };
            view! {
                {head}
                <FlashText flash=flash/>
                {refused.clone().map(|error| view! { <FormAlert error=Some(error)/> })}
                <FormAlert error=action.error()/>
                <div
                    class="stack"
                    node_ref=content
                    on:submit=move |event| action.catch(&event)
                    on:keydown=leave
                    inner_html=move || unless_dialog(shown).html
                ></div>
            }
            .into_any()
        })
    }
}
