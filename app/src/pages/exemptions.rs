//! All exemptions.

use crate::api::exemptions::ReadExemptions;
use crate::components::{Export, Minute, PageHead, page_of};
use crate::i18n::named;
use crate::live::keep_current;
use crate::reading::First;
use domain::{EventKind, ExemptionKind, Role};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use wire::query::RequirementFilter;
use wire::view::{ExemptionList, ExemptionRow};
use wire::{ExemptionCursor, ExemptionQuery, UserQuery, path};

/// `/account/exemptions`: the address holds filter and position.
pub struct ExemptionsPage;

impl ExemptionsPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let params = use_query_map();
        let query =
            Memo::new(move |_| params.with(|p| ExemptionQuery::from_params(|name| p.get(name))));
        let list = First::of(move || ReadExemptions::of(query.get()));
        page_of(list, move |list| {
            view! { <Shown list=list query=query.get_untracked()/> }.into_any()
        })
    }
}

#[component]
fn Shown(list: ExemptionList, query: ExemptionQuery) -> impl IntoView {
    let shown = RwSignal::new(list);
    keep_current(
        shown,
        move || ReadExemptions::of(query),
        |event| {
            !matches!(
                event.kind,
                EventKind::Log | EventKind::Sessions | EventKind::Attempts
            )
        },
    );
    let exported = UserQuery {
        requirement: Some(RequirementFilter::Exempt),
        ..UserQuery::default()
    };
    view! {
        <PageHead title=tr!(exemptions::TITLE) above=(path::SECURITY, tr!(frame::SECURITY)) account=true>
            <Export page=path::USERS params=exported.params()/>
        </PageHead>
        <p class="log-intro">{tr!(exemptions::TEXT)}</p>
        <section class="card card--flush" aria-label=tr!(exemptions::TITLE)>
            <Kinds query=query/>
            {move || view! { <Table list=shown.get() query=query/> }}
        </section>
    }
}

/// A link for each kind, and one for all.
#[component]
fn Kinds(query: ExemptionQuery) -> impl IntoView {
    let link = move |kind: Option<ExemptionKind>| {
        let name = kind.map_or_else(
            || tr!(exemptions::ALL),
            |kind| tr!(named::exemption_kind(kind)),
        );
        let href = ExemptionQuery { kind, after: None }.href();
        let current = (kind == query.kind).then_some("page");
        view! {
            <a class="link" href=href aria-current=current>
                {name}
            </a>
        }
    };
    let kinds = ExemptionKind::ALL.iter().copied().map(Some);
    view! {
        <nav class="pager" aria-label=tr!(exemptions::FILTER)>
            {std::iter::once(None).chain(kinds).map(link).collect_view()}
        </nav>
    }
}

#[component]
fn Table(list: ExemptionList, query: ExemptionQuery) -> impl IntoView {
    if list.rows.is_empty() {
        return view! { <p class="results">{tr!(exemptions::EMPTY)}</p> }.into_any();
    }
    // Where it is ended, on the page of its user.
    let changes = crate::host::role() == Role::Admin;
    let rows = list
        .rows
        .into_iter()
        .map(|row| view! { <Row row=row changes=changes/> });
    let act = changes.then(|| {
        view! {
            <th scope="col" role="columnheader" class="col-where">{tr!(exemptions::ACT)}</th>
        }
    });
    view! {
        <p class="results">{tr_count!(exemptions::COUNT, list.total)}</p>
        <table class="table table--log" role="table">
            <caption class="visually-hidden">{tr!(exemptions::TITLE)}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader" class="col-when">{tr!(exemptions::UNTIL)}</th>
                    <th scope="col" role="columnheader" class="col-who">{tr!(exemptions::WHO)}</th>
                    <th scope="col" role="columnheader">{tr!(exemptions::WHAT)}</th>
                    {act}
                </tr>
            </thead>
            <tbody role="rowgroup">{rows.collect_view()}</tbody>
        </table>
        <Pager next=list.next query=query/>
    }
    .into_any()
}

#[component]
fn Row(row: ExemptionRow, changes: bool) -> impl IntoView {
    let page = path::user(row.user);
    let until = match row.until {
        Some(end) => view! { <Minute at=end/> }.into_any(),
        None => tr!(user::rule::NO_END).into_any(),
    };
    let kind = row.kind.map(|kind| tr!(named::exemption_kind(kind)));
    let reason = row.reason.unwrap_or_else(|| tr!(user::rule::NO_REASON));
    let by = row.by.zip(row.since).map(|(by, since)| {
        view! {
            <p class="log-detail">{tr!(exemptions::BY, name = by)} " " <Minute at=since/></p>
        }
    });
    let name = row.name.clone();
    let href = page.clone();
    let end = changes.then(|| {
        view! {
            <td role="cell" class="col-where">
                <a class="link" href=href aria-label=tr!(exemptions::END_OF, name = name)>
                    {tr!(exemptions::END)}
                </a>
            </td>
        }
    });
    view! {
        <tr role="row">
            <td role="cell" class="col-when">{until}</td>
            <td role="cell" class="col-who">
                <strong>
                    <a class="link" href=page>{row.name}</a>
                </strong>
                <p class="log-email">{row.email}</p>
            </td>
            <td role="cell" class="col-what">
                {kind} <p class="log-detail">{reason}</p> {by}
            </td>
            {end}
        </tr>
    }
}

/// Links to the next page, and back to the first.
#[component]
fn Pager(next: Option<ExemptionCursor>, query: ExemptionQuery) -> impl IntoView {
    let link = |href: String, text: String| view! { <a class="link" href=href>{text}</a> };
    let first = query
        .after
        .map(|_| link(query.after(None).href(), tr!(exemptions::FIRST)));
    let next = next.map(|next| link(query.after(Some(next)).href(), tr!(exemptions::NEXT)));
    (first.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label=tr!(pager::LABEL)>
                {first} {next}
            </nav>
        }
    })
}
