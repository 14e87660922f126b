//! The audit log as a file.

use crate::components::{Icon, icons};
use leptos::prelude::*;

/// A button for each format. Always plain forms: the answer is a file.
#[component]
pub fn AuditCard() -> impl IntoView {
    let formats = [
        ("/account/audit/export.csv", tr!("audit-log.csv")),
        ("/account/audit/export.jsonl", tr!("audit-log.jsonl")),
    ];
    let forms = formats.map(|(action, label)| {
        view! {
            <form method="post" action=action>
                <button class="btn" type="submit">
                    <Icon path=icons::DOWNLOAD/>
                    {label}
                </button>
            </form>
        }
    });
    view! {
        <section class="card" aria-labelledby="audit-title">
            <h2 id="audit-title">{tr!("audit-log.title")}</h2>
            <p>{tr!("audit-log.text")}</p>
            <div class="row row--tight">{forms}</div>
        </section>
    }
}
