//! Forms that change something. Without script the browser sends them and follows the redirect;
//! with script they are sent from within the page, which keeps what was typed when it is refused.
//!
//! One code for every form: the framework's own action is written out anew for each server
//! function, which made half of the first page.

use super::step_up::StepUp;
use crate::error::AppError;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::ServerFnUrlError;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::location::Location;
use send_wrapper::SendWrapper;
use serde::de::DeserializeOwned;
use web_sys::HtmlFormElement;

/// A server function as the target of forms, with its last answer.
#[derive(Debug, Clone, Copy)]
pub struct Submission {
    path: &'static str,
    pending: RwSignal<bool>,
    version: RwSignal<usize>,
    answer: RwSignal<Option<Result<String, AppError>>>,
    step_up: Option<StepUp>,
}

impl Submission {
    /// Forms for the server function `S`. At first its answer is the error that a form sent
    /// without script came back with, if any.
    pub fn to<S: ServerFn<Error = AppError>>() -> Self {
        let refused = use_context::<ServerActionError>()
            .filter(|error| error.path() == S::PATH)
            .map(|error| Err(ServerFnUrlError::<AppError>::decode_err(error.err())));
        Self {
            path: S::PATH,
            pending: RwSignal::new(false),
            version: RwSignal::new(0),
            answer: RwSignal::new(refused),
            step_up: use_context(),
        }
    }

    /// The same for a page with dialogs. An error belongs to the address at which it was given: the
    /// dialog that is closed takes it away.
    pub fn of_dialog<S: ServerFn<Error = AppError>>() -> Self {
        let submission = Self::to::<S>();
        forget_elsewhere(submission.answer);
        submission
    }

    /// Whether an answer is being waited for.
    pub const fn pending(&self) -> RwSignal<bool> {
        self.pending
    }

    /// Counts what was done, so that a page can read its data anew after each. What was refused
    /// leaves the page as it is, with what was typed in it.
    pub fn version(&self) -> usize {
        self.version.get()
    }

    /// Why the last sending was refused.
    pub fn error(&self) -> Signal<Option<AppError>> {
        let answer = self.answer;
        Signal::derive(move || {
            answer
                .try_with(|a| a.as_ref().and_then(|a| a.as_ref().err().cloned()))
                .flatten()
        })
    }

    /// The last answer, if it was no error.
    pub fn answer<T: DeserializeOwned>(&self) -> Option<T> {
        // The answer of a dialog that is being closed is gone already.
        self.answer
            .try_with(|a| serde_json::from_str(a.as_ref()?.as_ref().ok()?).ok())
            .flatten()
    }

    /// Sends a form. Where a fresh proof is asked for, the form waits for it and is sent again.
    pub(super) async fn send(self, form: HtmlFormElement) {
        self.pending.set(true);
        let answer = match crate::browser::post(self.path, &form).await {
            Some((true, body)) => Ok(body),
            Some((false, body)) => Err(serde_json::from_str(&body).unwrap_or(AppError::Transport)),
            None => Err(AppError::Transport),
        };
        self.pending.set(false);
        match (answer, self.step_up) {
            (Err(AppError::StepUp(proof)), Some(step_up)) => {
                // Of the browser's one thread; the server sends no form.
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

fn forget_elsewhere(answer: RwSignal<Option<Result<String, AppError>>>) {
    let Location {
        pathname, search, ..
    } = use_location();
    let address = move || (pathname.get(), search.get());
    // An answer that is no error stays: the dialog that shows it is taken away with it.
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
    /// Where it is sent.
    to: Submission,
    /// The classes of the form.
    #[prop(default = "form")]
    class: &'static str,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let send = move |event: SubmitEvent| {
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

/// A form of search and filters, whose fields become the address.
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
    let go = move |event: SubmitEvent| {
        if let Some(query) = form_of(&event).and_then(|form| crate::browser::query_of(&form)) {
            event.prevent_default();
            navigate(&format!("{path}?{query}"), NavigateOptions::default());
        }
    };
    view! {
        <form class=class role="search" method="get" action=path on:submit=go>
            {children()}
        </form>
    }
}

fn form_of(event: &SubmitEvent) -> Option<HtmlFormElement> {
    event.target()?.dyn_into().ok()
}
