//! How the table looks, below it: the length of its pages and its columns. Links, which work without script and are addresses.

use crate::i18n::Key;
use crate::i18n::key::users::column;
use leptos::prelude::*;
use wire::UserQuery;
use wire::table_look::{PageSize, TableColumn};

const fn name(of: TableColumn) -> Key {
    match of {
        TableColumn::Email => column::EMAIL,
        TableColumn::Role => column::ROLE,
        TableColumn::Language => column::LANGUAGE,
        TableColumn::LastSignIn => column::LAST_SIGN_IN,
    }
}

/// The links.
#[component]
pub fn Look(
    /// The current filters.
    query: UserQuery,
    /// The query in the address: links start from it, even while its answer is loading.
    asked: Memo<UserQuery>,
    /// Users on all pages.
    total: u64,
) -> impl IntoView {
    let hidden = query.hidden;
    let columns = TableColumn::ALL.iter().map(|column| {
        let column = *column;
        let shown = !hidden.has(column);
        view! {
            <a
                class="link"
                id=format!("column-{column}")
                data-noscroll=true
                href=move || asked.read().toggling(column).href()
                aria-current=shown.then_some("true")
            >
                {tr!(name(column))}
            </a>
        }
    });
    let sizes = (total > PageSize::TwentyFive.rows()).then(|| {
        let links = PageSize::ALL.iter().map(|size| {
            let size = *size;
            view! {
                <a
                    class="link"
                    id=format!("rows-{size}")
                    data-noscroll=true
                    href=move || asked.read().of_size(size).href()
                    aria-current=(size == query.size).then_some("true")
                >
                    {size.as_str()}
                </a>
            }
        });
        view! {
            <nav aria-label=tr!(users::look::ROWS)>
                <span>{tr!(users::look::ROWS)}</span>
                {links.collect_view()}
            </nav>
        }
    });
    view! {
        <div class="look">
            {sizes} <nav aria-label=tr!(users::look::COLUMNS)>
                <span>{tr!(users::look::COLUMNS)}</span>
                {columns.collect_view()}
            </nav>
        </div>
    }
}
