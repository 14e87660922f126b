//! What the page of an operation says of it with days and moments.

use crate::grace::grace_text_with;
use crate::html::Html;
use crate::i18n::named;
use crate::moments::{GAPS, Moment, write_last_day, write_with};
use backend::bulk::{Kept, Shown};
use domain::Timestamp;

/// The day that was typed and refused, else the last one before an end.
pub(super) fn write_day(out: &mut Html, typed: Option<&str>, end: Option<Timestamp>) {
    match typed {
        Some(day) => {
            html!(out, " value=\"" {day} "\"");
        }
        None => write_last_day(out, end),
    }
}

/// The group, the time to comply, or the terms of the exemption.
pub(super) fn write_terms(out: &mut Html, shown: &Shown) {
    let (text, end) = if let Some((_, name)) = &shown.group {
        (tr!(journal::GROUP, name = name), None)
    } else if let Some(end) = shown.time {
        (tr!(bulk::TIME, date = GAPS[0]), Some(end))
    } else if let Some(text) = grace_text_with(shown.grace, |_| GAPS[0].to_string()) {
        (text, shown.grace.until())
    } else if let Some((reason, end, kind)) = &shown.exemption {
        let until = end.map(|_| tr!(journal::UNTIL, date = GAPS[0]));
        let kind = tr!(named::exemption_kind(*kind));
        let reason = tr!(journal::REASON, reason = reason);
        let parts = [Some(kind), until, Some(reason)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (parts.join(" · "), *end)
    } else {
        return;
    };
    let last = end.map(Moment::last_day_before);
    html!(out, "<p>");
    write_with(out, &text, last.as_slice());
    html!(out, "</p>");
}

/// By whom, and when.
pub(super) fn write_begun(out: &mut Html, kept: &Kept) {
    let text = match &kept.by {
        Some(by) => tr!(bulk::BY, date = GAPS[0], name = by),
        None => tr!(bulk::BY_COMMAND, date = GAPS[0]),
    };
    write_with(out, &text, &[Moment::Minute(kept.at)]);
}
