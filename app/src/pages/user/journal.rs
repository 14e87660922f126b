//! The latest entries of the audit log about the user.

use crate::components::Minute;
use crate::format::date;
use domain::AuditAction;
use domain::exemption::read_detail;
use domain::view::Entry;
use leptos::prelude::*;

/// What happened to the account and what its user did, newest first.
#[component]
pub fn Journal(entries: Vec<Entry>) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="journal-title">
            <h2 id="journal-title">{tr!("journal.title")}</h2>
            {if entries.is_empty() {
                view! { <p class="muted">{tr!("journal.empty")}</p> }.into_any()
            } else {
                view! {
                    <ol class="journal">
                        {entries.into_iter().map(|entry| view! { <Line entry=entry/> }).collect_view()}
                    </ol>
                }
                    .into_any()
            }}
        </section>
    }
}

#[component]
fn Line(entry: Entry) -> impl IntoView {
    let text = tr!(format!("audit.{}", entry.action), target = entry.target);
    let detail = match entry.action {
        AuditAction::RoleChanged => Some(tr!(format!("role.{}", entry.detail))),
        AuditAction::UserExempted => exemption(&entry.detail),
        AuditAction::FactorsReset => Some(tr!("journal.reason", reason = entry.detail)),
        _ => None,
    };
    let from = (!entry.address.is_empty()).then(|| tr!("journal.from", address = entry.address));
    view! {
        <li class="journal__entry">
            <p>
                <strong>{entry.actor}</strong>
                " "
                {text}
            </p>
            <Minute at=entry.at/>
            {detail.map(|text| view! { <p class="journal__reason">{text}</p> })}
            {from.map(|text| view! { <p class="journal__reason">{text}</p> })}
        </li>
    }
}

/// The last day and the reason of an exemption, as far as they were given.
fn exemption(detail: &str) -> Option<String> {
    let (day, reason) = read_detail(detail);
    let day = day.map(|day| tr!("journal.until", date = date(day, 0)));
    let reason = (!reason.is_empty()).then(|| tr!("journal.reason", reason = reason));
    let parts: Vec<String> = day.into_iter().chain(reason).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}
