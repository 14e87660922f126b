//! The filters.

use crate::components::{Icon, SearchForm, ZoneField, icons};
use crate::i18n::named;
use domain::{AuditAction, Timestamp};
use leptos::prelude::*;
use wire::AuditQuery;
use wire::path;
use wire::query::MAX_SEARCH;

/// The form of the filters: its fields become the query of the address.
#[component]
pub fn Filters(
    /// The current filters.
    query: AuditQuery,
    /// The name and address of the account that is asked for, unless it is deleted.
    account: Option<String>,
) -> impl IntoView {
    let day = |day: Option<Timestamp>| day.map(Timestamp::to_day).unwrap_or_default();
    let (from, to) = (day(query.from), day(query.to));
    let all = query.is_filtered().then(|| {
        view! {
            <a href=path::AUDIT class="link">
                {tr!(users::SHOW_ALL)}
            </a>
        }
    });
    let one = query.account.map(|id| {
        let text = match account {
            Some(name) => tr!(audit_log::ACCOUNT, name = name),
            None => tr!(audit_log::ACCOUNT_GONE),
        };
        let others = AuditQuery {
            account: None,
            ..query.before(None)
        };
        view! {
            <input type="hidden" name="account" value=id.to_string()/>
            <a href=others.href() class="chip">
                {text}
                <Icon path=icons::CLOSE label=tr!(users::REMOVE_FILTER)/>
            </a>
        }
    });
    view! {
        <SearchForm path=path::AUDIT class="log-filters">
            {one}
            <Text name="actor" label=tr!(audit_log::ACTOR) value=query.actor/>
            <Text name="target" label=tr!(audit_log::TARGET) value=query.target/>
            <Actions chosen=query.action/>
            <Text name="from" label=tr!(audit_log::FROM) value=from kind="date"/>
            <Text name="to" label=tr!(audit_log::TO) value=to kind="date"/>
            <ZoneField/>
            <div class="log-filters__act">
                <button class="btn" type="submit">
                    {tr!(users::FILTER)}
                </button>
                {all}
            </div>
        </SearchForm>
    }
}

/// A field. A new value in the address creates a new field; input typed while a page loads, or before
/// the browser has taken over, stays.
#[component]
fn Text(
    name: &'static str,
    label: String,
    value: String,
    #[prop(default = "search")] kind: &'static str,
) -> impl IntoView {
    // Without script the style adds the zone in which a day is meant.
    let zone = (kind == "date").then(crate::host::zone_name).flatten();
    let class = if kind == "date" {
        "field__label zone"
    } else {
        "field__label"
    };
    view! {
        <div class="field">
            <label class=class for=name data-zone=zone>
                {label}
            </label>
            <For each=move || std::iter::once(value.clone()) key=String::clone let:value>
                <input
                    class="input"
                    type=kind
                    id=name
                    name=name
                    value=value
                    maxlength=MAX_SEARCH
                    autocomplete="off"
                />
            </For>
        </div>
    }
}

#[component]
fn Actions(chosen: Option<AuditAction>) -> impl IntoView {
    let choices = AuditAction::ALL
        .iter()
        .map(|action| {
            view! {
                <option value=action.as_str() selected=chosen == Some(*action)>
                    {tr!(named::action(*action), target = "…")}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label class="field__label" for="action">
                {tr!(audit_log::ACTION)}
            </label>
            <span class="select">
                <select id="action" name="action">
                    <option value="" selected=chosen.is_none()>
                        {tr!(audit_log::ANY_ACTION)}
                    </option>
                    {choices}
                </select>
                <Icon path=icons::CHEVRON/>
            </span>
        </div>
    }
}
