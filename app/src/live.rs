//! Live updates: changes made in other windows show here. `public/live.js` receives the events; the
//! page reads its data again, by the same server function and with the same right as before.

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

/// How long events are gathered: a burst of events causes one read.
const GATHER: Duration = Duration::from_millis(150);
/// Pause after a read: under many events, a page reads about twice a second.
const REST: Duration = Duration::from_millis(500);
/// Pause after a failed read.
const PAUSE: Duration = Duration::from_secs(2);

thread_local! {
    /// When the current page was requested, by [`browser::moment`]: the first one with the
    /// document.
    static ASKED: Cell<f64> = const { Cell::new(0.0) };
}

/// The gathered events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// The accounts that have changed.
    pub users: Vec<UserId>,
    /// Whether any account may have changed.
    pub all: bool,
}

/// An announcement for screen readers, one for many changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// This many of the accounts on the page have changed.
    Accounts(u64),
    /// The content of the page has changed.
    Page,
}

/// Takes the announcements of a page; the frame announces them.
#[derive(Debug, Clone, Copy)]
pub struct Announcer(RwSignal<Option<(News, bool)>>);

type Reading = Pin<Box<dyn Future<Output = bool>>>;

/// Keeps one page up to date.
struct Follower {
    /// Events are being gathered, or data is being read, or the pause after that is running.
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

    /// Whether the events may be about this account.
    pub fn is_about(&self, user: UserId) -> bool {
        self.all || self.users.contains(&user)
    }
}

impl Announcer {
    /// Without an announcement so far.
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Announces something, even if it repeats the previous announcement.
    pub fn say(self, news: News) {
        self.0.try_update(|said| {
            *said = Some((news, said.is_none_or(|(_, odd)| !odd)));
        });
    }

    fn text(self) -> Option<String> {
        let (news, odd) = self.0.get()?;
        let text = match news {
            News::Accounts(count) => tr_count!(live::ACCOUNTS, count),
            News::Page => tr!(live::PAGE),
        };
        // A screen reader ignores a text that is the same as before.
        Some(if odd { text + "\u{a0}" } else { text })
    }
}

/// The live region, which screen readers announce without losing their place.
#[component]
pub fn NewsRegion(announcer: Announcer) -> impl IntoView {
    view! {
        <p class="visually-hidden" role="status">
            {move || announcer.text()}
        </p>
    }
}

/// Shows whether the page is up to date: the style sheet follows an attribute of the document.
#[component]
pub fn LiveBadge() -> impl IntoView {
    view! {
        <p class="live" role="status">
            <span class="live__state live__state--online">{tr!(live::ONLINE)}</span>
            <span class="live__state live__state--offline">{tr!(live::OFFLINE)}</span>
        </p>
    }
}

/// Notes when another page is requested. Changes before it has loaded may be missing in it.
pub fn note_navigation() {
    let (path, query) = (use_location().pathname, use_query_map());
    // This parameter does not request a page.
    let address = Memo::new(move |_| {
        let mut query = query.get();
        query.remove("dialog");
        (path.get(), query.to_query_string())
    });
    let note = |_: &_, _: Option<&_>, _| ASKED.set(browser::moment());
    Effect::watch(move || address.get(), note, false);
}

/// Calls `read` when events that concern the page arrive: once for all that arrive at nearly the
/// same time, and never while it is still running. It returns whether it could read; if not, it is
/// called again later. Events that arrived while the page was still loading count too.
pub fn follow_events<F: Future<Output = bool> + 'static>(
    concerns: impl Fn(Event) -> bool + 'static,
    read: impl Fn(Heard) -> F + 'static,
) {
    follow(concerns, read);
}

/// The same for a view that outlives pages. Call the result with each answer of its own that it
/// shows: events that arrived while the answer was loading count again.
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
        if let Some(event) = crate::json::read(told).ok().filter(|e| concerns(*e)) {
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

/// The data that `live.js` has put into an event of the window.
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

/// Keeps the data of a page up to date, and announces changes.
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

/// Reads the data of a page again after each answer to its own forms, which `answers` counts. Other
/// parts of the page stay as they are, with their input. `saved` is called when the data has been read,
/// before it is shown.
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

/// Shows the data that was read; returns whether it is new. The page may be gone by now, or show it
/// already.
fn show<T: PartialEq + Send + Sync + 'static>(shown: RwSignal<T>, new: T) -> bool {
    let is_news = shown.try_with_untracked(|old| *old != new) == Some(true);
    if is_news {
        shown.set(new);
    }
    is_news
}

/// The data that the dialogs of a page are rendered with: an open dialog is not rendered again while
/// the user reads it.
pub fn unless_dialog<T: Clone + Send + Sync + 'static>(shown: RwSignal<T>) -> T {
    let query = use_query_map();
    let is_open = Memo::new(move |_| query.with(|q| q.get("dialog").is_some()));
    if is_open.get() {
        shown.get_untracked()
    } else {
        shown.get()
    }
}
