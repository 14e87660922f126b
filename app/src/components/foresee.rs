//! What the form around a button would do, said before it is done.

use super::error_text::error_text;
use super::moment::localise_markup;
use super::submit::form_around;
use crate::api::preview::Foretell;
use crate::html::Html;
use crate::reading::ask;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::preview_query::FORM;
use wire::{PreviewedForm, path};

/// The button, and beside it what the form would do to its user. Without script it leads to the page of the preview, in another tab, so
/// that the form stays.
#[component]
pub fn Foresee(
    /// What the form is about.
    form: PreviewedForm,
    /// What was said, as markup; empty it when a field of the form changes.
    told: RwSignal<String>,
) -> AnyView {
    let say = move |event: MouseEvent| {
        let Some(element) = form_around(&event) else {
            return;
        };
        event.prevent_default();
        let fields = crate::browser::query_of(&element).unwrap_or_default();
        let query = [FORM, "=", form.as_str(), "&", &fields].concat();
        spawn_local(async move {
            let answer = ask(Foretell { query }).await;
            told.try_set(answer.unwrap_or_else(|error| {
                let mut refused = Html::default();
                refused.value(&error_text(&error));
                refused.into_text()
            }));
        });
    };
    localise_markup(move || told.track());
    view! {
        <div class="form__actions">
            <button
                class="btn"
                type="submit"
                formmethod="get"
                formtarget="_blank"
                formaction=path::PREVIEW
                formnovalidate
                name=FORM
                value=form.as_str()
                on:click=say
            >
                {tr!(preview::EFFECT)}
            </button>
            <p class="field__hint" role="status" inner_html=move || told.get()></p>
        </div>
    }
    .into_any()
}
