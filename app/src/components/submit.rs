//! Forms that change something. Without script the browser sends them and follows the redirect;
//! with script they are sent from within the page, which keeps the input if it is refused.
//!
//! One implementation for every form: the framework's own action is compiled again for each server
//! function, which made half of the code of the first page.

use super::step_up::StepUp;
use crate::error::AppError;
use crate::page_message::PageMessage;
use leptos::ev::{Event, SubmitEvent};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::location::Location;
use send_wrapper::SendWrapper;
use serde::de::DeserializeOwned;
use std::time::Duration;
use web_sys::{Element, HtmlFormElement};

/// What the path of every server function begins with.
const CALLS: &str = "/api/";

/// A server function as the target of forms, with its latest answer.
#[derive(Debug, Clone, Copy)]
pub struct Submission {
    path: &'static str,
    pending: RwSignal<bool>,
    version: RwSignal<usize>,
    answer: RwSignal<Option<Result<String, AppError>>>,
    step_up: Option<StepUp>,
}

impl Submission {
    /// Forms for the server function `S`. Initially its answer is the error of a form sent
    /// without script, if any.
    pub fn to<S: ServerFn<Error = AppError>>() -> Self {
        Self {
            path: S::PATH,
            pending: RwSignal::new(false),
            version: RwSignal::new(0),
            answer: RwSignal::new(refusal(S::PATH).map(Err)),
            step_up: use_context(),
        }
    }

    /// The same for a page with dialogs. An error belongs to the address at which it occurred: closing
    /// the dialog removes it.
    pub fn of_dialog<S: ServerFn<Error = AppError>>() -> Self {
        let submission = Self::to::<S>();
        forget_elsewhere(submission.answer);
        submission
    }

    /// For forms in markup that the server has made, each to where its `action` says: see [`Self::catch`]. Initially its answer is the
    /// error of a form for one of these paths that was sent without script, if any.
    pub fn of_markup(paths: &[&'static str]) -> Self {
        let submission = Self {
            path: "",
            pending: RwSignal::new(false),
            version: RwSignal::new(0),
            answer: RwSignal::new(paths.iter().find_map(|path| refusal(path)).map(Err)),
            step_up: use_context(),
        };
        forget_elsewhere(submission.answer);
        submission
    }

    /// Sends a form of that markup from within the page, if it is for a server function; a search loads the page that it asks for, and a
    /// file is downloaded.
    pub fn catch(self, event: &SubmitEvent) {
        let calls = |form: &HtmlFormElement| {
            if goes_elsewhere(event) {
                return false;
            }
            let action = form.get_attribute("action");
            form.method() == "post" && action.is_some_and(|to| to.starts_with(CALLS))
        };
        let Some(form) = form_of(event).filter(calls) else {
            return;
        };
        event.prevent_default();
        if !self.pending.get_untracked() {
            spawn_local(self.send(form));
        }
    }

    /// The `aria-disabled` of a button whose form waits for its answer: it keeps the focus, which one that is disabled would lose.
    pub fn waits(&self) -> impl Fn() -> Option<&'static str> + Send + Sync + 'static {
        let pending = self.pending;
        move || pending.get().then_some("true")
    }

    /// Counts successful answers, so that a page can read its data again after each. A refusal
    /// leaves the page as it is, with its input.
    pub fn version(&self) -> usize {
        self.version.get()
    }

    /// Why the latest submission was refused.
    pub fn error(&self) -> Signal<Option<AppError>> {
        let answer = self.answer;
        Signal::derive(move || {
            answer
                .try_with(|a| a.as_ref().and_then(|a| a.as_ref().err().cloned()))
                .flatten()
        })
    }

    /// The latest answer, unless it was an error.
    pub fn answer<T: DeserializeOwned>(&self) -> Option<T> {
        // The answer of a closing dialog is already gone.
        self.answer
            .try_with(|a| crate::json::read(a.as_ref()?.as_ref().ok()?).ok())
            .flatten()
    }

    /// Sends a form. If a fresh proof is required, the form waits for it and is sent again.
    pub(super) async fn send(self, form: HtmlFormElement) {
        self.pending.set(true);
        let own = form.get_attribute("action").unwrap_or_default();
        let path = if self.path.is_empty() {
            &own
        } else {
            self.path
        };
        let answer = match crate::browser::post(path, &form).await {
            Some((true, body)) => Ok(body),
            Some((false, body)) => Err(crate::json::read(&body).unwrap_or(AppError::Transport)),
            None => Err(AppError::Transport),
        };
        self.pending.set(false);
        match (answer, self.step_up) {
            (Err(AppError::StepUp(proof)), Some(step_up)) => {
                // Only used on the browser's single thread; the server sends no form.
                let form = SendWrapper::new(form);
                step_up.ask(proof, move |proven| {
                    if proven {
                        spawn_local(self.send((*form).clone()));
                    } else {
                        self.settle(Err(AppError::StepUp(proof)));
                    }
                });
            }
            (answer, _) => self.settle(answer),
        }
    }

    /// Notes an answer.
    pub(super) fn settle(self, answer: Result<String, AppError>) {
        let done = answer.is_ok();
        self.answer.set(Some(answer));
        if done {
            self.version.update(|version| *version += 1);
        }
    }
}

/// The error of a form for the server function at this path that was sent without script.
fn refusal(path: &str) -> Option<AppError> {
    match crate::host::told()? {
        PageMessage::Refused { to, error } if to == path => Some(error),
        _ => None,
    }
}

/// The error of a form that was sent without script, if none of these server functions is the one that it was for: what the
/// form was about is over, and the page that it returns to shows another one by now.
pub fn refusal_of_another(shown: &[&str]) -> Option<AppError> {
    match crate::host::told()? {
        PageMessage::Refused { to, error } if !shown.contains(&to.as_str()) => Some(error),
        _ => None,
    }
}

fn forget_elsewhere(answer: RwSignal<Option<Result<String, AppError>>>) {
    let Location {
        pathname, search, ..
    } = use_location();
    let address = move || (pathname.get(), search.get());
    // A success stays: it disappears with the dialog that shows it.
    let forget = move |_: &(String, String), _: Option<&(String, String)>, _: Option<()>| {
        if answer.with_untracked(|a| matches!(a, Some(Err(_)))) {
            answer.set(None);
        }
    };
    Effect::watch(address, forget, false);
}

/// A form for a [`Submission`].
#[component]
pub fn PostForm(
    /// The target of the form.
    to: Submission,
    /// The classes of the form.
    #[prop(default = "form")]
    class: &'static str,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let send = move |event: SubmitEvent| {
        if goes_elsewhere(&event) {
            return;
        }
        event.prevent_default();
        if let Some(form) = form_of(&event).filter(|_| !to.pending.get_untracked()) {
            spawn_local(to.send(form));
        }
    };
    view! {
        <form class=class method="post" action=to.path on:submit=send>
            {children()}
        </form>
    }
}

/// How long somebody pauses before what they have typed is searched for.
const PAUSE: Duration = Duration::from_millis(200);

/// A form for search and filters, whose fields become the query of the address: at once for what is chosen, after a pause for what is
/// typed into a field that searches as one types. What is typed on replaces the address of what was typed before, so that Back does
/// not go through every letter; it never replaces another.
#[component]
pub fn SearchForm(
    /// The path of the page.
    path: &'static str,
    /// The classes of the form.
    class: &'static str,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let navigate = use_navigate();
    // The address of what is being typed, as long as nothing has been chosen or sent.
    let unfinished = StoredValue::new(None::<String>);
    let go = move |form: &HtmlFormElement, typing: bool| {
        let query = crate::browser::query_of(form).unwrap_or_default();
        let address = [path, if query.is_empty() { "" } else { "?" }, &query].concat();
        let current = crate::browser::current_path();
        let replace = unfinished.try_update_value(Option::take).flatten() == Some(current.clone());
        let changed = address != current;
        if changed {
            let options = NavigateOptions {
                replace,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&address, options);
        }
        unfinished.try_set_value((typing && (changed || replace)).then_some(address));
    };
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = waiting.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let send = {
        let go = go.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            stop();
            if let Some(form) = form_of(&event) {
                crate::browser::note_searched(&form);
                go(&form, false);
            }
        }
    };
    let choose = {
        let go = go.clone();
        move |event: Event| {
            let typed = crate::browser::is_live_search(&event);
            if let Some(form) = form_around(&event).filter(|_| !typed) {
                stop();
                go(&form, false);
            }
        }
    };
    let search = move |event: Event| {
        let typed = form_around(&event).filter(|_| crate::browser::is_live_search(&event));
        let Some(form) = typed else { return };
        stop();
        let go = go.clone();
        let timer = set_timeout_with_handle(
            move || {
                // The page may have gone, and with it the form.
                if form.is_connected() {
                    crate::browser::note_searched(&form);
                    go(&form, true);
                }
            },
            PAUSE,
        );
        waiting.try_set_value(timer.ok());
    };
    view! {
        <form
            class=class
            role="search"
            method="get"
            action=path
            on:submit=send
            on:change=choose
            on:input=search
        >
            {children()}
        </form>
    }
}

/// The form around the field that an event is about.
pub(super) fn form_around(event: &Event) -> Option<HtmlFormElement> {
    let element: Element = event.target()?.dyn_into().ok()?;
    element.closest("form").ok()??.dyn_into().ok()
}

/// Whether the button has a target of its own, to which the browser sends the form, with the zone in which its days are meant.
fn goes_elsewhere(event: &SubmitEvent) -> bool {
    let button = event.submitter();
    let elsewhere = button.is_some_and(|button| button.has_attribute("formaction"));
    if let Some(form) = form_of(event).filter(|_| elsewhere) {
        crate::browser::name_zone(&form);
    }
    elsewhere
}

fn form_of(event: &SubmitEvent) -> Option<HtmlFormElement> {
    event.target()?.dyn_into().ok()
}
