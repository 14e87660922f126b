//! All exemptions.

use crate::api::account::EndRule;
use crate::api::exemptions::ReadExemptions;
use crate::components::{
    Dialog, DialogActions, Export, FlashText, FormAlert, Minute, PageHead, PostForm, Submission,
    Until, flash_signal, follow, page_of,
};
use crate::entry_text::who;
use crate::flash::Flash;
use crate::i18n::named;
use crate::live::{keep_current, read_after};
use crate::reading::First;
use crate::rule_text::rule_reason;
use domain::{EventKind, ExemptionKind, OverrideRule, Role, UserId};
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
        let (action, flash) = (Submission::of_dialog::<EndRule>(), flash_signal());
        follow(action, flash, move || query.get_untracked().href());
        page_of(list, move |list| {
            let query = query.get_untracked();
            view! { <Shown list=list query=query action=action flash=flash/> }.into_any()
        })
    }
}

#[component]
fn Shown(
    list: ExemptionList,
    query: ExemptionQuery,
    action: Submission,
    flash: RwSignal<Option<Flash>>,
) -> impl IntoView {
    let shown = RwSignal::new(list);
    read_after(
        shown,
        move || ReadExemptions::of(query),
        move || action.version(),
        || (),
    );
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
        <FlashText flash=flash/>
        <End list=shown query=query action=action/>
        <p class="log-intro">{tr!(exemptions::TEXT)}</p>
        <section class="card card--flush" aria-label=tr!(exemptions::TITLE)>
            <Kinds query=query/>
            {move || view! { <Table list=shown.get() query=query/> }}
        </section>
    }
}

/// What the address names the dialog that ends an exemption; the number of the user follows.
const END: &str = "end-";

/// The address of the dialog that ends the exemption of a user.
fn end_of(query: ExemptionQuery, user: UserId) -> String {
    path::with(&query.href(), "dialog", &format!("{END}{user}"))
}

/// The dialog that ends the exemption of the person whom the address names, as long as there is one. Why that was refused is said though
/// there may be none any more.
#[component]
fn End(list: RwSignal<ExemptionList>, query: ExemptionQuery, action: Submission) -> impl IntoView {
    let params = use_query_map();
    let named = Memo::new(move |_| {
        let dialog = params.with(|params| params.get("dialog"))?;
        dialog.strip_prefix(END)?.parse::<UserId>().ok()
    });
    let row = Memo::new(move |_| {
        let user = named.get()?;
        list.with(|list| list.rows.iter().find(|row| row.user == user).cloned())
    });
    move || match row.get() {
        None => view! { <FormAlert error=action.error()/> }.into_any(),
        Some(row) => {
            let name = row.name.clone();
            view! {
                <Dialog
                    id="dialog-end"
                    title=tr!(exemptions::END_TITLE, name = name)
                    close=query.href()
                >
                    <p>{tr!(exemptions::END_TEXT, email = row.email)}</p>
                    <FormAlert error=action.error()/>
                    <PostForm to=action>
                        <input type="hidden" name="id" value=row.user.to_string()/>
                        <input type="hidden" name="rule" value=OverrideRule::Exempt.as_str()/>
                        <DialogActions close=query.href() label=tr!(exemptions::END_CONFIRM)/>
                    </PostForm>
                </Dialog>
            }
            .into_any()
        }
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
        <nav class="results" aria-label=tr!(exemptions::FILTER)>
            {std::iter::once(None).chain(kinds).map(link).collect_view()}
        </nav>
    }
}

#[component]
fn Table(list: ExemptionList, query: ExemptionQuery) -> impl IntoView {
    if list.rows.is_empty() {
        return view! { <p class="results">{tr!(exemptions::EMPTY)}</p> }.into_any();
    }
    let changes = crate::host::role() == Role::Admin;
    let rows = list
        .rows
        .into_iter()
        .map(|row| view! { <Row row=row query=query changes=changes/> });
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
fn Row(row: ExemptionRow, query: ExemptionQuery, changes: bool) -> impl IntoView {
    let href = end_of(query, row.user);
    let page = path::user(row.user);
    let until = match row.until {
        Some(end) => view! { <Until at=end/> }.into_any(),
        None => tr!(user::rule::NO_END).into_any(),
    };
    let kind = row.kind.map(|kind| tr!(named::exemption_kind(kind)));
    let reason = row.reason.map(|reason| rule_reason(&reason));
    let reason = reason.unwrap_or_else(|| tr!(user::rule::NO_REASON));
    let by = row.by.zip(row.since).map(|(by, since)| {
        view! {
            <p class="log-detail">{tr!(exemptions::BY, name = who(&by))} " " <Minute at=since/></p>
        }
    });
    let name = row.name.clone();
    let end = changes.then(|| {
        view! {
            <td role="cell" class="col-where">
                <a class="link" href=href data-noscroll=true aria-label=tr!(exemptions::END_OF, name = name)>
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
                    <a class="link" href=page>{row.name.clone()}</a>
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
