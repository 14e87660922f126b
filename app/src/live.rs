//! Live: what other windows change shows here. `public/live.js` hears of it; the page reads again
//! what it shows, by the same server function and with the same right as before.

use crate::browser;
use crate::reading::{Question, reread};
use domain::{Event, UserId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsValue;
use leptos_router::hooks::{use_location, use_query_map};
use serde::de::DeserializeOwned;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

/// How long events are gathered: many at once are one reading.
const GATHER: Duration = Duration::from_millis(150);
/// How long nothing is read after a reading: where much happens, a page reads twice a second.
const REST: Duration = Duration::from_millis(500);
/// The same after a reading that failed.
const PAUSE: Duration = Duration::from_secs(2);

thread_local! {
    /// When the page that is shown was asked for, by [`browser::moment`]: the first one with the
    /// document.
    static ASKED: Cell<f64> = const { Cell::new(0.0) };
}

/// What was gathered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// Whose accounts have changed.
    pub users: Vec<UserId>,
    /// Whether anybody's may have.
    pub all: bool,
}

/// What screen readers are told, once for many changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// So many of the accounts that are shown have changed.
    Accounts(u64),
    /// The page shows something else now.
    Page,
}

/// Where a page puts its news; the frame says them.
#[derive(Debug, Clone, Copy)]
pub struct Announcer(RwSignal<Option<(News, bool)>>);

type Reading = Pin<Box<dyn Future<Output = bool>>>;

/// One page that is kept up to date.
struct Follower {
    /// Events are being gathered, or read again, or it rests after that.
    is_busy: Cell<bool>,
    heard: RefCell<Heard>,
    read: Box<dyn Fn(Heard) -> Reading>,
}

impl Heard {
    fn add(&mut self, event: Event) {
        match event.user {
            Some(user) if !self.users.contains(&user) => self.users.push(user),
            Some(_) => {}
            None => self.all = true,
        }
    }

    fn is_empty(&self) -> bool {
        self.users.is_empty() && !self.all
    }

    /// Whether it may be about this account.
    pub fn is_about(&self, user: UserId) -> bool {
        self.all || self.users.contains(&user)
    }
}

impl Announcer {
    /// Nothing has been said yet.
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Says something; the same again is said again.
    pub fn say(self, news: News) {
        self.0.try_update(|said| {
            *said = Some((news, said.is_none_or(|(_, odd)| !odd)));
        });
    }

    fn text(self) -> Option<String> {
        let (news, odd) = self.0.get()?;
        let text = match news {
            News::Accounts(count) => tr_count!("live.accounts", count),
            News::Page => tr!("live.page"),
        };
        // A text that is the same as before is no news to a screen reader.
        Some(if odd { text + "\u{a0}" } else { text })
    }
}

/// Where screen readers hear news, without losing what they read.
#[component]
pub fn NewsRegion(announcer: Announcer) -> impl IntoView {
    view! {
        <p class="visually-hidden" role="status">
            {move || announcer.text()}
        </p>
    }
}

/// Whether the page is up to date: the style sheet shows what the document says.
#[component]
pub fn LiveBadge() -> impl IntoView {
    view! {
        <p class="live" role="status">
            <span class="live__state live__state--online">{tr!("live.online")}</span>
            <span class="live__state live__state--offline">{tr!("live.offline")}</span>
        </p>
    }
}

/// Notes when another page is asked for. What happens before it is there may be missing in it.
pub fn note_navigation() {
    let (path, query) = (use_location().pathname, use_query_map());
    // For these two nothing is asked for.
    let address = Memo::new(move |_| {
        let mut query = query.get();
        query.remove("dialog");
        query.remove("notice");
        (path.get(), query.to_query_string())
    });
    let note = |_: &_, _: Option<&_>, _| ASKED.set(browser::moment());
    Effect::watch(move || address.get(), note, false);
}

/// Calls `read` once events have come that concern the page: once for all that come at nearly the
/// same time, and never while it is still reading. It says whether it could read; if not, it is
/// called again later. Events that came while the page was still on its way count too.
pub fn follow_events<F: Future<Output = bool> + 'static>(
    concerns: impl Fn(Event) -> bool + 'static,
    read: impl Fn(Heard) -> F + 'static,
) {
    follow(concerns, read);
}

/// The same for what goes on from page to page. To be called with each answer of its own that is
/// shown: what came while that was on its way counts again.
pub fn follow_events_over_pages<F: Future<Output = bool> + 'static>(
    concerns: impl Fn(Event) -> bool + 'static,
    read: impl Fn(Heard) -> F + 'static,
) -> Rc<dyn Fn()> {
    follow(concerns, read)
}

fn follow<F: Future<Output = bool> + 'static>(
    concerns: impl Fn(Event) -> bool + 'static,
    read: impl Fn(Heard) -> F + 'static,
) -> Rc<dyn Fn()> {
    let follower = Rc::new(Follower {
        is_busy: Cell::new(false),
        heard: RefCell::default(),
        read: Box::new(move |heard| Box::pin(read(heard))),
    });
    let hear = Rc::new(move |told: &str| {
        if let Some(event) = serde_json::from_str(told).ok().filter(|e| concerns(*e)) {
            follower.heard.borrow_mut().add(event);
            gather(&follower);
        }
    });
    let late = Rc::clone(&hear);
    let catch_up: Rc<dyn Fn()> = Rc::new(move || {
        for told in browser::heard_since(ASKED.get()) {
            late(&told);
        }
    });
    let first = Rc::clone(&catch_up);
    Effect::new(move |_| first());
    let listener = window_event_listener_untyped("bouclier-event", move |event| {
        if let Some(told) = detail_of(&event) {
            hear(&told);
        }
    });
    on_cleanup(move || listener.remove());
    catch_up
}

/// What `live.js` has put into an event of the window.
fn detail_of(event: &web_sys::Event) -> Option<String> {
    let detail = js_sys::Reflect::get(event, &JsValue::from_str("detail")).ok()?;
    detail.as_string()
}

fn gather(follower: &Rc<Follower>) {
    if !follower.is_busy.replace(true) {
        let follower = Rc::clone(follower);
        set_timeout(move || spawn_local(read(follower)), GATHER);
    }
}

async fn read(follower: Rc<Follower>) {
    let heard = follower.heard.take();
    let done = (follower.read)(heard.clone()).await;
    if !done {
        let mut again = follower.heard.borrow_mut();
        again.all |= heard.all;
        again.users.extend(heard.users);
    }
    let rested = move || {
        follower.is_busy.set(false);
        if !follower.heard.borrow().is_empty() {
            gather(&follower);
        }
    };
    set_timeout(rested, if done { REST } else { PAUSE });
}

/// Keeps what a page shows up to date, and says when it has changed.
pub fn keep_current<S: Question>(
    shown: RwSignal<S::Shown>,
    question: impl Fn() -> S + 'static,
    concerns: impl Fn(Event) -> bool + 'static,
) where
    S::Output: DeserializeOwned,
    S::Shown: PartialEq,
{
    let announcer = use_context::<Announcer>();
    follow_events(concerns, move |_| {
        let question = question();
        async move {
            let Some(new) = reread(question).await else {
                return false;
            };
            if show(shown, new.into())
                && let Some(announcer) = announcer
            {
                announcer.say(News::Page);
            }
            true
        }
    });
}

/// Reads what a page shows again after each answer to its own forms, which `answers` counts. What
/// is not about them stays as it is, with what is typed there. `saved` is called when it has been
/// read, before it is shown.
pub fn read_after<S: Question>(
    shown: RwSignal<S::Shown>,
    question: impl Fn() -> S + 'static,
    answers: impl Fn() -> usize + 'static,
    saved: impl Fn() + Copy + 'static,
) where
    S::Output: DeserializeOwned,
    S::Shown: PartialEq,
{
    let read = move |_: &usize, _: Option<&usize>, _: Option<()>| {
        let question = question();
        spawn_local(async move {
            if let Some(new) = reread(question).await {
                saved();
                show(shown, new.into());
            }
        });
    };
    Effect::watch(answers, read, false);
}

/// Shows what was read; says whether it is anything new. The page may be gone by now, or show that
/// already.
fn show<T: PartialEq + Send + Sync + 'static>(shown: RwSignal<T>, new: T) -> bool {
    let is_news = shown.try_with_untracked(|old| *old != new) == Some(true);
    if is_news {
        shown.set(new);
    }
    is_news
}

/// What the dialogs of a page are drawn with: one that is open is not drawn again under whoever
/// reads it.
pub fn unless_dialog<T: Clone + Send + Sync + 'static>(shown: RwSignal<T>) -> T {
    let query = use_query_map();
    let is_open = Memo::new(move |_| query.with(|q| q.get("dialog").is_some()));
    if is_open.get() {
        shown.get_untracked()
    } else {
        shown.get()
    }
}
