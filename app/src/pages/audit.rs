//! The audit log.

mod export;
mod filters;
mod table;

use crate::api::audit::read_audit;
use crate::components::{Failure, PageHead};
use domain::AuditQuery;
use domain::view::AuditPage as Found;
use export::Export;
use filters::Filters;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::{LazyRoute, lazy_route};
use table::{Older, Table};

/// `/account/audit`: the address holds filters and place.
pub struct AuditPage;

#[lazy_route]
impl LazyRoute for AuditPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let params = use_query_map();
        let query =
            Memo::new(move |_| params.with(|p| AuditQuery::from_params(|name| p.get(name))));
        let page = Resource::new_blocking(move || query.get(), read_audit);
        view! {
            <Transition>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(page) => {
                            view! { <Log page=page query=query.get_untracked()/> }.into_any()
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
fn Log(page: Found, query: AuditQuery) -> impl IntoView {
    let table = if page.entries.is_empty() {
        view! { <p class="results">{tr!("audit-log.empty")}</p> }.into_any()
    } else {
        view! { <Table entries=page.entries/> }.into_any()
    };
    let exported = query.clone();
    view! {
        <PageHead title=tr!("frame.audit") account=true>
            <Export query=exported/>
        </PageHead>
        <section class="card card--flush" aria-label=tr!("frame.audit")>
            <Filters query=query.clone()/>
            {table}
            <Older older=page.older query=query/>
        </section>
    }
}
