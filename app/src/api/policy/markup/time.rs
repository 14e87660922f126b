//! The time to comply in the dialogs of the policy, as markup that the server alone makes.

use crate::grace::fields::{grace_fields, write_preview_button};
use crate::moments::{GAPS, Moment, write_moment, write_with};
use domain::{Policy, seen};
use wire::view::Overview;

/// The fields, filled in with what the policy gives, or gave when it was last made; below them what its days count from.
pub fn fields(overview: &Overview) -> String {
    let terms = overview.terms;
    let mut out = grace_fields(terms.grace);
    match overview.policy {
        Policy::Required => {
            let seen = seen::time(terms.grace);
            html!(out,
                "<input type=\"hidden\" name=\"seen\" value=\"" {seen} "\">"
                "<p class=\"field__hint\">" {tr!(security::CHANGE_TIME_FROM)} " "
            );
            write_moment(&mut out, Moment::Day(terms.made));
            html!(out, ".</p>");
        }
        Policy::Optional if terms.grace.days().is_some() => {
            html!(out,
                "<div class=\"check\"><input type=\"checkbox\" id=\"keep_announced\" name=\"keep_announced\" checked>"
                "<label for=\"keep_announced\">"
            );
            let text = tr!(security::KEEP_ANNOUNCED, date = GAPS[0]);
            write_with(&mut out, &text, &[Moment::Day(terms.announced)]);
            html!(out, "</label></div>");
        }
        Policy::Optional => {}
    }
    write_preview_button(&mut out);
    out.into_text()
}
