//! The bar from which something is done to many users: those whose boxes are ticked, or all whom the table lists. `public/keys.js` counts
//! the ticked ones.

use crate::i18n::named;
use crate::locale::separator;
use domain::BulkKind;
use domain::csv_cell::Separator;
use leptos::prelude::*;
use wire::{UserQuery, path};

/// The bar.
#[component]
pub fn BulkBar(
    /// How many users the table lists.
    total: Memo<u64>,
    /// Which.
    query: UserQuery,
) -> impl IntoView {
    let fields = query.on_page(1).params().into_iter().map(|(name, value)| {
        view! { <input type="hidden" name=name value=value/> }
    });
    let kinds = BulkKind::ALL.iter().map(|kind| {
        view! { <option value=kind.as_str()>{tr!(named::bulk_kind(*kind))}</option> }
    });
    let by = separator();
    view! {
        <form id="bulk" class="bulk" method="post" action=path::BULK_SELECT aria-label=tr!(bulk::BAR)>
            {fields.collect_view()}
            <label class="check bulk__page">
                <input type="checkbox" data-choose-page="" autocomplete="off"/>
                {tr!(bulk::PAGE)}
            </label>
            <span class="bulk__count">{tr!(bulk::CHOSEN)} " " <output>"0"</output></span>
            <label class="visually-hidden" for="bulk-kind">
                {tr!(bulk::KIND_LABEL)}
            </label>
            <select class="input" id="bulk-kind" name="kind">
                {kinds.collect_view()}
            </select>
            <button class="btn" name="who" value="chosen">
                {tr!(bulk::TO_CHOSEN)}
            </button>
            <button class="btn" name="who" value="all">
                {move || tr_count!(bulk::TO_ALL, total.get())}
            </button>
            <button
                class="btn"
                formaction=path::export(path::BULK, "csv")
                name=by.map(|_| "separator")
                value=by.map(Separator::as_str)
            >
                {tr!(bulk::EXPORT)}
            </button>
            <button class="btn bulk__clear" type="button" data-choose-none="">
                {tr!(bulk::CLEAR)}
            </button>
            <a class="link" href=path::BULK>
                {tr!(bulk::LIST)}
            </a>
        </form>
    }
}
