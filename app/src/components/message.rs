//! Messages after a change.

use super::icon::{Icon, icons};
use super::submit::Submission;
use crate::flash::Flash;
use crate::i18n::named;
use crate::page_message::PageMessage;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The green message. Its element is always there, so that screen readers announce what appears in it.
#[component]
pub fn Success(
    /// Its text; without one nothing is shown.
    #[prop(into)]
    text: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <div role="status">
            {move || {
                text.get()
                    .map(|text| {
                        view! {
                            <div class="message message--success">
                                <Icon path=icons::CHECK/>
                                <p>{text}</p>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

/// A flash message that names no user.
#[component]
pub fn FlashText(
    /// The message.
    flash: RwSignal<Option<Flash>>,
) -> impl IntoView {
    let text = move || flash.get().map(|n| tr!(named::flash(n)));
    view! { <Success text=Signal::derive(text)/> }
}

/// The flash message of this page: initially that of the form that led here, if any.
pub fn flash_signal() -> RwSignal<Option<Flash>> {
    RwSignal::new(match crate::host::told() {
        Some(PageMessage::Flash(flash)) => Some(flash),
        _ => None,
    })
}

/// Shows the flash message of a form in markup that the server has made, and closes the dialog that it was in; or loads the page to which
/// its answer leads.
pub fn follow_markup(action: Submission, flash: RwSignal<Option<Flash>>) {
    let navigate = use_navigate();
    Effect::new(move |_| {
        let Some(done) = action.answer::<String>() else {
            return;
        };
        let Some(told) = Flash::parse(&done) else {
            crate::browser::load(&done);
            return;
        };
        flash.set(Some(told));
        let here = crate::browser::current_path();
        if let Some((page, _)) = here.split_once("?dialog=") {
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(page, options);
        }
    });
}

/// Shows the flash message of a form that succeeded and goes to `path`, which closes its dialog.
pub fn follow(
    action: Submission,
    flash: RwSignal<Option<Flash>>,
    path: impl Fn() -> String + 'static,
) {
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(done) = action.answer::<Flash>() {
            flash.set(Some(done));
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&path(), options);
        }
    });
}
