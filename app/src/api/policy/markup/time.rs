//! The time to comply in the dialogs of the policy, as markup that the server alone makes.

use crate::format::date;
use crate::grace::fields::{grace_fields, write_preview_button};
use domain::{Policy, seen};
use wire::view::Overview;

/// The fields, filled in with what the policy gives, or gave when it was last made; below them what its days count from.
pub fn fields(overview: &Overview) -> String {
    let (terms, offset) = (overview.terms, crate::host::offset_minutes);
    let mut out = grace_fields(terms.grace, offset);
    let day = |at| date(at, offset(at));
    match overview.policy {
        Policy::Required => {
            let seen = seen::time(terms.grace);
            html!(out,
                "<input type=\"hidden\" name=\"seen\" value=\"" {seen} "\">"
                "<p class=\"field__hint\">" {tr!(security::CHANGE_TIME_FROM)} " " {day(terms.made)} ".</p>"
            );
        }
        Policy::Optional if terms.grace.days().is_some() => {
            html!(out,
                "<div class=\"check\"><input type=\"checkbox\" id=\"keep_announced\" name=\"keep_announced\" checked>"
                "<label for=\"keep_announced\">" {tr!(security::KEEP_ANNOUNCED, date = day(terms.announced))} "</label></div>"
            );
        }
        Policy::Optional => {}
    }
    write_preview_button(&mut out);
    out.into_text()
}
