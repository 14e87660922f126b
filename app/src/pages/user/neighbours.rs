//! The users before and after this one in the table that led here.

use crate::api::users::ReadNeighbours;
use crate::reading::First;
use domain::UserId;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use wire::UserQuery;
use wire::path;
use wire::view::Neighbour;

/// The address of a user's page, with the table that led to the page that is shown.
pub(super) fn address(id: UserId) -> String {
    let table = use_query_map().with_untracked(|query| UserQuery::of_list(|name| query.get(name)));
    path::user(id) + &table.map_or_else(String::new, |table| table.suffix())
}

/// Links to the neighbours in that table; nothing where no table led here.
#[component]
pub(super) fn NeighbourLinks(
    /// The user; none for an address without one.
    id: Memo<Option<UserId>>,
) -> impl IntoView {
    let params = use_query_map();
    let table = Memo::new(move |_| params.with(|p| UserQuery::of_list(|name| p.get(name))));
    move || {
        let query = table.get()?;
        let suffix = query.suffix();
        // No account has this number, and so no neighbours.
        let whose = move || id.get().unwrap_or(UserId::new(0));
        let asked = move || ReadNeighbours {
            id: whose(),
            query: query.clone(),
        };
        let links = First::of(asked).render(move |found| {
            let Ok(found) = found else {
                return ().into_any();
            };
            if found.previous.is_none() && found.next.is_none() {
                return ().into_any();
            }
            let link = |to: Option<Neighbour>, rel: &'static str, label: String| {
                to.map(|to| {
                    let href = path::user(to.id) + &suffix;
                    view! {
                        <a class="link" href=href rel=rel title=to.name.clone()>
                            {label}
                            <span class="visually-hidden">{[" ", &to.name].concat()}</span>
                        </a>
                    }
                })
            };
            // Those of the user before stay until the next ones have come: `public/live.js` asks whose they are before one is followed.
            view! {
                <nav
                    class="neighbours"
                    aria-label=tr!(user::neighbours::LABEL)
                    data-user=found.user.to_string()
                >
                    {link(found.previous, "prev", tr!(user::neighbours::PREVIOUS))}
                    {link(found.next, "next", tr!(user::neighbours::NEXT))}
                </nav>
            }
            .into_any()
        });
        Some(links)
    }
}
