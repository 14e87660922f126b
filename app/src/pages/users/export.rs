//! Downloads of what the filters let through.

use crate::components::{Icon, icons};
use domain::UserQuery;
use leptos::prelude::*;

/// A button for each format. Always plain forms: the answer is a file.
#[component]
pub fn Export(
    /// The present filters and order.
    query: UserQuery,
) -> impl IntoView {
    let formats = [
        ("/account/users/export.csv", tr!("users.csv")),
        ("/account/users/export.jsonl", tr!("users.jsonl")),
    ];
    let params = query.on_page(1).params();
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
