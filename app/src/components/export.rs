//! Downloads of a table.

use super::drop_down::DropDown;
use super::icon::{Icon, icons};
use crate::locale::separator;
use leptos::prelude::*;
use wire::path;

/// A menu with a button for each format. Always plain forms: the answer is a file.
#[component]
pub fn Export(
    /// The path of the page.
    page: &'static str,
    /// The current filters and order, as fields.
    params: Vec<(&'static str, String)>,
) -> impl IntoView {
    let separator = separator().map(|by| ("separator", by.as_str().to_owned()));
    let formats = [
        ("csv", tr!(export::CSV), separator),
        ("jsonl", tr!(export::JSONL), None),
    ];
    let forms = formats.map(|(ending, label, more)| {
        let fields = params
            .clone()
            .into_iter()
            .chain(more)
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect_view();
        view! {
            <form method="post" action=path::export(page, ending)>
                {fields}
                <button class="menu__item" type="submit">
                    <Icon path=icons::DOWNLOAD/>
                    {label}
                </button>
            </form>
        }
    });
    let opener = view! {
        <Icon path=icons::DOWNLOAD/>
        <span class="btn__text">{tr!(export::LABEL)}</span>
    };
    view! {
        <DropDown class="menu" button="btn" panel="menu__panel" label=opener.into_any()>
            {forms}
        </DropDown>
    }
}
