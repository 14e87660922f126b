//! Moments on a page. The server does not know the user's time zone: it writes them in that of the organisation, and the browser
//! switches to its own zone once it has taken over.

use crate::browser;
use crate::format::{ago, date, date_time, until};
use crate::html::Html;
use domain::Timestamp;
use domain::exemption::last_day;
use leptos::prelude::*;

/// Whether the browser has taken over, so that its time zone may be used.
#[derive(Debug, Clone, Copy)]
pub struct Hydrated(RwSignal<bool>);

/// Provides [`Hydrated`], and sets it once the browser has taken the first paint over.
pub fn provide_hydrated() {
    let hydrated = RwSignal::new(false);
    provide_context(Hydrated(hydrated));
    Effect::new(move |_| {
        hydrated.set(true);
    });
}

/// Minutes east of UTC at a moment: those of the browser's zone once it has taken over.
pub fn offset(at: Timestamp) -> i32 {
    let hydrated = use_context::<Hydrated>().is_some_and(|h| h.0.get());
    if hydrated {
        browser::offset_minutes(at.unix())
    } else {
        crate::host::offset_minutes(at)
    }
}

/// The same for one text of a page, which the browser may take over later than the rest: a different
/// text before that moment would not replace the one that the server wrote.
pub fn own_zone() -> impl Fn(Timestamp) -> i32 + Copy + Send + 'static {
    let taken_over = RwSignal::new(false);
    Effect::new(move |_| taken_over.set(true));
    move |at| {
        if taken_over.get() {
            browser::offset_minutes(at.unix())
        } else {
            crate::host::offset_minutes(at)
        }
    }
}

fn own_offset(at: Timestamp) -> impl Fn() -> i32 + Copy {
    let zone = own_zone();
    move || zone(at)
}

/// A hidden field for the time zone in which the days of its form are meant: the browser's, when the form is sent from within the page.
/// Without script it is empty: they are meant in that of the organisation.
#[component]
pub fn ZoneField() -> impl IntoView {
    view! { <input type="hidden" name="zone" value=""/> }
}

/// How long ago; the exact moment as title.
#[component]
pub fn Ago(
    /// The moment.
    at: Timestamp,
    /// The moment at which the page was read.
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

/// The day and the minute. Without script the style adds the zone.
#[component]
pub fn Minute(
    /// The moment.
    at: Timestamp,
) -> impl IntoView {
    let offset = own_offset(at);
    view! {
        <time class="minute" datetime=at.to_rfc3339() data-zone=crate::host::zone_name()>
            {move || date_time(at, offset())}
        </time>
    }
}

/// Until when something is: its last day where it ends with a day, else the day and the minute. Without script the style adds the zone.
#[component]
pub fn Until(
    /// The moment.
    at: Timestamp,
) -> impl IntoView {
    let zone = own_zone();
    view! {
        <time class="minute" datetime=at.to_rfc3339() data-zone=crate::host::zone_name()>
            {move || until(at, zone)}
        </time>
    }
}

/// Minutes east of UTC at a moment, for moments rendered as text: those of the browser's zone in a
/// browser.
pub fn zone(at: Timestamp) -> i32 {
    crate::host::own_offset_minutes(at)
}

/// [`Ago`] as text.
pub fn write_ago(out: &mut Html, at: Timestamp, now: Timestamp, zone: fn(Timestamp) -> i32) {
    let offset = zone(at);
    html!(out, "<time datetime=\"" {at.to_rfc3339()} "\" title=\"" {date_time(at, offset)} "\">" {ago(at, now, offset)} "</time>");
}

/// [`Day`] as text.
pub fn write_day(out: &mut Html, at: Timestamp, zone: fn(Timestamp) -> i32) {
    html!(out, "<time datetime=\"" {at.to_rfc3339()} "\">" {date(at, zone(at))} "</time>");
}

/// Writes the moments of markup that the server alone has made in the zone of the browser, and the last days that its fields are filled
/// with: now, and whenever what `shown` reads is another one.
pub fn localise_markup(shown: impl Fn() + 'static) {
    Effect::new(move |_| {
        shown();
        // Once the markup is there, before it is painted.
        request_animation_frame(|| {
            for (element, kind, unix) in browser::marked_moments() {
                let at = Timestamp::from_unix(unix);
                match kind.as_str() {
                    "day" => element.set_text_content(Some(&date(at, zone(at)))),
                    "minute" => element.set_text_content(Some(&date_time(at, zone(at)))),
                    "until" => element.set_text_content(Some(&until(at, zone))),
                    // What somebody has typed meanwhile stays.
                    _ => {
                        let _ = element.set_attribute("value", &last_day(at, zone));
                    }
                }
            }
        });
    });
}

/// Rewrites the moments that the server has rendered as text in the zone of the browser: those inside
/// the elements that `selector` matches, as of `now`.
pub fn localise(selector: &str, now: Timestamp) {
    for (element, unix) in browser::times(selector) {
        let (at, offset) = (Timestamp::from_unix(unix), browser::offset_minutes(unix));
        let text = if element.has_attribute("title") {
            let _ = element.set_attribute("title", &date_time(at, offset));
            ago(at, now, offset)
        } else {
            date(at, offset)
        };
        element.set_text_content(Some(&text));
    }
}
