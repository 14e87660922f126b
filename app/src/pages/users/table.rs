//! The rows.

use super::Shown;
use crate::components::{
    Ago, Icon, Shield, ShieldSize, icons, meaning, offset, rule_line, status_label, status_title,
};
use domain::name::initials;
use domain::view::UserRow;
use domain::{Direction, Role, Timestamp, UserId, UserQuery, UserSort};
use leptos::prelude::*;
use leptos_router::components::A;

/// The columns: order, heading, class.
const COLUMNS: [(UserSort, &str, &str); 6] = [
    (UserSort::Name, "users.column.name", "col-name"),
    (UserSort::Email, "users.column.email", "col-email"),
    (UserSort::Role, "users.column.role", "col-role"),
    (UserSort::Language, "users.column.language", "col-language"),
    (
        UserSort::LastSignIn,
        "users.column.last-sign-in",
        "col-seen",
    ),
    (UserSort::Status, "users.column.two-factor", "col-2fa"),
];

/// The table of users.
#[component]
pub fn Table(
    /// The rows of this page.
    shown: Shown,
    /// The present order.
    query: UserQuery,
    /// What the address asks for: links go on from there, also while the answer is on its way.
    asked: Memo<UserQuery>,
    /// Which drawing of the page this is: rows of an earlier one follow its rows no more.
    drawing: u32,
) -> impl IntoView {
    let dismissed = RwSignal::new(false);
    let escape = window_event_listener(leptos::ev::keydown, move |event| {
        if event.key() == "Escape" {
            dismissed.set(true);
        }
    });
    on_cleanup(move || escape.remove());
    let ids = move || {
        shown
            .page
            .with(|p| p.rows.iter().map(|row| row.id).collect::<Vec<_>>())
    };
    view! {
        <table class="table table--tips table--users">
            <caption class="visually-hidden">{tr!("users.caption")}</caption>
            <thead>
                <tr>
                    {COLUMNS
                        .iter()
                        .map(|(sort, key, class)| {
                            view! { <Heading sort=*sort text=tr!(*key) class=*class query=query.clone() asked=asked/> }
                        })
                        .collect_view()}
                </tr>
            </thead>
            <tbody>
                <For each=ids key=move |id| (drawing, *id) let:id>
                    <Row id=id shown=shown dismissed=dismissed/>
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

/// The row of an account, whatever becomes of it.
#[component]
fn Row(id: UserId, shown: Shown, dismissed: RwSignal<bool>) -> impl IntoView {
    let row = Memo::new(move |_| {
        let page = shown.page.read();
        page.rows.iter().find(|row| row.id == id).cloned()
    });
    let marked = move || shown.marks.read().of(id);
    let cells = move || {
        let now = shown.page.with_untracked(|page| page.now);
        row.get()
            .map(|row| view! { <Cells row=row now=now dismissed=dismissed/> })
    };
    view! { <tr data-changed=marked>{cells}</tr> }
}

#[component]
fn Cells(row: UserRow, now: Timestamp, dismissed: RwSignal<bool>) -> impl IntoView {
    let role = match row.role {
        Role::Admin => view! { <span class="badge">{tr!("role.admin")}</span> }.into_any(),
        Role::User => tr!("role.user").into_any(),
    };
    let seen = match row.last_sign_in {
        Some(at) => view! { <Ago at=at now=now/> }.into_any(),
        None => tr!("time.never").into_any(),
    };
    let disabled = row
        .disabled
        .then(|| view! { <span class="badge">{tr!("user.disabled-badge")}</span> });
    let UserRow {
        id,
        name,
        email,
        language,
        ..
    } = row.clone();
    let stacked = email.clone();
    view! {
        <td class="col-name">
            <div class="person">
                <span class="avatar" aria-hidden="true">
                    {initials(&name)}
                </span>
                <div>
                    <A href=format!("/account/users/{id}") attr:class="person__name">
                        {name}
                    </A>
                    {disabled}
                    <span class="person__address">{stacked}</span>
                </div>
            </div>
        </td>
        <td class="col-email">{email}</td>
        <td class="col-role">{role}</td>
        <td class="col-language">{tr!(format!("language.{language}"))}</td>
        <td class="col-seen">{seen}</td>
        <td class="col-2fa">
            <StatusTip row=row dismissed=dismissed/>
        </td>
    }
}

/// The shield with its tooltip: on hover, on focus and on touch; Escape closes it, wherever the
/// focus is (WCAG 2.2, 1.4.13), until the pointer or the focus comes to the next one.
#[component]
fn StatusTip(
    row: UserRow,
    /// Whether Escape has closed the tooltips of the table.
    dismissed: RwSignal<bool>,
) -> impl IntoView {
    let id = format!("tip-{}", row.id);
    let name = tr!("users.shield", status = status_label(row.status));
    let (title, meaning) = (status_title(row.status), meaning(&row));
    let status = row.status;
    let rule = move || rule_line(&row, row.rule_since.map_or(0, offset));
    view! {
        <span
            class="tip"
            data-dismissed=move || dismissed.get().then_some("")
            on:pointerenter=move |_| dismissed.set(false)
            on:focusin=move |_| dismissed.set(false)
        >
            <button
                type="button"
                class="tip__trigger"
                aria-describedby=id.clone()
                aria-label=name
                on:click=move |_| dismissed.set(false)
            >
                <Shield status=status size=ShieldSize::Table/>
            </button>
            <span role="tooltip" id=id class="tip__bubble">
                <strong>{title}</strong>
                " "
                {meaning}
                " "
                <span class="tip__rule">{rule}</span>
            </span>
        </span>
    }
}

/// What stands in place of the rows when nobody is found.
#[component]
pub fn Empty(
    /// The filters that let nobody through.
    query: UserQuery,
) -> impl IntoView {
    let title = if query.search.is_empty() {
        tr!("users.empty.title")
    } else {
        tr!("users.empty.title-search", text = query.search)
    };
    view! {
        <div class="empty">
            <Icon path=icons::SEARCH/>
            <h2>{title}</h2>
            <p>{tr!("users.empty.text")}</p>
            <a href="/account/users" class="btn">
                {tr!("users.show-all")}
            </a>
        </div>
    }
}
