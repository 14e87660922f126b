//! The rows.

use super::ShownUsers;
use super::row::cells;
use crate::browser;
use crate::components::{Icon, icons, localise, zone};
use crate::i18n::Key;
use crate::i18n::key::users::column;
use domain::UserId;
use leptos::prelude::*;
use std::sync::Arc;
use wire::path;
use wire::table_look::TableColumn;
use wire::{Direction, UserQuery, UserSort};

/// The columns: order, heading, class.
const COLUMNS: [(UserSort, Key, &str); 6] = [
    (UserSort::Name, column::NAME, "col-name"),
    (UserSort::Email, column::EMAIL, "col-email"),
    (UserSort::Role, column::ROLE, "col-role"),
    (UserSort::Language, column::LANGUAGE, "col-language"),
    (UserSort::LastSignIn, column::LAST_SIGN_IN, "col-seen"),
    (UserSort::Status, column::TWO_FACTOR, "col-2fa"),
];

/// The table of users. The tooltips of its shields open on hover, on focus and on touch; Escape
/// closes them, wherever the focus is (WCAG 2.2, 1.4.13), until the pointer or the focus reaches the
/// next one.
#[component]
pub fn Table(
    /// The rows of this page.
    shown: ShownUsers,
    /// The current order.
    query: UserQuery,
    /// The query in the address: links start from it, even while its answer is loading.
    asked: Memo<UserQuery>,
    /// Generation of the rendering: rows of an earlier one no longer follow it.
    generation: u32,
) -> impl IntoView {
    let dismissed = shown.dismissed;
    let escape = window_event_listener(leptos::ev::keydown, move |event| {
        if event.key() == "Escape" {
            dismissed.set(true);
        }
    });
    on_cleanup(move || escape.remove());
    let open = move |event: &web_sys::Event| {
        if browser::enters(event, ".tip") {
            dismissed.set(false);
        }
    };
    Effect::new(move |_| {
        if let Some(now) = shown
            .page
            .with_untracked(|p| p.is_taken_over().then_some(p.now))
        {
            localise(".table--users", now);
        }
    });
    let ids = move || {
        shown
            .page
            .with(|p| p.rows.iter().map(|row| row.id).collect::<Vec<_>>())
    };
    let table: Arc<str> = query.suffix().into();
    let hidden = query.hidden.text(" ");
    let in_groups = !query.hidden.has(TableColumn::Groups);
    view! {
        <table
            class="table table--tips table--users"
            data-hide=(!hidden.is_empty()).then_some(hidden)
            data-dismissed=move || dismissed.get().then_some("")
            on:pointerover=move |event| open(&event)
            on:focusin=move |event| open(&event)
            on:click=move |event| open(&event)
        >
            <caption class="visually-hidden">{tr!(users::CAPTION)}</caption>
            <thead>
                <tr>
                    {COLUMNS
                        .iter()
                        .map(|(sort, key, class)| {
                            let groups = (in_groups && *sort == UserSort::Status)
                                .then(|| view! { <th scope="col" class="col-groups">{tr!(users::column::GROUPS)}</th> });
                            view! {
                                {groups}
                                <Heading sort=*sort text=tr!(*key) class=*class query=query.clone() asked=asked/>
                            }
                        })
                        .collect_view()}
                </tr>
            </thead>
            <tbody>
                <For each=ids key=move |id| (generation, *id) let:id>
                    <Row id=id shown=shown table=Arc::clone(&table)/>
                </For>
            </tbody>
        </table>
    }
}

#[component]
fn Heading(
    sort: UserSort,
    text: String,
    class: &'static str,
    query: UserQuery,
    asked: Memo<UserQuery>,
) -> impl IntoView {
    let order = (query.sort == sort).then_some(match query.direction {
        Direction::Ascending => "ascending",
        Direction::Descending => "descending",
    });
    let sorted = query.sorted_by(sort);
    view! {
        <th scope="col" class=class aria-sort=order>
            <a id=format!("sort-{sort}") href=move || asked.read().sorted_like(&sorted).href() data-noscroll=true class="sort">
                {text}
                <Icon path=icons::SORT/>
            </a>
        </th>
    }
}

/// The row of an account, kept up to date. As rendered by the server, it stays until
/// something in it changes.
#[component]
fn Row(id: UserId, shown: ShownUsers, table: Arc<str>) -> impl IntoView {
    let listed = Memo::new(move |_| shown.page.read().of(id).cloned());
    let marked = move || shown.marks.read().of(id);
    let content = move || {
        let listed = listed.read();
        let row = listed.as_ref()?.row.as_ref()?;
        let now = shown.page.with_untracked(|page| page.now);
        Some(cells(row, &table, now, zone).into_text())
    };
    view! { <tr data-changed=marked inner_html=content></tr> }
}

/// The text in place of the rows when no user is found.
#[component]
pub fn Empty(
    /// The filters that match nobody.
    query: UserQuery,
) -> impl IntoView {
    let (title, text) = if query.search.is_empty() {
        (tr!(users::empty::TITLE), tr!(users::empty::TEXT))
    } else {
        let title = tr!(users::empty::TITLE_SEARCH, text = query.search);
        (title, tr!(users::empty::TEXT_SEARCH))
    };
    view! {
        <div class="empty">
            <Icon path=icons::SEARCH/>
            <h2>{title}</h2>
            <p>{text}</p>
            <a href=path::USERS class="btn">
                {tr!(users::SHOW_ALL)}
            </a>
        </div>
    }
}
