//! How the table looks, below it: the length of its pages and its columns. A form, since the choice is kept; with script, too, the page is
//! loaded anew.

use crate::api::users::ChooseLook;
use crate::i18n::Key;
use crate::i18n::key::users::column;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use wire::UserQuery;
use wire::table_look::{PageSize, TableColumn};

const fn name(of: TableColumn) -> Key {
    match of {
        TableColumn::Email => column::EMAIL,
        TableColumn::Role => column::ROLE,
        TableColumn::Language => column::LANGUAGE,
        TableColumn::LastSignIn => column::LAST_SIGN_IN,
        TableColumn::Groups => column::GROUPS,
    }
}

/// The form.
#[component]
pub fn Look(
    /// The current filters.
    query: UserQuery,
    /// The query in the address: what is chosen starts from it, even while its answer is loading.
    asked: Memo<UserQuery>,
    /// Users on all pages.
    total: u64,
) -> impl IntoView {
    let hidden = query.hidden;
    let columns = TableColumn::ALL.iter().map(|column| {
        let column = *column;
        view! {
            <button
                class="link"
                id=format!("column-{column}")
                name="look"
                value=move || asked.read().toggling(column).look()
                aria-pressed=pressed(!hidden.has(column))
            >
                {tr!(name(column))}
            </button>
        }
    });
    let sizes = (total > PageSize::TwentyFive.rows()).then(|| {
        let sizes = PageSize::ALL.iter().map(|size| {
            let size = *size;
            view! {
                <button
                    class="link"
                    id=format!("rows-{size}")
                    name="look"
                    value=move || asked.read().of_size(size).look()
                    aria-pressed=pressed(size == query.size)
                >
                    {size.as_str()}
                </button>
            }
        });
        view! {
            <div role="group" aria-label=tr!(users::look::ROWS)>
                <span>{tr!(users::look::ROWS)}</span>
                {sizes.collect_view()}
            </div>
        }
    });
    view! {
        <form class="look" method="post" action=ChooseLook::PATH>
            <input type="hidden" name="query" value=move || asked.read().on_page(1).written()/>
            {sizes}
            <div role="group" aria-label=tr!(users::look::COLUMNS)>
                <span>{tr!(users::look::COLUMNS)}</span>
                {columns.collect_view()}
            </div>
        </form>
    }
}

const fn pressed(is_so: bool) -> &'static str {
    if is_so { "true" } else { "false" }
}
