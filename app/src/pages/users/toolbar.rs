//! Search and filters.

use crate::components::{Icon, SearchForm, icons, status_label};
use crate::i18n::named;
use domain::Role;
use leptos::prelude::*;
use leptos::tachys::view::keyed::{SerializableKey, keyed};
use std::hash::Hash;
use wire::path;
use wire::view::SavedFilter;
use wire::{AccountFilter, RequirementFilter, UserQuery};

/// The form of search and filters: its fields become the query of the address.
#[component]
pub fn Toolbar(
    /// The current filters.
    query: UserQuery,
    /// The query in the address: links start from it, even while its answer is loading.
    asked: Memo<UserQuery>,
) -> impl IntoView {
    let kept = move || {
        let kept = asked.read().params().into_iter();
        kept.filter(|(name, _)| {
            matches!(
                *name,
                "status" | "sort" | "dir" | "group" | "mail" | "import" | "hide" | "show" | "rows"
            )
        })
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view()
    };
    let roles = Role::ALL
        .iter()
        .map(|r| (r.as_str(), tr!(named::role_filter(*r))));
    let rules = RequirementFilter::ALL
        .iter()
        .map(|r| (r.as_str(), tr!(named::requirement_filter(*r))));
    let states = AccountFilter::ALL
        .iter()
        .map(|s| (s.as_str(), tr!(named::account_filter(*s))));
    let chosen_role = query.role.map_or("", Role::as_str);
    let chosen_state = query.state.map_or("", AccountFilter::as_str);
    let chosen_rule = query.requirement.map_or("", RequirementFilter::as_str);
    let label = match query.filters_set() {
        0 => tr!(users::FILTERS),
        set => tr!(users::FILTERS_SET, count = set),
    };
    view! {
        <SearchForm path=path::USERS class="toolbar">
            {kept}
            <div class="search">
                <Icon path=icons::SEARCH/>
                <SearchInput text=query.search/>
            </div>
            <details class="filters">
                <summary class="btn">
                    {label}
                    <Icon path=icons::CHEVRON/>
                </summary>
                <div class="filters__panel">
                    <Filter
                        name="role"
                        label=tr!(users::role::NAME)
                        all=tr!(users::role::ALL)
                        chosen=chosen_role
                        choices=roles.collect()
                    />
                    <Filter
                        name="requirement"
                        label=tr!(users::requirement::NAME)
                        all=tr!(users::requirement::ALL)
                        chosen=chosen_rule
                        choices=rules.collect()
                    />
                    <Filter
                        name="account"
                        label=tr!(users::account::NAME)
                        all=tr!(users::account::ALL)
                        chosen=chosen_state
                        choices=states.collect()
                    />
                    <button class="btn" type="submit">
                        {tr!(users::FILTER)}
                    </button>
                    <a class="link filters__saved" href=move || saved_filters(&asked.read())>
                        {tr!(filters::TITLE)}
                    </a>
                </div>
            </details>
        </SearchForm>
    }
}

/// The id of the search field.
const SEARCH: &str = "search";

/// The search field, which searches as one types. Input typed meanwhile, or before the browser has taken over, stays.
#[component]
fn SearchInput(text: String) -> impl IntoView {
    crate::host::show_search(SEARCH, &text);
    view! {
        <input
            id=SEARCH
            type="search"
            name="q"
            autocomplete="off"
            aria-label=tr!(users::SEARCH)
            placeholder=tr!(users::SEARCH_PLACEHOLDER)
            value=text
            data-live=""
        />
    }
}

/// A filter. As with the search field, a choice made while a page loads stays.
#[component]
fn Filter(
    name: &'static str,
    label: String,
    all: String,
    chosen: &'static str,
    choices: Vec<(&'static str, String)>,
) -> impl IntoView {
    kept(chosen, move |chosen| {
        let (all, label, choices) = (all.clone(), label.clone(), choices.clone());
        view! { <Choice name=name label=label all=all chosen=chosen choices=choices/> }
    })
}

/// A field that the next rendering of the page keeps if its value is the same.
/// (`For` creates it again with each rendering.)
fn kept<K, V>(value: K, field: impl Fn(K) -> V + Send + 'static) -> impl IntoView
where
    K: Clone + Eq + Hash + SerializableKey + Send + 'static,
    V: IntoView + 'static,
{
    keyed(std::iter::once(value), K::clone, move |_, value| {
        (|_| (), field(value).into_view())
    })
}

#[component]
fn Choice(
    name: &'static str,
    label: String,
    all: String,
    chosen: &'static str,
    choices: Vec<(&'static str, String)>,
) -> impl IntoView {
    view! {
        <span class="select">
            <select name=name aria-label=label>
                <option value="" selected=chosen.is_empty()>
                    {all}
                </option>
                {choices
                    .into_iter()
                    .map(|(value, text)| {
                        view! {
                            <option value=value selected=value == chosen>
                                {text}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
            <Icon path=icons::CHEVRON/>
        </span>
    }
}

/// Removes a filter.
type Removal = fn(&mut UserQuery);

/// The number of users that match the filters, and a link to remove each filter.
#[component]
pub fn Results(
    /// How many.
    total: u64,
    /// The current filters.
    query: UserQuery,
    /// The query in the address: links start from it, even while its answer is loading.
    asked: Memo<UserQuery>,
    /// The name of the group whose members alone are shown.
    group: Option<String>,
) -> impl IntoView {
    let searched = (!query.search.is_empty()).then(|| tr!(users::SEARCH_CHIP, text = query.search));
    let status = |status| tr!(users::STATUS_CHIP, status = status_label(status));
    let role = |role| tr!(named::role_filter(role));
    let rule = |rule| tr!(named::requirement_filter(rule));
    let state = |state| tr!(named::account_filter(state));
    let in_group = |_| match group {
        Some(name) => tr!(users::IN_GROUP_CHIP, name = name),
        None => tr!(users::GROUP_CHIP),
    };
    let chips: [(Option<String>, Removal); 8] = [
        (searched, |q| q.search.clear()),
        (query.status.map(status), |q| {
            q.status = None;
        }),
        (query.role.map(role), |q| {
            q.role = None;
        }),
        (query.requirement.map(rule), |q| {
            q.requirement = None;
        }),
        (query.state.map(state), |q| {
            q.state = None;
        }),
        (query.group.map(in_group), |q| {
            q.group = None;
        }),
        (query.undeliverable.then(|| tr!(users::MAIL_CHIP)), |q| {
            q.undeliverable = false;
        }),
        (
            query.import.map(|id| tr!(users::IMPORT_CHIP, number = id)),
            |q| {
                q.import = None;
            },
        ),
    ];
    let chips = chips.into_iter().filter_map(|(text, remove)| {
        let without = move || {
            let mut query = asked.read().on_page(1);
            remove(&mut query);
            query.href()
        };
        Some(view! { <Chip text=text? href=without/> })
    });
    let all = query.is_filtered().then(|| {
        view! {
            <a href=path::USERS data-noscroll=true class="link">
                {tr!(users::SHOW_ALL)}
            </a>
        }
    });
    view! {
        <p class="results" role="status">
            <span>{tr_count!(users::FOUND, total)}</span>
            {chips.collect_view()}
            {all}
        </p>
    }
}

/// The page of the saved filters, on which this query can be saved.
fn saved_filters(query: &UserQuery) -> String {
    path::with_all(path::SAVED_FILTERS, &query.on_page(1).params())
}

/// Links to the saved filters, and to the page on which this one is saved and others are deleted.
#[component]
pub fn Saved(
    /// The filters.
    filters: Vec<SavedFilter>,
    /// The query in the address: links start from it, even while its answer is loading.
    asked: Memo<UserQuery>,
) -> impl IntoView {
    let links = filters.into_iter().map(|filter| {
        let (href, here) = (filter.href.clone(), filter.href);
        // One that does not say how the table looks leaves that as it is.
        let current = move || {
            let asked = asked.read().on_page(1);
            let plain = asked.looking_like(&UserQuery::default());
            (asked.href() == here || plain.href() == here).then_some("true")
        };
        view! {
            <a class="link" href=href data-noscroll=true aria-current=current>
                {filter.name}
            </a>
        }
    });
    let save = move || saved_filters(&asked.read());
    view! {
        <nav class="results results--saved" aria-label=tr!(filters::TITLE)>
            <a class="link" href=save>
                {tr!(filters::TITLE)}
            </a>
            {links.collect_view()}
        </nav>
    }
}

#[component]
fn Chip(text: String, href: impl Fn() -> String + Send + Sync + 'static) -> impl IntoView {
    view! {
        <a href=href data-noscroll=true class="chip">
            {text}
            <Icon path=icons::CLOSE label=tr!(users::REMOVE_FILTER)/>
        </a>
    }
}
