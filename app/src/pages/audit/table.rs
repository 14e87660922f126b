//! The entries, and the links to older ones. The ARIA roles are explicit: on a phone the rows are
//! blocks, and browsers then no longer treat them as a table.

use crate::components::{Minute, entry_about, entry_author, entry_detail, entry_text, own_zone};
use domain::{EntryId, UserId};
use leptos::prelude::*;
use wire::AuditQuery;
use wire::path;
use wire::view::Entry;

/// The entries of this page, newest first.
#[component]
pub fn Table(
    /// The entries.
    entries: Memo<Vec<Entry>>,
) -> impl IntoView {
    view! {
        <table class="table table--log" role="table">
            <caption class="visually-hidden">{tr!(audit_log::CAPTION)}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader" class="col-when">{tr!(audit_log::WHEN)}</th>
                    <th scope="col" role="columnheader" class="col-who">{tr!(audit_log::WHO)}</th>
                    <th scope="col" role="columnheader">{tr!(audit_log::WHAT)}</th>
                    <th scope="col" role="columnheader" class="col-where">{tr!(audit_log::WHERE)}</th>
                </tr>
            </thead>
            <tbody role="rowgroup">
                <For each=move || entries.get() key=|entry| entry.id let:entry>
                    <Row entry=entry/>
                </For>
            </tbody>
        </table>
    }
}

#[component]
fn Row(entry: Entry) -> impl IntoView {
    let text = what(&entry);
    let author = match entry.actor_id {
        Some(_) => person(entry.actor_id, entry.actor.clone()),
        None => entry_author(&entry).into_any(),
    };
    let (zone, detailed) = (own_zone(), entry.clone());
    let detail = move || entry_detail(&detailed, zone).unwrap_or_default();
    let detail = entry_detail(&entry, zone).map(|_| view! { <p class="log-detail">{detail}</p> });
    // What people do to themselves names nobody else.
    let own = entry.target_id == entry.actor_id;
    let target_email = if own {
        String::new()
    } else {
        entry.target_email
    };
    view! {
        <tr role="row">
            <td role="cell" class="col-when">
                <Minute at=entry.at/>
            </td>
            <td role="cell" class="col-who">
                <strong>{author}</strong>
                {email(entry.actor_email)}
            </td>
            <td role="cell" class="col-what">{text} {email(target_email)} {detail}</td>
            <td role="cell" class="col-where">{entry.address}</td>
        </tr>
    }
}

/// A character that no name contains: it marks the end of the name in the text, which is split there.
const MARK: &str = "\u{1}";

/// What was done, with a link where the text names the user concerned.
fn what(entry: &Entry) -> AnyView {
    let target = entry.target.as_str();
    let text = entry_about(entry, &[target, MARK].concat());
    let parts = text.split_once(MARK);
    match parts.and_then(|(named, after)| Some((named.strip_suffix(target)?, after))) {
        Some((before, after)) => (
            before.to_owned(),
            person(entry.target_id, entry.target.clone()),
            after.to_owned(),
        )
            .into_any(),
        None => entry_text(entry).into_any(),
    }
}

/// The address of a user: two people may have one name.
fn email(email: String) -> Option<AnyView> {
    (!email.is_empty()).then(|| view! { <p class="log-email">{email}</p> }.into_any())
}

/// A name, linked to the user's page if it is a user's.
fn person(id: Option<UserId>, name: String) -> AnyView {
    match id {
        Some(id) => view! {
            <a class="link" href=path::user(id)>
                {name}
            </a>
        }
        .into_any(),
        None => name.into_any(),
    }
}

/// Links to older entries, and back to the newest.
#[component]
pub fn Older(
    /// The cursor of the next page.
    older: Option<EntryId>,
    /// The current filters and position.
    query: AuditQuery,
) -> impl IntoView {
    let newest = query.before.map(|_| {
        view! {
            <a class="link" href=query.before(None).href()>
                {tr!(audit_log::NEWEST)}
            </a>
        }
    });
    let older = older.map(|id| {
        view! {
            <a class="link" href=query.before(Some(id)).href()>
                {tr!(audit_log::OLDER)}
            </a>
        }
    });
    (newest.is_some() || older.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label=tr!(pager::LABEL)>
                {newest}
                {older}
            </nav>
        }
    })
}
