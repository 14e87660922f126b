//! The heading of a page.

use crate::browser::{PageEvent, tell};
use leptos::prelude::*;

/// The heading of a page. Somebody who comes from another page begins there (`tools/site/place.js`).
#[component]
pub fn Heading(
    /// The text.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    Effect::new(|_| tell(PageEvent::Heading));
    view! { <h1>{text}</h1> }
}
