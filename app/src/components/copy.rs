//! A button that copies a text.

use super::icon::{Icon, icons};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Copies a text to the clipboard and says so.
#[component]
pub fn CopyButton(
    /// The text to copy.
    #[prop(into)]
    text: String,
    /// The label of the button.
    #[prop(into)]
    label: String,
    /// The smaller form.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let done = tr!(copy::DONE);
    let class = if small { "btn btn--small" } else { "btn" };
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move { copied.set(crate::browser::copy(&text).await) });
    };
    view! {
        <button class=class type="button" on:click=copy>
            <Icon path=icons::COPY small=small/>
            {label}
        </button>
        <span class="visually-hidden" role="status">
            {move || copied.get().then(|| done.clone())}
        </span>
    }
}
