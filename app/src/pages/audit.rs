//! The audit log.

mod filters;
mod table;

use crate::api::audit::ReadAudit;
use crate::components::{Export, PageHead, page_of};
use crate::live::keep_current;
use crate::reading::First;
use domain::EventKind;
use filters::Filters;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use table::{Older, Table};
use wire::AuditQuery;
use wire::path;
use wire::view::AuditList as Found;

/// `/account/audit`: the address holds filters and position.
pub struct AuditPage;

impl AuditPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let params = use_query_map();
        let query =
            Memo::new(move |_| params.with(|p| AuditQuery::from_params(|name| p.get(name))));
        let page = First::of(move || ReadAudit { query: query.get() });
        page_of(page, move |page| {
            view! { <Log page=page query=query.get_untracked()/> }.into_any()
        })
    }
}

/// Shows new entries as they arrive.
fn follow(shown: RwSignal<Found>, query: AuditQuery) {
    let question = move || ReadAudit {
        query: query.clone(),
    };
    keep_current(shown, question, |event| event.kind != EventKind::Attempts);
}

#[component]
fn Log(page: Found, query: AuditQuery) -> impl IntoView {
    let account = page.account.clone();
    let shown = RwSignal::new(page);
    // Older entries never change: only the newest page follows the log.
    if query.before.is_none() {
        follow(shown, query.clone());
    }
    let entries = Memo::new(move |_| shown.with(|page| page.entries.clone()));
    let is_empty = Memo::new(move |_| entries.with(Vec::is_empty));
    let older = Memo::new(move |_| shown.with(|page| page.older));
    let table = move || {
        if is_empty.get() {
            view! { <p class="results">{tr!(audit_log::EMPTY)}</p> }.into_any()
        } else {
            view! { <Table entries=entries/> }.into_any()
        }
    };
    let exported = query.before(None).params();
    view! {
        <PageHead title=tr!(frame::AUDIT) account=true>
            <Export page=path::AUDIT params=exported/>
        </PageHead>
        <p class="log-intro">{tr!(audit_log::TEXT)}</p>
        <section class="card card--flush" aria-label=tr!(frame::AUDIT)>
            <Filters query=query.clone() account=account/>
            {table}
            {move || view! { <Older older=older.get() query=query.clone()/> }}
        </section>
    }
}
