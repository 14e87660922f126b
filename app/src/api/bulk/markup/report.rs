//! What came of an operation on many users, and how it is taken back.

use super::said::write_begun;
use super::{back, hidden, numbers};
use crate::api::bulk::UndoBulk;
use crate::format::number;
use crate::html::Html;
use crate::i18n::named;
use crate::locale::separator;
use crate::moments::{GAPS, Moment, write_with};
use backend::bulk::{Refused, Shown};
use domain::{BulkKind, BulkRefusal, BulkState, Locale};
use leptos::prelude::{Owner, provide_context};
use leptos::server_fn::ServerFn;
use wire::path;

/// Rows of a table; those after them are counted.
const ROWS: usize = 100;

/// The report; `changes` is whether the one who looks may take it back.
pub(super) fn report(out: &mut Html, shown: &Shown, changes: bool) {
    let kept = &shown.kept;
    if kept.state == BulkState::Stopped {
        html!(out, "<p>" {tr!(bulk::STOPPED)} "</p>");
    }
    let looked_at = format!("{} / {}", number(kept.looked_at()), number(kept.total));
    html!(out, "<p>");
    write_begun(out, kept);
    html!(out, "</p>");
    numbers(
        out,
        &[
            (tr!(bulk::USERS), looked_at),
            (tr!(bulk::WAS_DONE), number(kept.done)),
            (tr!(bulk::ALREADY), number(kept.already)),
            (tr!(bulk::WAS_REFUSED), number(kept.refused)),
        ],
    );
    refusals(out, &shown.refused, kept.refused);
    if kept.looked_at() > 0 {
        html!(out, "<form method=\"post\" action=\"" {path::export(path::BULK_REPORT, "csv")} "\">");
        hidden(out, "id", &kept.id.to_string());
        if let Some(by) = separator() {
            hidden(out, "separator", by.as_str());
        }
        html!(out, "<button class=\"btn\" type=\"submit\">" {tr!(bulk::DOWNLOAD)} "</button></form>");
    }
    take_back(out, shown, changes);
    html!(out,
        "<p><a class=\"btn\" href=\"" {back(shown)} "\">" {tr!(bulk::BACK)} "</a></p>"
    );
}

/// How what was done is taken back, or was.
fn take_back(out: &mut Html, shown: &Shown, changes: bool) {
    if let Some(undone) = shown.undone {
        html!(out, "<p><a class=\"link\" href=\"" {path::bulk(undone)} "\">" {tr!(bulk::UNDONE)} "</a></p>");
    }
    let Some((id, until)) = shown.undo.filter(|_| changes) else {
        return;
    };
    let has_begun = shown.undone.is_some() || shown.kept.undoes.is_some();
    let (text, button) = if has_begun {
        (
            tr!(bulk::UNDO_AGAIN_UNTIL, date = GAPS[0]),
            tr!(bulk::UNDO_AGAIN),
        )
    } else {
        (tr!(bulk::UNDO_UNTIL, date = GAPS[0]), tr!(bulk::UNDO))
    };
    let sessions = match shown.kept.kind {
        Some(BulkKind::Deactivate) => format!(" {}", tr!(bulk::SESSIONS_STAY)),
        _ => String::new(),
    };
    html!(out,
        "<form class=\"form\" method=\"post\" action=\"" {UndoBulk::PATH} "\"><p>"
    );
    write_with(out, &text, &[Moment::Minute(until)]);
    html!(out, {sessions} "</p>");
    hidden(out, "id", &id.to_string());
    html!(out,
        "<div class=\"form__actions\"><button class=\"btn\" type=\"submit\">" {button} "</button></div></form>"
    );
}

/// The users to whom nothing is done.
pub(super) fn refusals(out: &mut Html, refused: &[Refused], count: u64) {
    if refused.is_empty() {
        return;
    }
    html!(out,
        "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" {tr!(bulk::REFUSED)} "\"><table class=\"table table--list\"><caption>"
        {tr!(bulk::REFUSED)} "</caption><thead><tr><th scope=\"col\">" {tr!(users::column::NAME)} "</th><th scope=\"col\">"
        {tr!(users::column::EMAIL)} "</th><th scope=\"col\">" {tr!(import::REASON)} "</th></tr></thead><tbody>"
    );
    for one in refused.iter().take(ROWS) {
        let (name, email) = one
            .named
            .clone()
            .unwrap_or_else(|| (one.user.to_string(), String::new()));
        html!(out, "<tr><th scope=\"row\">" {name} "</th><td>" {email} "</td><td>" {reason(one)} "</td></tr>");
    }
    html!(out, "</tbody></table></div>");
    let more = count.saturating_sub(refused.len().min(ROWS) as u64);
    if more > 0 {
        html!(out, "<p>" {tr_count!(import::MORE, more)} "</p>");
    }
}

/// Why nothing is done to a user, in a language.
pub fn refusal_in(locale: Locale, reason: BulkRefusal) -> String {
    Owner::new().with(|| {
        provide_context(locale);
        tr!(named::bulk::bulk_refusal(reason))
    })
}

/// Why nothing is done to a user.
fn reason(refused: &Refused) -> String {
    refused
        .reason
        .map(|reason| tr!(named::bulk::bulk_refusal(reason)))
        .unwrap_or_default()
}
