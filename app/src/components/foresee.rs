//! The button that shows what the form around it would do, before it is done.

use crate::html::Html;
use crate::preview_button::write_preview_button_with;
use leptos::prelude::*;
use wire::PreviewedForm;
use wire::preview_query::FORM;

/// It leads to the page of the preview, in another tab, so that the form stays. Markup as one string: a button of its own would be a type
/// of its own in each form.
#[component]
pub fn Foresee(
    /// What the form is about.
    form: PreviewedForm,
) -> impl IntoView {
    let mut button = Html::default();
    write_preview_button_with(&mut button, (FORM, form.as_str()));
    view! { <div class="form__actions" inner_html=button.into_text()></div> }
}
