//! Downloads of a table.

use super::icon::{Icon, icons};
use leptos::prelude::*;

/// A button for each format. Always plain forms: the answer is a file.
#[component]
pub fn Export(
    /// The address of each file, and the label of its button.
    formats: [(String, String); 2],
    /// The current filters and order, as fields.
    params: Vec<(&'static str, String)>,
) -> impl IntoView {
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
