//! The latest entries of the audit log about the user.

use crate::components::{Minute, entry_author, entry_detail, entry_text, own_zone};
use domain::UserId;
use leptos::prelude::*;
use wire::AuditQuery;
use wire::view::Entry;

/// The activity of the account and of its user, newest first.
#[component]
pub fn Journal(entries: Vec<Entry>, id: UserId) -> impl IntoView {
    let all = AuditQuery {
        account: Some(id),
        ..AuditQuery::default()
    };
    view! {
        <section class="card" aria-labelledby="journal-title">
            <h2 id="journal-title">{tr!(journal::TITLE)}</h2>
            {if entries.is_empty() {
                view! { <p class="muted">{tr!(journal::EMPTY)}</p> }.into_any()
            } else {
                view! {
                    <ol class="journal">
                        {entries.into_iter().map(|entry| view! { <Line entry=entry/> }).collect_view()}
                    </ol>
                }
                    .into_any()
            }}
            <a class="link" href=all.href()>
                {tr!(journal::ALL)}
            </a>
        </section>
    }
}

#[component]
fn Line(entry: Entry) -> impl IntoView {
    let author = entry_author(&entry);
    let text = entry_text(&entry);
    let (zone, detailed) = (own_zone(), entry.clone());
    let detail = move || entry_detail(&detailed, zone).unwrap_or_default();
    let detail =
        entry_detail(&entry, zone).map(|_| view! { <p class="journal__reason">{detail}</p> });
    let email = (!entry.actor_email.is_empty())
        .then(|| view! { <span class="log-email">" (" {entry.actor_email} ")"</span> });
    let from = (!entry.address.is_empty()).then(|| tr!(journal::FROM, address = entry.address));
    view! {
        <li class="journal__entry">
            <p>
                <strong>{author}</strong>
                {email}
                " "
                {text}
            </p>
            <Minute at=entry.at/>
            {detail}
            {from.map(|text| view! { <p class="journal__reason">{text}</p> })}
        </li>
    }
}
