//! The time to comply in the dialogs of the policy, as markup that the server alone makes.

use crate::grace::fields::{grace_fields, write_preview_button};
use crate::html::Html;
use crate::moments::{GAPS, Moment, write_with};
use domain::grace::DAY;
use domain::{Grace, Policy, Timestamp, seen};
use wire::view::Overview;

/// The fields, filled in with what the policy gives, or gave when it was last made; below them what its days count from.
pub fn fields(overview: &Overview) -> String {
    let time = overview.time;
    let mut out = grace_fields(time.grace);
    match overview.policy {
        Policy::Required => {
            let seen = seen::time(time.grace);
            html!(out,
                "<input type=\"hidden\" name=\"seen\" value=\"" {seen} "\">"
            );
            write_days_from(&mut out, time.grace, time.made);
        }
        Policy::Optional if time.grace.days().is_some() => {
            html!(out,
                "<div class=\"check\"><input type=\"checkbox\" id=\"keep_announced\" name=\"keep_announced\" checked>"
                "<label for=\"keep_announced\">"
            );
            let text = tr!(security::KEEP_ANNOUNCED, date = GAPS[0]);
            write_with(&mut out, &text, &[Moment::Day(time.announced)]);
            html!(out, ". ");
            write_deadline_with(&mut out, time.grace, time.announced);
            html!(out, "</label></div>");
        }
        Policy::Optional => {}
    }
    write_preview_button(&mut out);
    out.into_text()
}

/// From when the days of a rule count that was made at this moment, and the deadline that its present number gives.
pub fn write_days_from(out: &mut Html, grace: Grace, made: Timestamp) {
    html!(out, "<p class=\"field__hint\">");
    let text = tr!(security::CHANGE_TIME_FROM, date = GAPS[0]);
    write_with(out, &text, &[Moment::Day(made)]);
    html!(out, " ");
    write_deadline_with(out, grace, made);
    html!(out, "</p>");
}

/// The deadline of those who were there, by days that count from this moment.
fn write_deadline_with(out: &mut Html, grace: Grace, from: Timestamp) {
    let Some(days) = grace.days() else {
        return;
    };
    let end = from.plus(days * DAY);
    let days = days.unsigned_abs();
    let text = tr_count!(security::DEADLINE_WITH, days, deadline = GAPS[0]);
    write_with(out, &text, &[Moment::Until(end)]);
}
