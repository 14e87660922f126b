//! Moments on a page. The server knows no time zone: it writes UTC, and the browser its own zone
//! once it has taken over.

use crate::format::{ago, date, date_time};
use domain::Timestamp;
use leptos::prelude::*;

/// Whether the browser has taken over, so that its time zone may be used.
#[derive(Debug, Clone, Copy)]
pub struct Hydrated(RwSignal<bool>);

/// Makes [`Hydrated`] known, and sets it once the first paint has been taken over.
pub fn provide_hydrated() {
    let hydrated = RwSignal::new(false);
    provide_context(Hydrated(hydrated));
    Effect::new(move |_| {
        hydrated.set(true);
        crate::browser::mark_as_hydrated();
    });
}

/// Minutes east of UTC at a moment: those of the browser's zone once it has taken over.
pub fn offset(at: Timestamp) -> i32 {
    let hydrated = use_context::<Hydrated>().is_some_and(|h| h.0.get());
    if hydrated {
        crate::browser::offset_minutes(at.unix())
    } else {
        0
    }
}

/// The same for a text of a page, which the browser may take over later than the rest: what it would
/// have other than the server before that, would stay as the server wrote it.
fn own_offset(at: Timestamp) -> impl Fn() -> i32 + Copy {
    let taken_over = RwSignal::new(false);
    Effect::new(move |_| taken_over.set(true));
    move || {
        if taken_over.get() {
            crate::browser::offset_minutes(at.unix())
        } else {
            0
        }
    }
}

/// How long ago; the exact moment as title.
#[component]
pub fn Ago(
    /// The moment.
    at: Timestamp,
    /// The moment for which the page is true.
    now: Timestamp,
) -> impl IntoView {
    let offset = own_offset(at);
    view! {
        <time datetime=at.to_rfc3339() title=move || date_time(at, offset())>
            {move || ago(at, now, offset())}
        </time>
    }
}

/// The day.
#[component]
pub fn Day(
    /// The moment.
    at: Timestamp,
) -> impl IntoView {
    let offset = own_offset(at);
    view! { <time datetime=at.to_rfc3339()>{move || date(at, offset())}</time> }
}

/// The day and the minute.
#[component]
pub fn Minute(
    /// The moment.
    at: Timestamp,
) -> impl IntoView {
    let offset = own_offset(at);
    view! { <time datetime=at.to_rfc3339()>{move || date_time(at, offset())}</time> }
}
