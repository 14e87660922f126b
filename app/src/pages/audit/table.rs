//! The entries, and the way to older ones. The roles are written out: on a phone the rows are blocks,
//! and browsers forget then that they were a table.

use crate::components::{Minute, entry_detail, entry_text};
use domain::view::Entry;
use domain::{AuditQuery, EntryId};
use leptos::prelude::*;

/// The entries of this page, newest first.
#[component]
pub fn Table(
    /// The entries.
    entries: Vec<Entry>,
) -> impl IntoView {
    view! {
        <table class="table table--log" role="table">
            <caption class="visually-hidden">{tr!("audit-log.caption")}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader" class="col-when">{tr!("audit-log.when")}</th>
                    <th scope="col" role="columnheader" class="col-who">{tr!("audit-log.who")}</th>
                    <th scope="col" role="columnheader">{tr!("audit-log.what")}</th>
                    <th scope="col" role="columnheader" class="col-where">{tr!("audit-log.where")}</th>
                </tr>
            </thead>
            <tbody role="rowgroup">{entries.into_iter().map(|entry| view! { <Row entry=entry/> }).collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Row(entry: Entry) -> impl IntoView {
    let text = entry_text(&entry);
    let detail = entry_detail(&entry).map(|text| view! { <p class="log-detail">{text}</p> });
    view! {
        <tr role="row">
            <td role="cell" class="col-when">
                <Minute at=entry.at/>
            </td>
            <td role="cell" class="col-who">
                <strong>{entry.actor}</strong>
            </td>
            <td role="cell" class="col-what">{text} {detail}</td>
            <td role="cell" class="col-where">{entry.address}</td>
        </tr>
    }
}

/// Links to older entries, and back to the newest.
#[component]
pub fn Older(
    /// Where the next page begins.
    older: Option<EntryId>,
    /// The present filters and place.
    query: AuditQuery,
) -> impl IntoView {
    let newest = query.before.map(|_| {
        view! {
            <a class="link" href=query.before(None).href()>
                {tr!("audit-log.newest")}
            </a>
        }
    });
    let older = older.map(|id| {
        view! {
            <a class="link" href=query.before(Some(id)).href()>
                {tr!("audit-log.older")}
            </a>
        }
    });
    (newest.is_some() || older.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label=tr!("pager.label")>
                {newest}
                {older}
            </nav>
        }
    })
}
