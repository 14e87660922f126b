//! Downloads of what the filters let through.

use crate::components::{Icon, icons};
use domain::AuditQuery;
use leptos::prelude::*;

/// A button for each format. Always plain forms: the answer is a file.
#[component]
pub fn Export(
    /// The present filters.
    query: AuditQuery,
) -> impl IntoView {
    let formats = [
        ("/account/audit/export.csv", tr!("audit-log.csv")),
        ("/account/audit/export.jsonl", tr!("audit-log.jsonl")),
    ];
    let params = query.before(None).params();
    formats.map(|(action, label)| {
        let fields = params
            .clone()
            .into_iter()
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect_view();
        view! {
            <form method="post" action=action>
                {fields}
                <button class="btn" type="submit">
                    <Icon path=icons::DOWNLOAD/>
                    {label}
                </button>
            </form>
        }
    })
}
