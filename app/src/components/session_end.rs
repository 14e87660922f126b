//! The warning that the session is about to end.
//!
//! The server tells the page when, and the page checks the clock. Before it warns, it asks the
//! server again, as another tab may have extended the session; asking does not extend it.

use super::form::FormAlert;
use super::icon::{Icon, icons};
use super::moment::offset;
use super::sign_out::SignOut;
use super::submit::{PostForm, Submission};
use crate::api::attention::{ReadSessionEnd, StaySignedIn};
use crate::error::AppError;
use crate::format::time;
use crate::reading::ask;
use domain::{Ending, SessionEnd};
use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use wire::path;

/// How often the page checks the clock.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Seconds of a warning after which the page asks the server again.
const ASK_EVERY: i64 = 30;

/// When the session ends, and when this page learned it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownEnd {
    end: SessionEnd,
    /// By the browser's clock, which may differ from the server's.
    since: i64,
}

impl KnownEnd {
    /// From the server's latest answer.
    pub fn now(end: SessionEnd) -> Self {
        Self {
            end,
            since: crate::browser::clock(),
        }
    }

    fn age(&self) -> i64 {
        crate::browser::clock() - self.since
    }
}

/// Warns shortly before the session ends and offers to extend it; goes to the sign-in afterwards.
#[component]
pub fn EndOfSession(
    /// The server's latest answer; empty on the server itself.
    end: RwSignal<Option<KnownEnd>>,
) -> impl IntoView {
    let ending = RwSignal::new(Ending::Far);
    let stay = Submission::to::<StaySignedIn>();
    let timer = StoredValue::new(None::<IntervalHandle>);
    Effect::new(move |_| {
        let look = move || look(end, ending);
        timer.set_value(set_interval_with_handle(look, LOOK_EVERY).ok());
    });
    on_cleanup(move || {
        if let Some(timer) = timer.try_get_value().flatten() {
            timer.clear();
        }
    });
    Effect::new(move |_| {
        if let Some(known) = end.get() {
            ending.set(known.end.after(0));
        }
    });
    Effect::new(move |_| {
        if let Some(known) = stay.answer::<SessionEnd>() {
            end.set(Some(KnownEnd::now(known)));
        }
    });
    view! {
        <div role="status" class="session-end">
            {move || warning(ending.get(), stay)}
        </div>
    }
}

/// Checks the clock, and asks the server when a warning or the end is due.
fn look(end: RwSignal<Option<KnownEnd>>, ending: RwSignal<Ending>) {
    let Some(known) = end.get_untracked() else {
        return;
    };
    let by_clock = known.end.after(known.age());
    let shown = ending.get_untracked();
    if by_clock == shown && (shown == Ending::Far || known.age() < ASK_EVERY) {
        return;
    }
    spawn_local(async move {
        match ask(ReadSessionEnd {}).await {
            Ok(said) => {
                end.set(Some(KnownEnd::now(said)));
            }
            Err(AppError::Unauthenticated | AppError::Gate(_)) => leave(),
            // Without an answer, the clock decides.
            Err(_) if by_clock == Ending::Over => leave(),
            Err(_) => ending.set(by_clock),
        }
    });
}

/// Goes to the sign-in, and from there back to this page.
fn leave() {
    let here = crate::browser::current_path();
    let next = wire::return_to::ReturnTo::parse(&here);
    crate::browser::load(&crate::access::with_next(path::SIGN_IN, next.as_ref()));
}

fn warning(ending: Ending, stay: Submission) -> Option<AnyView> {
    let (text, action) = match ending {
        Ending::Far | Ending::Over => return None,
        Ending::Idle(at) => {
            let at = time(at, offset(at));
            (tr!(session_end::IDLE, time = at), stay_button(stay))
        }
        Ending::Absolute(at) => {
            let at = time(at, offset(at));
            let sign_out = view! { <SignOut class="btn btn--small"/> }.into_any();
            (tr!(session_end::ABSOLUTE, time = at), sign_out)
        }
    };
    let shown = view! {
        <div class="message message--float">
            <Icon path=icons::WARNING/>
            <div>
                <p>{text}</p>
                <FormAlert error=stay.error()/>
            </div>
            {action}
        </div>
    };
    Some(shown.into_any())
}

fn stay_button(stay: Submission) -> AnyView {
    view! {
        <PostForm to=stay class="">
            <button class="btn btn--small" type="submit" aria-disabled=stay.waits()>
                {tr!(session_end::STAY)}
            </button>
        </PostForm>
    }
    .into_any()
}
