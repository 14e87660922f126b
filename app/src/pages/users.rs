//! The table of users.

mod counts;
mod pager;
mod table;
mod toolbar;

use crate::api::users::list_users;
use crate::components::{Failure, NoticeText, PageHead, notice_signal};
use crate::notice::Notice;
use counts::Counts;
use domain::UserQuery;
use domain::view::UserPage;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::{LazyRoute, lazy_route};
use pager::Pager;
use table::{Empty, Table};
use toolbar::{Results, Toolbar};

/// `/account/users`: the address holds filters, order and page.
pub struct UsersPage;

#[lazy_route]
impl LazyRoute for UsersPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let params = use_query_map();
        let query = Memo::new(move |_| params.with(|p| UserQuery::from_params(|name| p.get(name))));
        let page = Resource::new_blocking(move || query.get(), list_users);
        let notice = notice_signal();
        view! {
            <Transition>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(page) => {
                            view! { <Found page=page query=query.get_untracked() notice=notice/> }
                                .into_any()
                        }
                        Err(error) => view! { <Failure error=error/> }.into_any(),
                    }
                })}
            </Transition>
        }
        .into_any()
    }
}

#[component]
fn Found(page: UserPage, query: UserQuery, notice: RwSignal<Option<Notice>>) -> impl IntoView {
    let UserPage {
        rows,
        total,
        counts,
        now,
    } = page;
    let table = if rows.is_empty() {
        view! { <Empty query=query.clone()/> }.into_any()
    } else {
        view! { <Table rows=rows query=query.clone() now=now/> }.into_any()
    };
    view! {
        <PageHead title=tr!("frame.users") account=true/>
        <NoticeText notice=notice/>
        <Counts counts=counts query=query.clone()/>
        <section class="card card--flush" aria-label=tr!("frame.users")>
            <Toolbar query=query.clone()/>
            <Results total=total query=query.clone()/>
            {table}
            <Pager total=total query=query/>
        </section>
    }
}
