//! The table of users.

mod alone;
mod bulk;
mod counts;
mod look;
mod marks;
mod pager;
mod row;
pub(crate) mod table;
mod toolbar;

use crate::api::users::ListUsers;
use crate::browser;
use crate::components::{
    Export, FlashText, Icon, PageHead, flash_signal, icons, page_of, unsuspended,
};
use crate::flash::Flash;
use crate::listing::{Listed, Listing};
use crate::live::{Announcer, Heard, News, follow_events};
use crate::reading::{First, reread};
use alone::Alone;
use bulk::BulkBar;
use counts::Counts;
use domain::{EventKind, Role, UserId};
use leptos::prelude::*;
use leptos::task::tick;
use leptos_router::hooks::use_query_map;
use look::Look;
use marks::Marks;
use pager::Pager;
use table::{Empty, Table};
use toolbar::{Results, Saved, Toolbar};
use wire::UserQuery;
use wire::path;

/// `/account/users`: the address holds filters, order and page.
pub struct UsersPage;

impl UsersPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let params = use_query_map();
        let look = crate::host::table_look();
        let query =
            Memo::new(move |_| params.with(|p| UserQuery::in_table(|name| p.get(name), &look)));
        let page = First::of(move || ListUsers { query: query.get() });
        let flash = flash_signal();
        let renderings = StoredValue::new(0_u32);
        page_of(page, move |page| {
            renderings.update_value(|times| *times += 1);
            let (shown, generation) = (query.get_untracked(), renderings.get_value());
            unsuspended(move || {
                view! { <Found page=page query=shown asked=query flash=flash generation=generation/> }
            })
        })
    }
}

/// The page shown for a query, and the marks of rows that have just changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ShownUsers {
    page: RwSignal<Listing>,
    marks: RwSignal<Marks>,
    /// Whether Escape has closed the tooltips.
    dismissed: RwSignal<bool>,
}

impl ShownUsers {
    pub(crate) fn new(page: Listing) -> Self {
        Self {
            page: RwSignal::new(page),
            marks: RwSignal::new(Marks::default()),
            dismissed: RwSignal::new(false),
        }
    }

    /// Shows the newly read page; returns the number of accounts on the page that have changed.
    fn update(self, new: Listing, heard: &Heard) -> Option<u64> {
        let old = self.page.try_get_untracked()?;
        // A row that was not on the page counts only if an event was about it: other rows just move up.
        let is_changed = |row: &Listed| match old.of(row.id) {
            Some(before) => before != row,
            None => heard.is_about(row.id),
        };
        let changed = new.rows.iter().filter(|row| is_changed(row));
        let changed: Vec<UserId> = changed.map(|row| row.id).collect();
        let is_gone = |id| new.of(id).is_none();
        let left = old
            .rows
            .iter()
            .filter(|row| is_gone(row.id) && heard.is_about(row.id));
        let count = changed.len() + left.count();
        self.marks
            .update(|marks| marks.mark(&changed, browser::moment()));
        self.page.set(new);
        u64::try_from(count).ok().filter(|count| *count > 0)
    }

    /// Restores the focus once the changes are rendered. That does not open a tooltip that was closed.
    async fn refocus(self, id: String) {
        tick().await;
        let dismissed = self.dismissed.try_get_untracked();
        browser::refocus(&id);
        if dismissed == Some(true) {
            self.dismissed.try_set(true);
        }
    }

    /// Keeps the rows and the counts up to date.
    fn follow(self, query: UserQuery) {
        let announcer = use_context::<Announcer>();
        follow_events(
            |event| !matches!(event.kind, EventKind::Log | EventKind::Attempts),
            move |heard| {
                let query = query.clone();
                async move {
                    let Some(page) = reread(ListUsers { query }).await else {
                        return false;
                    };
                    let focused = browser::focused();
                    let changed = self.update(page.into(), &heard);
                    if let Some((announcer, count)) = announcer.zip(changed) {
                        announcer.say(News::Accounts(count));
                    }
                    if let Some(id) = focused {
                        self.refocus(id).await;
                    }
                    true
                }
            },
        );
    }
}

#[component]
fn Found(
    page: Listing,
    /// The query of this page.
    query: UserQuery,
    /// The query in the address: links start from it, even while its answer is loading.
    asked: Memo<UserQuery>,
    flash: RwSignal<Option<Flash>>,
    /// Generation of the rendering.
    generation: u32,
) -> impl IntoView {
    if let Some(id) = crate::host::focused() {
        Effect::new(move |_| browser::refocus(&id));
    }
    let role = crate::host::role();
    let shown = ShownUsers::new(page);
    shown.follow(query.clone());
    let total = Memo::new(move |_| shown.page.with(|page| page.total));
    let counts = Memo::new(move |_| shown.page.with(|page| page.counts));
    let is_empty = Memo::new(move |_| shown.page.with(|page| page.rows.is_empty()));
    let filtered = query.is_filtered();
    // Whether 2FA is active of the only user there is.
    let alone = Memo::new(move |_| {
        shown.page.with(|page| {
            let is_alone = !filtered && page.total == 1;
            is_alone.then(|| page.counts.active() > 0)
        })
    });
    let paged = Memo::new(move |_| shown.page.with(|page| (page.total, page.ends.clone())));
    let exported = query.on_page(1).params();
    let counted = query.clone();
    let results = query.clone();
    let look = query.clone();
    let group = Memo::new(move |_| shown.page.with(|page| page.group.clone()));
    let saved = Memo::new(move |_| shown.page.with(|page| page.saved.clone()));
    let listed = query.clone();
    let toolbar = query.clone();
    let chosen = query.clone();
    let changes = role == Role::Admin;
    let table = move || {
        let query = listed.clone();
        if is_empty.get() {
            view! { <Empty query=query/> }.into_any()
        } else {
            view! { <Table shown=shown query=query asked=asked generation=generation/> }.into_any()
        }
    };
    view! {
        <PageHead title=tr!(frame::USERS) account=true>
            {changes
                .then(|| {
                    view! {
                        <a href=path::NEW_USER class="btn btn--primary">
                            <Icon path=icons::ADD/>
                            <span class="btn__text">{tr!(new_user::TITLE)}</span>
                        </a>
                    }
                })}
            {role
                .reads_everything()
                .then(|| view! { <Export page=path::USERS params=exported/> })}
        </PageHead>
        <FlashText flash=flash/>
        {move || view! { <Counts counts=counts.get() query=counted.clone() asked=asked/> }}
        {move || alone.get().map(|active| view! { <Alone active=active/> })}
        <section class="card card--flush" aria-label=tr!(frame::USERS)>
            <Toolbar query=toolbar asked=asked/>
            {move || view! { <Saved filters=saved.get() asked=asked/> }}
            {move || {
                view! { <Results total=total.get() query=results.clone() asked=asked group=group.get()/> }
            }}
            {table}
            {move || {
                let (total, ends) = paged.get();
                view! { <Pager total=total query=query.clone() asked=asked ends=ends/> }
            }}
            {move || view! { <Look query=look.clone() asked=asked total=total.get()/> }}
            {move || (changes && !is_empty.get()).then(|| view! { <BulkBar total=total query=chosen.clone()/> })}
            {(!changes && role.reads_everything())
                .then(|| {
                    view! {
                        <p class="results">
                            <a class="link" href=path::BULK>
                                {tr!(bulk::LIST)}
                            </a>
                        </p>
                    }
                })}
        </section>
        <button type="button" class="link keys" data-keys="">
            {tr!(keys::TITLE)}
        </button>
    }
}
